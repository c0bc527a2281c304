package account

import (
	"context"
	"errors"
	"net/netip"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/fault"
)

// SignIn finds the account of an e-mail address and a password. It fails as [Refusal], which tells the outside neither
// whether there is an account nor why not, or as [Throttled]. The address is that of the person's machine; where it is
// not known, only the account is watched.
func (s *Store) SignIn(ctx context.Context, email, password string, address netip.Addr) (*Account, error) {
	attempt, err := s.begin(ctx, email, address)
	if err != nil {
		return nil, err
	}
	account, err := s.FindByEmail(ctx, email)
	var missing *fault.Error
	if errors.As(err, &missing) {
		account, err = &Account{}, nil
	}
	if err != nil {
		return nil, err
	}
	password = preparePassword(password)
	ok, outdated, err := s.matches(ctx, account.PasswordHash, password)
	switch {
	case err != nil:
		return nil, err
	case account.ID == uuid.Nil:
		return nil, refuse(Unknown, badPassword)
	case !ok:
		return nil, refuse(WrongPassword, badPassword)
	case account.DisabledAt != nil:
		return nil, refuse(AccountDisabled, badPassword)
	}
	before := account.PasswordHash
	if outdated {
		if account.PasswordHash, err = s.hash(ctx, password); err != nil {
			return nil, err
		}
	}
	return account, s.write(ctx, func(ctx context.Context, tx bun.Tx) error {
		// A password that was changed meanwhile stays the new one.
		if _, err := tx.NewRaw("UPDATE hub.accounts SET password = ? WHERE id = ? AND password = ?", account.PasswordHash, account.ID, before).Exec(ctx); err != nil {
			return err
		}
		if err := s.In(tx).signedIn(ctx, account); err != nil {
			return err
		}
		return attempt.succeed(ctx, tx, email)
	})
}

// signedIn remembers when.
func (s *Store) signedIn(ctx context.Context, account *Account) error {
	now := s.now()
	account.LastSignInAt = &now
	_, err := s.db.NewUpdate().Model(account).Column("last_sign_in_at").WherePK().Exec(ctx)
	return err
}

// Session is the credential of a session that began in an epoch of an account; see [Account.Epoch].
func (s *Store) Session(ctx context.Context, id uuid.UUID, epoch int) (Credential, error) {
	account, err := s.Find(ctx, id)
	var missing *fault.Error
	switch {
	case errors.As(err, &missing):
		return Credential{}, refuse(Unknown, badCredential)
	case err != nil:
		return Credential{}, err
	case account.DisabledAt != nil:
		return Credential{}, refuse(AccountDisabled, badCredential)
	case account.Epoch != epoch:
		return Credential{}, refuse(Revoked, badCredential)
	}
	return account.credential(), nil
}

// Reauthenticate makes sure that it is still the person who asks, before something that a session left open must not
// allow. A wrong password counts as a failed sign-in.
func (s *Store) Reauthenticate(ctx context.Context, id uuid.UUID, password string) error {
	account, err := s.Find(ctx, id)
	if err != nil {
		return err
	}
	_, err = s.SignIn(ctx, account.Email, password, netip.Addr{})
	var refusal *Refusal
	if errors.As(err, &refusal) {
		return invalid("currentPassword", "wrong", "it is not the password of the account")
	}
	return err
}

package account

import (
	"context"
	"errors"
	"net/netip"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/credential"
	"github.com/cocreated/hub/storage/fault"
)

// SignIn finds the account of an e-mail address and a password. It fails as [credential.Refusal], which tells the outside neither
// whether there is an account nor why not, or as [credential.Throttled]. The address is that of the person's machine; where it is
// not known, only the account is watched.
func (s *Store) SignIn(ctx context.Context, email, password string, address netip.Addr) (*Account, error) {
	attempt, err := s.begin(ctx, email, address)
	if err != nil {
		return nil, err
	}
	account, err := optional(s.FindByEmail(ctx, email))
	if err != nil {
		return nil, err
	}
	if account == nil {
		account = &Account{}
	}
	ok, outdated, err := s.credentials.MatchPassword(ctx, account.PasswordHash, password)
	switch {
	case err != nil:
		return nil, err
	case account.ID == uuid.Nil:
		return nil, credential.RefuseWith(credential.Unknown, badPassword)
	case !ok:
		return nil, credential.RefuseWith(credential.WrongPassword, badPassword)
	case account.DisabledAt != nil:
		return nil, credential.RefuseWith(AccountDisabled, badPassword)
	}
	before := account.PasswordHash
	if outdated {
		if account.PasswordHash, err = s.credentials.HashPassword(ctx, password); err != nil {
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
		return attempt.Succeed(ctx, tx)
	})
}

// begin counts the attempt for the e-mail address, and for where it comes from if that is known.
func (s *Store) begin(ctx context.Context, email string, address netip.Addr) (*credential.Attempt, error) {
	suspects := []credential.Suspect{credential.Person("account", normalEmail(email))}
	if address.IsValid() {
		suspects = append(suspects, credential.Network(address))
	}
	return s.credentials.Begin(ctx, suspects...)
}

// signedIn remembers when.
func (s *Store) signedIn(ctx context.Context, account *Account) error {
	now := s.now()
	account.LastSignInAt = &now
	_, err := s.db.NewUpdate().Model(account).Column("last_sign_in_at").WherePK().Exec(ctx)
	return err
}

// Reauthenticate makes sure that it is still the person who asks, before something that a session left open must not
// allow. A wrong password counts as a failed sign-in.
func (s *Store) Reauthenticate(ctx context.Context, id uuid.UUID, password string) error {
	account, err := s.Find(ctx, id)
	if err != nil {
		return err
	}
	_, err = s.SignIn(ctx, account.Email, password, netip.Addr{})
	var refusal *credential.Refusal
	if errors.As(err, &refusal) {
		return fault.Invalid("currentPassword", "wrong", "it is not the password of the account")
	}
	return err
}

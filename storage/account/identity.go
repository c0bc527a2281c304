package account

import (
	"context"
	"errors"
	"strings"

	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/credential"
	"github.com/cocreated/hub/storage/fault"
)

// Identity is a person as an OpenID provider knows them.
type Identity struct {
	// Issuer and Subject together are the person, for ever.
	Issuer, Subject string
	Email           string
	// EmailVerified says that the provider made sure that the address is the person's.
	EmailVerified bool
	Name          string
}

// SignInAs finds the account of a person whom a provider signed in: the one that is theirs already, else the one of
// their verified e-mail address, which is theirs from then on. Where there is none and newcomers is given, it makes one
// with that role. It fails as [credential.Refusal].
func (s *Store) SignInAs(ctx context.Context, identity Identity, newcomers *Grant) (*Account, error) {
	var account *Account
	err := s.write(ctx, func(ctx context.Context, tx bun.Tx) (err error) {
		within := s.In(tx)
		if account, err = within.findIdentity(ctx, identity); err != nil {
			return err
		}
		if account == nil {
			if account, err = within.adopt(ctx, identity, newcomers); err != nil {
				return err
			}
		}
		if account.DisabledAt != nil {
			return credential.RefuseWith(AccountDisabled, badIdentity)
		}
		return within.signedIn(ctx, account)
	})
	if err != nil {
		return nil, err
	}
	return account, nil
}

func (s *Store) findIdentity(ctx context.Context, identity Identity) (*Account, error) {
	return optional(s.find(ctx, "subject", func(q *bun.SelectQuery) *bun.SelectQuery {
		return q.Where("a.oidc_issuer = ? AND a.oidc_subject = ?", identity.Issuer, identity.Subject)
	}))
}

// adopt makes an account that of a person who has none yet.
func (s *Store) adopt(ctx context.Context, identity Identity, newcomers *Grant) (*Account, error) {
	// An address that anybody could have claimed is nobody's.
	if !identity.EmailVerified || identity.Email == "" {
		return nil, credential.RefuseWith(NoAccount, badIdentity)
	}
	account, err := optional(s.find(ctx, "email", func(q *bun.SelectQuery) *bun.SelectQuery {
		return byEmail(identity.Email)(q).For("UPDATE")
	}))
	switch {
	case err != nil:
		return nil, err
	case account == nil && newcomers == nil:
		return nil, credential.RefuseWith(NoAccount, badIdentity)
	case account == nil:
		name := identity.Name
		if name == "" {
			// Colleagues see the name of whoever writes, and not the address.
			name, _, _ = strings.Cut(identity.Email, "@")
		}
		return s.Create(ctx, NewAccount{Email: identity.Email, Name: name, Issuer: identity.Issuer, Subject: identity.Subject, Grant: *newcomers})
	case account.OIDCIssuer != "":
		// The address has gone to another person at the provider; the account has not.
		return nil, credential.RefuseWith(NoAccount, badIdentity)
	}
	account.OIDCIssuer, account.OIDCSubject = identity.Issuer, identity.Subject
	_, err = s.db.NewUpdate().Model(account).Column("oidc_issuer", "oidc_subject").WherePK().Exec(ctx)
	return account, err
}

// optional turns an account that is not there into nil.
func optional(account *Account, err error) (*Account, error) {
	var missing *fault.Error
	if errors.As(err, &missing) && missing.Code == fault.NotFound {
		return nil, nil
	}
	return account, err
}

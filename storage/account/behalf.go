package account

import (
	"context"

	"github.com/google/uuid"

	"github.com/cocreated/hub/storage/fault"
)

// OnBehalf is the credential of an account for what it has asked to be done later: what it is trusted with now decides,
// not what it was trusted with then.
func (s *Store) OnBehalf(ctx context.Context, id uuid.UUID) (Credential, error) {
	account, err := s.Find(ctx, id)
	if err != nil {
		return Credential{}, err
	}
	if account.DisabledAt != nil {
		return Credential{}, &fault.Error{Code: fault.Forbidden, Message: "the account is disabled"}
	}
	return account.credential(), nil
}

// credential is that of somebody who has signed in.
func (a *Account) credential() Credential {
	return Credential{
		Kind: Session, AccountID: a.ID, Name: a.Name,
		Role: a.Role, Locales: a.Locales, Scopes: []Scope{Read, Write},
	}
}

package account

import (
	"context"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/credential"
	"github.com/cocreated/hub/storage/fault"
)

// Authenticate finds whose a token is; a person's comes with its owner. It fails as [credential.Refusal].
func (s *Store) Authenticate(ctx context.Context, secret string) (*Token, error) {
	kind, ok := kindOf(secret)
	if !ok {
		return nil, credential.Refuse(credential.Malformed)
	}
	var found []*Token
	err := s.db.NewSelect().Model(&found).
		Relation("Owner", func(q *bun.SelectQuery) *bun.SelectQuery {
			return q.Column("id", "name", "role", "locales", "disabled_at")
		}).
		Where("t.hash = ? AND t.kind = ?", credential.Hash(secret), kind).Scan(ctx)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, credential.Refuse(credential.Unknown)
	}
	token := found[0]
	if err := s.credentials.Check(&token.Token); err != nil {
		return nil, err
	}
	if token.Owner != nil && token.Owner.DisabledAt != nil {
		return nil, credential.Refuse(AccountDisabled)
	}
	return token, s.credentials.Touch(ctx, "hub.tokens", &token.Token)
}

// Session is the account of a session that began in an epoch of it; see [Account.Epoch]. It fails as
// [credential.Refusal].
func (s *Store) Session(ctx context.Context, id uuid.UUID, epoch int) (*Account, error) {
	account, err := optional(s.Find(ctx, id))
	switch {
	case err != nil:
		return nil, err
	case account == nil:
		return nil, credential.Refuse(credential.Unknown)
	case account.DisabledAt != nil:
		return nil, credential.Refuse(AccountDisabled)
	case account.Epoch != epoch:
		return nil, credential.Refuse(credential.Revoked)
	}
	return account, nil
}

// OnBehalf is the account for which something is done that it has asked for before: what it is trusted with now decides,
// not what it was trusted with then.
func (s *Store) OnBehalf(ctx context.Context, id uuid.UUID) (*Account, error) {
	account, err := s.Find(ctx, id)
	if err != nil {
		return nil, err
	}
	if account.DisabledAt != nil {
		return nil, fault.Denied("the account is disabled")
	}
	return account, nil
}

package account

import (
	"context"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/act"
	"github.com/cocreated/hub/storage/content"
)

// What stands in the audit trail. Whom it is about is in its details, as ids: no name and no address ever is.
const (
	verbCreate   act.Verb = "ACCOUNT_CREATE"
	verbUpdate   act.Verb = "ACCOUNT_UPDATE"
	verbPassword act.Verb = "ACCOUNT_PASSWORD_CHANGE"
	verbSignOut  act.Verb = "ACCOUNT_SIGN_OUT_EVERYWHERE"
	verbToken    act.Verb = "TOKEN_CREATE"
	verbRevoke   act.Verb = "TOKEN_REVOKE"
)

// Acting is the store in the hands of somebody: what they do stands in the audit trail, by the same transaction.
type Acting struct {
	store *Store
	actor act.Actor
}

// As is the store in the hands of an actor. Whether they may do it was decided before.
func (s *Store) As(actor act.Actor) Acting { return Acting{s, actor} }

// do does something and notes it.
func (a Acting) do(ctx context.Context, verb act.Verb, do func(context.Context, *Store) (map[string]any, error)) error {
	return a.store.write(ctx, func(ctx context.Context, tx bun.Tx) error {
		detail, err := do(ctx, a.store.In(tx))
		if err != nil {
			return err
		}
		return act.Audit(ctx, tx, a.actor, act.AuditLine{Action: verb, Detail: detail})
	})
}

func ofAccount(id uuid.UUID) map[string]any {
	return map[string]any{"account": content.EncodeID(act.AccountKind, id)}
}

// Create is [Store.Create].
func (a Acting) Create(ctx context.Context, wanted NewAccount) (made *Account, err error) {
	err = a.do(ctx, verbCreate, func(ctx context.Context, store *Store) (map[string]any, error) {
		if made, err = store.Create(ctx, wanted); err != nil {
			return nil, err
		}
		detail := ofAccount(made.ID)
		detail["role"], detail["locales"] = made.Role, made.Locales
		return detail, nil
	})
	return made, err
}

// Update is [Store.Update], with the account as it is afterwards.
func (a Acting) Update(ctx context.Context, id uuid.UUID, change Change) (updated *Account, err error) {
	err = a.do(ctx, verbUpdate, func(ctx context.Context, store *Store) (map[string]any, error) {
		if err = store.Update(ctx, id, change); err != nil {
			return nil, err
		}
		if updated, err = store.Find(ctx, id); err != nil {
			return nil, err
		}
		detail := ofAccount(id)
		detail["role"], detail["locales"], detail["disabled"] = updated.Role, updated.Locales, updated.DisabledAt != nil
		return detail, nil
	})
	return updated, err
}

// ChangePassword is [Store.ChangePassword].
func (a Acting) ChangePassword(ctx context.Context, id uuid.UUID, password string) error {
	return a.do(ctx, verbPassword, func(ctx context.Context, store *Store) (map[string]any, error) {
		return ofAccount(id), store.ChangePassword(ctx, id, password)
	})
}

// EndSessions is [Store.EndSessions].
func (a Acting) EndSessions(ctx context.Context, id uuid.UUID) error {
	return a.do(ctx, verbSignOut, func(ctx context.Context, store *Store) (map[string]any, error) {
		return ofAccount(id), store.EndSessions(ctx, id)
	})
}

// CreatePersonalToken is [Store.CreatePersonalToken].
func (a Acting) CreatePersonalToken(ctx context.Context, wanted NewPersonalToken) (*Token, Secret, error) {
	return a.createToken(ctx, func(ctx context.Context, store *Store) (*Token, Secret, error) {
		return store.CreatePersonalToken(ctx, wanted)
	})
}

// CreatePartnerToken is [Store.CreatePartnerToken].
func (a Acting) CreatePartnerToken(ctx context.Context, wanted NewPartnerToken) (*Token, Secret, error) {
	return a.createToken(ctx, func(ctx context.Context, store *Store) (*Token, Secret, error) {
		return store.CreatePartnerToken(ctx, wanted)
	})
}

func (a Acting) createToken(ctx context.Context, create func(context.Context, *Store) (*Token, Secret, error)) (token *Token, secret Secret, err error) {
	err = a.do(ctx, verbToken, func(ctx context.Context, store *Store) (map[string]any, error) {
		if token, secret, err = create(ctx, store); err != nil {
			return nil, err
		}
		return token.detail(), nil
	})
	return token, secret, err
}

// Revoke is [Store.Revoke].
func (a Acting) Revoke(ctx context.Context, id uuid.UUID) (revoked *Token, err error) {
	err = a.do(ctx, verbRevoke, func(ctx context.Context, store *Store) (map[string]any, error) {
		if err = store.Revoke(ctx, id); err != nil {
			return nil, err
		}
		if revoked, err = store.Token(ctx, id); err != nil {
			return nil, err
		}
		return revoked.detail(), nil
	})
	return revoked, err
}

func (t *Token) detail() map[string]any {
	detail := map[string]any{"token": t.ClientID(), "kind": t.Kind, "scopes": t.Scopes}
	if account := t.Account(); account != nil {
		detail["account"], detail["role"] = *account, t.Role
	}
	return detail
}

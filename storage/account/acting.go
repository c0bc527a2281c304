package account

import (
	"context"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/act"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/credential"
)

// What is done, as policies decide on it and as the audit trail has it. Whom it is about is in its details, as ids: no
// name and no address ever is.
const (
	VerbCreate         act.Verb = "ACCOUNT_CREATE"
	VerbUpdate         act.Verb = "ACCOUNT_UPDATE"
	VerbPasswordChange act.Verb = "ACCOUNT_PASSWORD_CHANGE"
	VerbSignOut        act.Verb = "ACCOUNT_SIGN_OUT_EVERYWHERE"
	VerbTokenCreate    act.Verb = "TOKEN_CREATE"
	VerbTokenRevoke    act.Verb = "TOKEN_REVOKE"
)

// Acting is the store in the hands of somebody: what they do is decided on by the transaction that does it, and stands in
// the audit trail by the same.
type Acting struct {
	store *Store
	actor act.Actor
}

// As is the store in the hands of an actor.
func (s *Store) As(actor act.Actor) Acting { return Acting{s, actor} }

// owner finds whose it is that something is done to.
type owner func(context.Context, *Store) (uuid.UUID, error)

// of is an owner who is known.
func of(id uuid.UUID) owner {
	return func(context.Context, *Store) (uuid.UUID, error) { return id, nil }
}

// do asks whether the actor may, does it, and notes it.
func (a Acting) do(ctx context.Context, verb act.Verb, whose owner, do func(context.Context, *Store) (map[string]any, error)) error {
	return a.store.write(ctx, func(ctx context.Context, tx bun.Tx) error {
		within := a.store.In(tx)
		id, err := whose(ctx, within)
		if err != nil {
			return err
		}
		if err := a.actor.May(act.Act{Verb: verb, Owner: id}); err != nil {
			return err
		}
		detail, err := do(ctx, within)
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
	err = a.do(ctx, VerbCreate, of(uuid.Nil), func(ctx context.Context, store *Store) (map[string]any, error) {
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
	err = a.do(ctx, VerbUpdate, of(id), func(ctx context.Context, store *Store) (map[string]any, error) {
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

// ChangePassword is [Store.ChangePassword]. One's own is changed by who knows the current one; see
// [Store.Reauthenticate].
func (a Acting) ChangePassword(ctx context.Context, id uuid.UUID, current, password string) error {
	act := act.Act{Verb: VerbPasswordChange, Owner: id}
	if id == a.actor.AccountID {
		// Before the transaction, which would take back that a guess was counted.
		if err := a.actor.May(act); err != nil {
			return err
		}
		if err := a.store.Reauthenticate(ctx, id, current); err != nil {
			return err
		}
	}
	return a.do(ctx, act.Verb, of(id), func(ctx context.Context, store *Store) (map[string]any, error) {
		return ofAccount(id), store.ChangePassword(ctx, id, password)
	})
}

// EndSessions is [Store.EndSessions].
func (a Acting) EndSessions(ctx context.Context, id uuid.UUID) error {
	return a.do(ctx, VerbSignOut, of(id), func(ctx context.Context, store *Store) (map[string]any, error) {
		return ofAccount(id), store.EndSessions(ctx, id)
	})
}

// CreatePersonalToken is [Store.CreatePersonalToken].
func (a Acting) CreatePersonalToken(ctx context.Context, wanted NewPersonalToken) (*Token, credential.Secret, error) {
	return a.createToken(ctx, wanted.AccountID, func(ctx context.Context, store *Store) (*Token, credential.Secret, error) {
		return store.CreatePersonalToken(ctx, wanted)
	})
}

// CreatePartnerToken is [Store.CreatePartnerToken].
func (a Acting) CreatePartnerToken(ctx context.Context, wanted NewPartnerToken) (*Token, credential.Secret, error) {
	return a.createToken(ctx, uuid.Nil, func(ctx context.Context, store *Store) (*Token, credential.Secret, error) {
		return store.CreatePartnerToken(ctx, wanted)
	})
}

func (a Acting) createToken(ctx context.Context, whose uuid.UUID, create func(context.Context, *Store) (*Token, credential.Secret, error)) (token *Token, secret credential.Secret, err error) {
	err = a.do(ctx, VerbTokenCreate, of(whose), func(ctx context.Context, store *Store) (map[string]any, error) {
		if token, secret, err = create(ctx, store); err != nil {
			return nil, err
		}
		return token.detail(), nil
	})
	return token, secret, err
}

// Revoke is [Store.Revoke].
func (a Acting) Revoke(ctx context.Context, id uuid.UUID) (revoked *Token, err error) {
	whose := func(ctx context.Context, store *Store) (uuid.UUID, error) {
		token, err := store.Token(ctx, id)
		if err != nil {
			return uuid.Nil, err
		}
		return token.AccountID, nil
	}
	err = a.do(ctx, VerbTokenRevoke, whose, func(ctx context.Context, store *Store) (map[string]any, error) {
		if revoked, err = store.Revoke(ctx, id); err != nil {
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

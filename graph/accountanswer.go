package graph

import (
	"context"

	"github.com/google/uuid"

	"github.com/cocreated/hub/graph/model"
	"github.com/cocreated/hub/storage/account"
	"github.com/cocreated/hub/storage/act"
	"github.com/cocreated/hub/storage/policy"
)

// owner is the account of an id, or one's own.
func (r *Resolver) owner(ctx context.Context, id *string) (uuid.UUID, error) {
	if id == nil {
		return r.principal(ctx).AccountID, nil
	}
	return decodeAs(act.AccountKind, *id)
}

// readable is the account of an id, or one's own, for those who may read it.
func (r *Resolver) readable(ctx context.Context, id *string) (uuid.UUID, error) {
	owner, err := r.owner(ctx, id)
	if err != nil {
		return uuid.Nil, err
	}
	return owner, r.principal(ctx).May(act.Act{Verb: policy.ReadAccount, Owner: owner})
}

func newAccount(input model.AccountCreateInput) account.NewAccount {
	return account.NewAccount{
		Email: input.Email, Name: input.Name, Password: valueOf(input.Password),
		Grant: account.Grant{Role: input.Role, Locales: input.Locales},
	}
}

// changeAccount answers a mutation of one's own account, or an administrator's of any.
func (r *Resolver) changeAccount(ctx context.Context, id *string, change func(account.Acting, uuid.UUID) error) (*model.AccountPayload, error) {
	owner, err := r.owner(ctx, id)
	if err == nil {
		err = change(r.accounts.As(r.actor(ctx)), owner)
	}
	if err != nil {
		return answerAccount(nil, err)
	}
	return answerAccount(r.accounts.Find(ctx, owner))
}

func answerAccount(changed *account.Account, err error) (*model.AccountPayload, error) {
	wrong, err := userErrors(err)
	if err != nil || len(wrong) > 0 {
		changed = nil
	}
	return &model.AccountPayload{Account: changed, UserErrors: wrong}, err
}

// changePassword sets a password.
func (r *Resolver) changePassword(ctx context.Context, input model.AccountPasswordChangeInput) (*model.AccountPayload, error) {
	return r.changeAccount(ctx, input.ID, func(of account.Acting, id uuid.UUID) error {
		return of.ChangePassword(ctx, id, valueOf(input.CurrentPassword), input.Password)
	})
}

func (r *Resolver) signOutEverywhere(ctx context.Context, id *string) (*model.AccountPayload, error) {
	return r.changeAccount(ctx, id, func(of account.Acting, id uuid.UUID) error { return of.EndSessions(ctx, id) })
}

// ownAccount is that of who asks; nil for who has none.
func (r *Resolver) ownAccount(ctx context.Context) (*account.Account, error) {
	id := r.principal(ctx).AccountID
	if id == uuid.Nil {
		return nil, nil
	}
	return r.accounts.Find(ctx, id)
}

package graph

import (
	"context"

	"github.com/cocreated/hub/graph/generated"
	"github.com/cocreated/hub/graph/model"
	"github.com/cocreated/hub/storage/account"
	"github.com/cocreated/hub/storage/act"
	"github.com/cocreated/hub/storage/policy"
)

func (r *accountResolver) Email(ctx context.Context, obj *account.Account) (*string, error) {
	if shown := r.principal(ctx).May(act.Act{Verb: policy.ReadAddress, Owner: obj.ID}) == nil; !shown {
		return nil, nil
	}
	return &obj.Email, nil
}

func (r *mutationResolver) AccountCreate(ctx context.Context, input model.AccountCreateInput) (*model.AccountPayload, error) {
	return answerAccount(r.accounts.As(r.actor(ctx)).Create(ctx, newAccount(input)))
}

func (r *mutationResolver) AccountUpdate(ctx context.Context, input model.AccountUpdateInput) (*model.AccountPayload, error) {
	id, err := decodeAs(act.AccountKind, input.ID)
	if err != nil {
		return answerAccount(nil, err)
	}
	return answerAccount(r.accounts.As(r.actor(ctx)).Update(ctx, id, account.Change{
		Name: input.Name, Role: input.Role, Locales: input.Locales, Disabled: input.Disabled,
	}))
}

func (r *mutationResolver) AccountPasswordChange(ctx context.Context, input model.AccountPasswordChangeInput) (*model.AccountPayload, error) {
	return r.changePassword(ctx, input)
}

func (r *mutationResolver) AccountSignOutEverywhere(ctx context.Context, input model.AccountSignOutEverywhereInput) (*model.AccountPayload, error) {
	return r.signOutEverywhere(ctx, input.ID)
}

func (r *mutationResolver) TokenCreate(ctx context.Context, input model.TokenCreateInput) (*model.TokenCreatePayload, error) {
	return r.createToken(ctx, input)
}

func (r *mutationResolver) TokenRevoke(ctx context.Context, input model.TokenRevokeInput) (*model.TokenPayload, error) {
	return r.revokeToken(ctx, input.ID)
}

func (r *queryResolver) Viewer(ctx context.Context) (*model.Viewer, error) {
	return viewer(r.principal(ctx)), nil
}

func (r *queryResolver) Accounts(ctx context.Context) ([]*account.Account, error) {
	return r.accounts.List(ctx)
}

func (r *queryResolver) Account(ctx context.Context, id string) (*account.Account, error) {
	owner, err := r.readable(ctx, &id)
	if err != nil {
		return nil, err
	}
	return orNull(r.accounts.Find(ctx, owner))
}

func (r *queryResolver) Tokens(ctx context.Context, owner *string) ([]*account.Token, error) {
	return r.tokens(ctx, owner)
}

func (r *viewerResolver) Account(ctx context.Context, obj *model.Viewer) (*account.Account, error) {
	return r.ownAccount(ctx)
}

func (r *Resolver) Account() generated.AccountResolver { return &accountResolver{r} }

func (r *Resolver) Viewer() generated.ViewerResolver { return &viewerResolver{r} }

type (
	accountResolver struct{ *Resolver }
	viewerResolver  struct{ *Resolver }
)

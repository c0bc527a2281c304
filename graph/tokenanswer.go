package graph

import (
	"context"

	"github.com/google/uuid"

	"github.com/cocreated/hub/graph/model"
	"github.com/cocreated/hub/storage/account"
	"github.com/cocreated/hub/storage/credential"
	"github.com/cocreated/hub/storage/fault"
	"github.com/cocreated/hub/storage/policy"
)

// createToken makes a token: one's own, or a partner's for administrators.
func (r *Resolver) createToken(ctx context.Context, input model.TokenCreateInput) (*model.TokenCreatePayload, error) {
	token, secret, err := r.newToken(ctx, input)
	wrong, err := userErrors(err)
	if err != nil || len(wrong) > 0 {
		return &model.TokenCreatePayload{UserErrors: wrong}, err
	}
	shown := secret.Reveal()
	return &model.TokenCreatePayload{Token: token, Secret: &shown, UserErrors: wrong}, nil
}

func (r *Resolver) newToken(ctx context.Context, input model.TokenCreateInput) (*account.Token, credential.Secret, error) {
	who, accounts := r.principal(ctx), r.accounts.As(r.actor(ctx))
	if input.Partner != nil {
		if input.Role != nil || input.Locales != nil {
			return nil, "", fault.Invalid("role", "excluded", "a partner has no role and no languages of its own")
		}
		return accounts.CreatePartnerToken(ctx, account.NewPartnerToken{
			Partner: *input.Partner, Name: input.Name, Scopes: input.Scopes, Origins: input.Origins, ExpiresAt: input.ExpiresAt,
		})
	}
	if input.Origins != nil {
		return nil, "", fault.Invalid("origins", "excluded", "only a partner's token is bound to origins")
	}
	grant := account.Grant{Role: who.Role, Locales: who.Locales}
	if input.Role != nil && *input.Role != who.Role {
		grant = account.Grant{Role: *input.Role}
	}
	if input.Locales != nil {
		grant.Locales = input.Locales
	}
	return accounts.CreatePersonalToken(ctx, account.NewPersonalToken{
		AccountID: who.AccountID, Name: input.Name, Grant: grant, Scopes: input.Scopes, ExpiresAt: input.ExpiresAt,
	})
}

// revokeToken takes a token back: one's own, or any for administrators.
func (r *Resolver) revokeToken(ctx context.Context, id string) (*model.TokenPayload, error) {
	revoked, err := r.revoked(ctx, id)
	wrong, err := userErrors(err)
	if err != nil || len(wrong) > 0 {
		revoked = nil
	}
	return &model.TokenPayload{Token: revoked, UserErrors: wrong}, err
}

func (r *Resolver) revoked(ctx context.Context, id string) (*account.Token, error) {
	decoded, err := decodeAs(account.TokenIDKind, id)
	if err != nil {
		return nil, err
	}
	return r.accounts.As(r.actor(ctx)).Revoke(ctx, decoded)
}

// tokens are those of an account; for administrators who name none, all.
func (r *Resolver) tokens(ctx context.Context, owner *string) ([]*account.Token, error) {
	if owner == nil && r.principal(ctx).Admit(policy.ReadAccounts) == nil {
		return r.accounts.Tokens(ctx, uuid.Nil)
	}
	id, err := r.readable(ctx, owner)
	if err != nil {
		return nil, err
	}
	return r.accounts.Tokens(ctx, id)
}

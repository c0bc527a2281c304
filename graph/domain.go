package graph

import (
	"context"
	"time"

	"github.com/cocreated/hub/graph/generated"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/edit"
	"github.com/cocreated/hub/storage/kind"
)

func (r *domainResolver) Terms(ctx context.Context, obj *kind.Domain, first int) ([]*kind.Term, error) {
	return content.Referring[kind.Term](ctx, obj, "domain", first)
}

func (r *mutationResolver) DomainCreate(ctx context.Context, input map[string]any) (*edit.Payload[kind.Domain], error) {
	return create[kind.Domain](ctx, r.Resolver, input)
}

func (r *mutationResolver) DomainUpdate(ctx context.Context, input map[string]any) (*edit.Payload[kind.Domain], error) {
	return update[kind.Domain](ctx, r.Resolver, input)
}

func (r *queryResolver) Domain(ctx context.Context, slug *string, id *string, locales []content.Locale, stage content.Stage, asOf *time.Time, release *string) (*kind.Domain, error) {
	return find[kind.Domain](ctx, r.Resolver, slug, id, view{locales, stage, asOf, release})
}

func (r *queryResolver) Domains(ctx context.Context, first *int, after *string, last *int, before *string, where map[string]any, orderBy []map[string]any, locales []content.Locale, stage content.Stage, asOf *time.Time, release *string) (*content.Connection[kind.Domain], error) {
	return list[kind.Domain](ctx, r.Resolver, content.Page{First: first, After: after, Last: last, Before: before}, where, orderBy, view{locales, stage, asOf, release})
}

func (r *Resolver) Domain() generated.DomainResolver { return &domainResolver{r} }

type domainResolver struct{ *Resolver }

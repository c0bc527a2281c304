package graph

import (
	"context"
	"time"

	"github.com/cocreated/hub/graph/generated"
	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/content"
)

func (r *domainResolver) Terms(ctx context.Context, obj *storage.Domain, first int) ([]*storage.Term, error) {
	return content.Referring[storage.Term](ctx, obj, "domain", first)
}

func (r *mutationResolver) DomainCreate(ctx context.Context, input map[string]any) (*content.Payload[storage.Domain], error) {
	return create[storage.Domain](ctx, r.Resolver, input)
}

func (r *mutationResolver) DomainUpdate(ctx context.Context, input map[string]any) (*content.Payload[storage.Domain], error) {
	return update[storage.Domain](ctx, r.Resolver, input)
}

func (r *queryResolver) Domain(ctx context.Context, slug *string, id *string, locales []content.Locale, stage content.Stage, asOf *time.Time, release *string) (*storage.Domain, error) {
	return find[storage.Domain](ctx, r.Resolver, slug, id, view{locales, stage, asOf, release})
}

func (r *queryResolver) Domains(ctx context.Context, first *int, after *string, last *int, before *string, where map[string]any, orderBy []map[string]any, locales []content.Locale, stage content.Stage, asOf *time.Time, release *string) (*content.Connection[storage.Domain], error) {
	return list[storage.Domain](ctx, r.Resolver, content.Page{First: first, After: after, Last: last, Before: before}, where, orderBy, view{locales, stage, asOf, release})
}

func (r *Resolver) Domain() generated.DomainResolver { return &domainResolver{r} }

type domainResolver struct{ *Resolver }

package graph

import (
	"context"

	"github.com/cocreated/hub/graph/generated"
	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/content"
)

func (r *domainResolver) Terms(ctx context.Context, obj *storage.Domain, first int) ([]*storage.Term, error) {
	return content.Referring[storage.Term](ctx, obj, "domain", first)
}

func (r *queryResolver) Domain(ctx context.Context, slug *string, id *string, locales []content.Locale) (*storage.Domain, error) {
	return find[storage.Domain](ctx, r.Resolver, slug, id, locales)
}

func (r *queryResolver) Domains(ctx context.Context, first *int, after *string, last *int, before *string, where map[string]any, orderBy []map[string]any, locales []content.Locale) (*content.Connection[storage.Domain], error) {
	return list[storage.Domain](ctx, r.Resolver, content.Page{First: first, After: after, Last: last, Before: before}, where, orderBy, locales)
}

func (r *Resolver) Domain() generated.DomainResolver { return &domainResolver{r} }

type domainResolver struct{ *Resolver }

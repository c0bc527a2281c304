package graph

import (
	"context"

	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/content"
)

func (r *queryResolver) Asset(ctx context.Context, slug *string, id *string, locales []content.Locale) (*storage.Asset, error) {
	return find[storage.Asset](ctx, r.Resolver, slug, id, locales)
}

func (r *queryResolver) Assets(ctx context.Context, first *int, after *string, last *int, before *string, where map[string]any, orderBy []map[string]any, locales []content.Locale) (*content.Connection[storage.Asset], error) {
	return list[storage.Asset](ctx, r.Resolver, content.Page{First: first, After: after, Last: last, Before: before}, where, orderBy, locales)
}

package graph

import (
	"context"
	"time"

	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/content"
)

func (r *queryResolver) Asset(ctx context.Context, slug *string, id *string, locales []content.Locale, stage content.Stage, asOf *time.Time, release *string) (*storage.Asset, error) {
	return find[storage.Asset](ctx, r.Resolver, slug, id, view{locales, stage, asOf, release})
}

func (r *queryResolver) Assets(ctx context.Context, first *int, after *string, last *int, before *string, where map[string]any, orderBy []map[string]any, locales []content.Locale, stage content.Stage, asOf *time.Time, release *string) (*content.Connection[storage.Asset], error) {
	return list[storage.Asset](ctx, r.Resolver, content.Page{First: first, After: after, Last: last, Before: before}, where, orderBy, view{locales, stage, asOf, release})
}

package graph

import (
	"context"
	"time"

	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/content"
)

func (r *mutationResolver) AssetCreate(ctx context.Context, input map[string]any) (*content.Payload[storage.Asset], error) {
	return create[storage.Asset](ctx, r.Resolver, input)
}

func (r *mutationResolver) AssetUpdate(ctx context.Context, input map[string]any) (*content.Payload[storage.Asset], error) {
	return update[storage.Asset](ctx, r.Resolver, input)
}

func (r *queryResolver) Asset(ctx context.Context, slug *string, id *string, locales []content.Locale, stage content.Stage, asOf *time.Time, release *string) (*storage.Asset, error) {
	return find[storage.Asset](ctx, r.Resolver, slug, id, view{locales, stage, asOf, release})
}

func (r *queryResolver) Assets(ctx context.Context, first *int, after *string, last *int, before *string, where map[string]any, orderBy []map[string]any, locales []content.Locale, stage content.Stage, asOf *time.Time, release *string) (*content.Connection[storage.Asset], error) {
	return list[storage.Asset](ctx, r.Resolver, content.Page{First: first, After: after, Last: last, Before: before}, where, orderBy, view{locales, stage, asOf, release})
}

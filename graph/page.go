package graph

import (
	"context"
	"time"

	"github.com/cocreated/hub/graph/generated"
	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/content"
)

func (r *mutationResolver) PageCreate(ctx context.Context, input map[string]any) (*content.Payload[storage.Page], error) {
	return create[storage.Page](ctx, r.Resolver, input)
}

func (r *mutationResolver) PageUpdate(ctx context.Context, input map[string]any) (*content.Payload[storage.Page], error) {
	return update[storage.Page](ctx, r.Resolver, input)
}

func (r *pageResolver) Body(ctx context.Context, obj *storage.Page) (*content.RichText, error) {
	return content.Body(ctx, obj)
}

func (r *pageResolver) Image(ctx context.Context, obj *storage.Page) (*storage.Asset, error) {
	return content.RelatedOne[storage.Asset](ctx, obj, "image")
}

func (r *queryResolver) Page(ctx context.Context, slug *string, id *string, locales []content.Locale, stage content.Stage, asOf *time.Time, release *string) (*storage.Page, error) {
	return find[storage.Page](ctx, r.Resolver, slug, id, view{locales, stage, asOf, release})
}

func (r *queryResolver) Pages(ctx context.Context, first *int, after *string, last *int, before *string, where map[string]any, orderBy []map[string]any, locales []content.Locale, stage content.Stage, asOf *time.Time, release *string) (*content.Connection[storage.Page], error) {
	return list[storage.Page](ctx, r.Resolver, content.Page{First: first, After: after, Last: last, Before: before}, where, orderBy, view{locales, stage, asOf, release})
}

func (r *Resolver) Page() generated.PageResolver { return &pageResolver{r} }

type pageResolver struct{ *Resolver }

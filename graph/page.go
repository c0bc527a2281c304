package graph

import (
	"context"
	"time"

	"github.com/cocreated/hub/graph/generated"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/edit"
	"github.com/cocreated/hub/storage/kind"
)

func (r *mutationResolver) PageCreate(ctx context.Context, input map[string]any) (*edit.Payload[kind.Page], error) {
	return create[kind.Page](ctx, r.Resolver, input)
}

func (r *mutationResolver) PageUpdate(ctx context.Context, input map[string]any) (*edit.Payload[kind.Page], error) {
	return update[kind.Page](ctx, r.Resolver, input)
}

func (r *pageResolver) Body(ctx context.Context, obj *kind.Page) (*content.RichText, error) {
	return content.Body(ctx, obj)
}

func (r *pageResolver) Image(ctx context.Context, obj *kind.Page) (*kind.Asset, error) {
	return content.RelatedOne[kind.Asset](ctx, obj, "image")
}

func (r *queryResolver) Page(ctx context.Context, slug *string, id *string, locales []content.Locale, stage content.Stage, asOf *time.Time, release *string) (*kind.Page, error) {
	return find[kind.Page](ctx, r.Resolver, slug, id, view{locales, stage, asOf, release})
}

func (r *queryResolver) Pages(ctx context.Context, first *int, after *string, last *int, before *string, where map[string]any, orderBy []map[string]any, locales []content.Locale, stage content.Stage, asOf *time.Time, release *string) (*content.Connection[kind.Page], error) {
	return list[kind.Page](ctx, r.Resolver, content.Page{First: first, After: after, Last: last, Before: before}, where, orderBy, view{locales, stage, asOf, release})
}

func (r *Resolver) Page() generated.PageResolver { return &pageResolver{r} }

type pageResolver struct{ *Resolver }

package graph

import (
	"context"
	"time"

	"github.com/cocreated/hub/graph/generated"
	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/content"
)

func (r *areaResolver) Courses(ctx context.Context, obj *storage.Area, first int) ([]*storage.Course, error) {
	return content.Referring[storage.Course](ctx, obj, "area", first)
}

func (r *areaResolver) Webinars(ctx context.Context, obj *storage.Area, first int) ([]*storage.Webinar, error) {
	return content.Referring[storage.Webinar](ctx, obj, "area", first)
}

func (r *areaResolver) Programmes(ctx context.Context, obj *storage.Area, first int) ([]*storage.Programme, error) {
	return content.Referring[storage.Programme](ctx, obj, "areas", first)
}

func (r *mutationResolver) AreaCreate(ctx context.Context, input map[string]any) (*content.Payload[storage.Area], error) {
	return create[storage.Area](ctx, r.Resolver, input)
}

func (r *mutationResolver) AreaUpdate(ctx context.Context, input map[string]any) (*content.Payload[storage.Area], error) {
	return update[storage.Area](ctx, r.Resolver, input)
}

func (r *queryResolver) Area(ctx context.Context, slug *string, id *string, locales []content.Locale, stage content.Stage, asOf *time.Time, release *string) (*storage.Area, error) {
	return find[storage.Area](ctx, r.Resolver, slug, id, view{locales, stage, asOf, release})
}

func (r *queryResolver) Areas(ctx context.Context, first *int, after *string, last *int, before *string, where map[string]any, orderBy []map[string]any, locales []content.Locale, stage content.Stage, asOf *time.Time, release *string) (*content.Connection[storage.Area], error) {
	return list[storage.Area](ctx, r.Resolver, content.Page{First: first, After: after, Last: last, Before: before}, where, orderBy, view{locales, stage, asOf, release})
}

func (r *Resolver) Area() generated.AreaResolver { return &areaResolver{r} }

type areaResolver struct{ *Resolver }

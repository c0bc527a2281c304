package graph

import (
	"context"
	"time"

	"github.com/cocreated/hub/graph/generated"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/edit"
	"github.com/cocreated/hub/storage/kind"
)

func (r *areaResolver) Courses(ctx context.Context, obj *kind.Area, first int) ([]*kind.Course, error) {
	return content.Referring[kind.Course](ctx, obj, "area", first)
}

func (r *areaResolver) Webinars(ctx context.Context, obj *kind.Area, first int) ([]*kind.Webinar, error) {
	return content.Referring[kind.Webinar](ctx, obj, "area", first)
}

func (r *areaResolver) Programmes(ctx context.Context, obj *kind.Area, first int) ([]*kind.Programme, error) {
	return content.Referring[kind.Programme](ctx, obj, "areas", first)
}

func (r *mutationResolver) AreaCreate(ctx context.Context, input map[string]any) (*edit.Payload[kind.Area], error) {
	return create[kind.Area](ctx, r.Resolver, input)
}

func (r *mutationResolver) AreaUpdate(ctx context.Context, input map[string]any) (*edit.Payload[kind.Area], error) {
	return update[kind.Area](ctx, r.Resolver, input)
}

func (r *queryResolver) Area(ctx context.Context, slug *string, id *string, locales []content.Locale, stage content.Stage, asOf *time.Time, release *string) (*kind.Area, error) {
	return find[kind.Area](ctx, r.Resolver, slug, id, view{locales, stage, asOf, release})
}

func (r *queryResolver) Areas(ctx context.Context, first *int, after *string, last *int, before *string, where map[string]any, orderBy []map[string]any, locales []content.Locale, stage content.Stage, asOf *time.Time, release *string) (*content.Connection[kind.Area], error) {
	return list[kind.Area](ctx, r.Resolver, content.Page{First: first, After: after, Last: last, Before: before}, where, orderBy, view{locales, stage, asOf, release})
}

func (r *Resolver) Area() generated.AreaResolver { return &areaResolver{r} }

type areaResolver struct{ *Resolver }

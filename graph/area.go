package graph

import (
	"context"

	"github.com/cocreated/hub/graph/generated"
	"github.com/cocreated/hub/storage/content"
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

func (r *Resolver) Area() generated.AreaResolver { return &areaResolver{r} }

type areaResolver struct{ *Resolver }

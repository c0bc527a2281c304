package graph

import (
	"context"

	"github.com/cocreated/hub/graph/generated"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/kind"
)

func (r *programmeResolver) Successors(ctx context.Context, obj *kind.Programme, first int) ([]*kind.Programme, error) {
	return content.Referring[kind.Programme](ctx, obj, "predecessors", first)
}

func (r *programmeResolver) Components(ctx context.Context, obj *kind.Programme, first int) ([]*kind.Programme, error) {
	return content.Referring[kind.Programme](ctx, obj, "partOf", first)
}

func (r *programmeResolver) Calls(ctx context.Context, obj *kind.Programme, first int) ([]*kind.Call, error) {
	return content.Referring[kind.Call](ctx, obj, "programme", first)
}

func (r *programmeResolver) Terms(ctx context.Context, obj *kind.Programme, first int) ([]*kind.Term, error) {
	return content.Referring[kind.Term](ctx, obj, "programmes", first)
}

func (r *programmeResolver) Courses(ctx context.Context, obj *kind.Programme, first int) ([]*kind.Course, error) {
	return content.Referring[kind.Course](ctx, obj, "programmes", first)
}

func (r *Resolver) Programme() generated.ProgrammeResolver { return &programmeResolver{r} }

type programmeResolver struct{ *Resolver }

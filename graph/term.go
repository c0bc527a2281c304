package graph

import (
	"context"

	"github.com/cocreated/hub/graph/generated"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/kind"
)

func (r *termResolver) Narrower(ctx context.Context, obj *kind.Term, first int) ([]*kind.Term, error) {
	return content.Referring[kind.Term](ctx, obj, "broader", first)
}

func (r *termResolver) Courses(ctx context.Context, obj *kind.Term, first int) ([]*kind.Course, error) {
	return content.Referring[kind.Course](ctx, obj, "terms", first)
}

func (r *Resolver) Term() generated.TermResolver { return &termResolver{r} }

type termResolver struct{ *Resolver }

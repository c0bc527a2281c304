package graph

import (
	"context"
	"time"

	"github.com/cocreated/hub/graph/generated"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/edit"
	"github.com/cocreated/hub/storage/kind"
)

func (r *mutationResolver) TermCreate(ctx context.Context, input map[string]any) (*edit.Payload[kind.Term], error) {
	return create[kind.Term](ctx, r.Resolver, input)
}

func (r *mutationResolver) TermUpdate(ctx context.Context, input map[string]any) (*edit.Payload[kind.Term], error) {
	return update[kind.Term](ctx, r.Resolver, input)
}

func (r *queryResolver) Term(ctx context.Context, slug *string, id *string, locales []content.Locale, stage content.Stage, asOf *time.Time, release *string) (*kind.Term, error) {
	return find[kind.Term](ctx, r.Resolver, slug, id, view{locales, stage, asOf, release})
}

func (r *queryResolver) Terms(ctx context.Context, first *int, after *string, last *int, before *string, where map[string]any, orderBy []map[string]any, locales []content.Locale, stage content.Stage, asOf *time.Time, release *string) (*content.Connection[kind.Term], error) {
	return list[kind.Term](ctx, r.Resolver, content.Page{First: first, After: after, Last: last, Before: before}, where, orderBy, view{locales, stage, asOf, release})
}

func (r *termResolver) Domain(ctx context.Context, obj *kind.Term) (*kind.Domain, error) {
	return content.RelatedOne[kind.Domain](ctx, obj, "domain")
}

func (r *termResolver) Broader(ctx context.Context, obj *kind.Term) ([]*kind.Term, error) {
	return content.Related[kind.Term](ctx, obj, "broader")
}

func (r *termResolver) Related(ctx context.Context, obj *kind.Term) ([]*kind.Term, error) {
	return content.Related[kind.Term](ctx, obj, "related")
}

func (r *termResolver) Programmes(ctx context.Context, obj *kind.Term) ([]*kind.Programme, error) {
	return content.Related[kind.Programme](ctx, obj, "programmes")
}

func (r *termResolver) Narrower(ctx context.Context, obj *kind.Term, first int) ([]*kind.Term, error) {
	return content.Referring[kind.Term](ctx, obj, "broader", first)
}

func (r *termResolver) Courses(ctx context.Context, obj *kind.Term, first int) ([]*kind.Course, error) {
	return content.Referring[kind.Course](ctx, obj, "terms", first)
}

func (r *Resolver) Term() generated.TermResolver { return &termResolver{r} }

type termResolver struct{ *Resolver }

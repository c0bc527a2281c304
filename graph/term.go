package graph

import (
	"context"
	"time"

	"github.com/cocreated/hub/graph/generated"
	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/content"
)

func (r *mutationResolver) TermCreate(ctx context.Context, input map[string]any) (*content.Payload[storage.Term], error) {
	return create[storage.Term](ctx, r.Resolver, input)
}

func (r *mutationResolver) TermUpdate(ctx context.Context, input map[string]any) (*content.Payload[storage.Term], error) {
	return update[storage.Term](ctx, r.Resolver, input)
}

func (r *queryResolver) Term(ctx context.Context, slug *string, id *string, locales []content.Locale, stage content.Stage, asOf *time.Time, release *string) (*storage.Term, error) {
	return find[storage.Term](ctx, r.Resolver, slug, id, view{locales, stage, asOf, release})
}

func (r *queryResolver) Terms(ctx context.Context, first *int, after *string, last *int, before *string, where map[string]any, orderBy []map[string]any, locales []content.Locale, stage content.Stage, asOf *time.Time, release *string) (*content.Connection[storage.Term], error) {
	return list[storage.Term](ctx, r.Resolver, content.Page{First: first, After: after, Last: last, Before: before}, where, orderBy, view{locales, stage, asOf, release})
}

func (r *termResolver) Domain(ctx context.Context, obj *storage.Term) (*storage.Domain, error) {
	return content.RelatedOne[storage.Domain](ctx, obj, "domain")
}

func (r *termResolver) Broader(ctx context.Context, obj *storage.Term) ([]*storage.Term, error) {
	return content.Related[storage.Term](ctx, obj, "broader")
}

func (r *termResolver) Related(ctx context.Context, obj *storage.Term) ([]*storage.Term, error) {
	return content.Related[storage.Term](ctx, obj, "related")
}

func (r *termResolver) Programmes(ctx context.Context, obj *storage.Term) ([]*storage.Programme, error) {
	return content.Related[storage.Programme](ctx, obj, "programmes")
}

func (r *termResolver) Narrower(ctx context.Context, obj *storage.Term, first int) ([]*storage.Term, error) {
	return content.Referring[storage.Term](ctx, obj, "broader", first)
}

func (r *termResolver) Courses(ctx context.Context, obj *storage.Term, first int) ([]*storage.Course, error) {
	return content.Referring[storage.Course](ctx, obj, "terms", first)
}

func (r *Resolver) Term() generated.TermResolver { return &termResolver{r} }

type termResolver struct{ *Resolver }

package graph

import (
	"context"
	"time"

	"github.com/cocreated/hub/graph/generated"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/edit"
	"github.com/cocreated/hub/storage/kind"
)

func (r *callResolver) Deadlines(ctx context.Context, obj *kind.Call) ([]*kind.Deadline, error) {
	return content.PartsOf[kind.Deadline](ctx, obj)
}

func (r *callResolver) Programme(ctx context.Context, obj *kind.Call) (*kind.Programme, error) {
	return content.RelatedOne[kind.Programme](ctx, obj, "programme")
}

func (r *mutationResolver) CallCreate(ctx context.Context, input map[string]any) (*edit.Payload[kind.Call], error) {
	return create[kind.Call](ctx, r.Resolver, input)
}

func (r *mutationResolver) CallUpdate(ctx context.Context, input map[string]any) (*edit.Payload[kind.Call], error) {
	return update[kind.Call](ctx, r.Resolver, input)
}

func (r *queryResolver) Call(ctx context.Context, slug *string, id *string, locales []content.Locale, stage content.Stage, asOf *time.Time, release *string) (*kind.Call, error) {
	return find[kind.Call](ctx, r.Resolver, slug, id, view{locales, stage, asOf, release})
}

func (r *queryResolver) Calls(ctx context.Context, first *int, after *string, last *int, before *string, where map[string]any, orderBy []map[string]any, locales []content.Locale, stage content.Stage, asOf *time.Time, release *string) (*content.Connection[kind.Call], error) {
	return list[kind.Call](ctx, r.Resolver, content.Page{First: first, After: after, Last: last, Before: before}, where, orderBy, view{locales, stage, asOf, release})
}

func (r *Resolver) Call() generated.CallResolver { return &callResolver{r} }

type callResolver struct{ *Resolver }

package graph

import (
	"context"
	"time"

	"github.com/cocreated/hub/graph/generated"
	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/content"
)

func (r *callResolver) Deadlines(ctx context.Context, obj *storage.Call) ([]*storage.Deadline, error) {
	return content.PartsOf[storage.Deadline](ctx, obj)
}

func (r *callResolver) Programme(ctx context.Context, obj *storage.Call) (*storage.Programme, error) {
	return content.RelatedOne[storage.Programme](ctx, obj, "programme")
}

func (r *mutationResolver) CallCreate(ctx context.Context, input map[string]any) (*content.Payload[storage.Call], error) {
	return create[storage.Call](ctx, r.Resolver, input)
}

func (r *mutationResolver) CallUpdate(ctx context.Context, input map[string]any) (*content.Payload[storage.Call], error) {
	return update[storage.Call](ctx, r.Resolver, input)
}

func (r *queryResolver) Call(ctx context.Context, slug *string, id *string, locales []content.Locale, stage content.Stage, asOf *time.Time, release *string) (*storage.Call, error) {
	return find[storage.Call](ctx, r.Resolver, slug, id, view{locales, stage, asOf, release})
}

func (r *queryResolver) Calls(ctx context.Context, first *int, after *string, last *int, before *string, where map[string]any, orderBy []map[string]any, locales []content.Locale, stage content.Stage, asOf *time.Time, release *string) (*content.Connection[storage.Call], error) {
	return list[storage.Call](ctx, r.Resolver, content.Page{First: first, After: after, Last: last, Before: before}, where, orderBy, view{locales, stage, asOf, release})
}

func (r *Resolver) Call() generated.CallResolver { return &callResolver{r} }

type callResolver struct{ *Resolver }

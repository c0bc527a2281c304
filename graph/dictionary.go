package graph

import (
	"context"
	"time"

	"github.com/cocreated/hub/graph/generated"
	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/content"
)

func (r *dictionaryResolver) Editions(ctx context.Context, obj *storage.Dictionary) ([]*storage.DictionaryEdition, error) {
	return content.PartsOf[storage.DictionaryEdition](ctx, obj)
}

func (r *dictionaryEditionResolver) Includes(ctx context.Context, obj *storage.DictionaryEdition) ([]*storage.DictionaryEdition, error) {
	return content.RelatedParts[storage.DictionaryEdition](ctx, obj, "includes")
}

func (r *mutationResolver) DictionaryCreate(ctx context.Context, input map[string]any) (*content.Payload[storage.Dictionary], error) {
	return create[storage.Dictionary](ctx, r.Resolver, input)
}

func (r *mutationResolver) DictionaryUpdate(ctx context.Context, input map[string]any) (*content.Payload[storage.Dictionary], error) {
	return update[storage.Dictionary](ctx, r.Resolver, input)
}

func (r *queryResolver) Dictionary(ctx context.Context, locales []content.Locale, stage content.Stage, asOf *time.Time, release *string) (*storage.Dictionary, error) {
	return only[storage.Dictionary](ctx, r.Resolver, view{locales, stage, asOf, release})
}

func (r *Resolver) Dictionary() generated.DictionaryResolver { return &dictionaryResolver{r} }

func (r *Resolver) DictionaryEdition() generated.DictionaryEditionResolver {
	return &dictionaryEditionResolver{r}
}

type (
	dictionaryResolver        struct{ *Resolver }
	dictionaryEditionResolver struct{ *Resolver }
)

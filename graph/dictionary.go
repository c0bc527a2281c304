package graph

import (
	"context"
	"time"

	"github.com/cocreated/hub/graph/generated"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/edit"
	"github.com/cocreated/hub/storage/kind"
)

func (r *dictionaryResolver) Editions(ctx context.Context, obj *kind.Dictionary) ([]*kind.DictionaryEdition, error) {
	return content.PartsOf[kind.DictionaryEdition](ctx, obj)
}

func (r *dictionaryEditionResolver) Includes(ctx context.Context, obj *kind.DictionaryEdition) ([]*kind.DictionaryEdition, error) {
	return content.RelatedParts[kind.DictionaryEdition](ctx, obj, "includes")
}

func (r *mutationResolver) DictionaryCreate(ctx context.Context, input map[string]any) (*edit.Payload[kind.Dictionary], error) {
	return create[kind.Dictionary](ctx, r.Resolver, input)
}

func (r *mutationResolver) DictionaryUpdate(ctx context.Context, input map[string]any) (*edit.Payload[kind.Dictionary], error) {
	return update[kind.Dictionary](ctx, r.Resolver, input)
}

func (r *queryResolver) Dictionary(ctx context.Context, locales []content.Locale, stage content.Stage, asOf *time.Time, release *string) (*kind.Dictionary, error) {
	return only[kind.Dictionary](ctx, r.Resolver, view{locales, stage, asOf, release})
}

func (r *Resolver) Dictionary() generated.DictionaryResolver { return &dictionaryResolver{r} }

func (r *Resolver) DictionaryEdition() generated.DictionaryEditionResolver {
	return &dictionaryEditionResolver{r}
}

type (
	dictionaryResolver        struct{ *Resolver }
	dictionaryEditionResolver struct{ *Resolver }
)

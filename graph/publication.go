package graph

import (
	"context"
	"time"

	"github.com/cocreated/hub/graph/generated"
	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/content"
)

func (r *fileResolver) Asset(ctx context.Context, obj *storage.File) (*storage.Asset, error) {
	return content.RelatedOne[storage.Asset](ctx, obj, "asset")
}

func (r *mutationResolver) PublicationCreate(ctx context.Context, input map[string]any) (*content.Payload[storage.Publication], error) {
	return create[storage.Publication](ctx, r.Resolver, input)
}

func (r *mutationResolver) PublicationUpdate(ctx context.Context, input map[string]any) (*content.Payload[storage.Publication], error) {
	return update[storage.Publication](ctx, r.Resolver, input)
}

func (r *publicationResolver) Files(ctx context.Context, obj *storage.Publication) ([]*storage.File, error) {
	return content.PartsOf[storage.File](ctx, obj)
}

func (r *publicationResolver) Output(ctx context.Context, obj *storage.Publication) (*storage.Output, error) {
	return content.RelatedPart[storage.Output](ctx, obj, "output")
}

func (r *publicationResolver) Publishers(ctx context.Context, obj *storage.Publication) ([]*storage.Organisation, error) {
	return content.Related[storage.Organisation](ctx, obj, "publishers")
}

func (r *publicationResolver) Courses(ctx context.Context, obj *storage.Publication) ([]*storage.Course, error) {
	return content.Related[storage.Course](ctx, obj, "courses")
}

func (r *publicationResolver) Questionnaire(ctx context.Context, obj *storage.Publication) (*storage.Questionnaire, error) {
	return content.RelatedOne[storage.Questionnaire](ctx, obj, "questionnaire")
}

func (r *publicationResolver) Edition(ctx context.Context, obj *storage.Publication) (*storage.DictionaryEdition, error) {
	return content.RelatedPart[storage.DictionaryEdition](ctx, obj, "edition")
}

func (r *queryResolver) Publication(ctx context.Context, slug *string, id *string, locales []content.Locale, stage content.Stage, asOf *time.Time, release *string) (*storage.Publication, error) {
	return find[storage.Publication](ctx, r.Resolver, slug, id, view{locales, stage, asOf, release})
}

func (r *queryResolver) Publications(ctx context.Context, first *int, after *string, last *int, before *string, where map[string]any, orderBy []map[string]any, locales []content.Locale, stage content.Stage, asOf *time.Time, release *string) (*content.Connection[storage.Publication], error) {
	return list[storage.Publication](ctx, r.Resolver, content.Page{First: first, After: after, Last: last, Before: before}, where, orderBy, view{locales, stage, asOf, release})
}

func (r *Resolver) File() generated.FileResolver { return &fileResolver{r} }

func (r *Resolver) Publication() generated.PublicationResolver { return &publicationResolver{r} }

type (
	fileResolver        struct{ *Resolver }
	publicationResolver struct{ *Resolver }
)

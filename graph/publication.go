package graph

import (
	"context"
	"time"

	"github.com/cocreated/hub/graph/generated"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/edit"
	"github.com/cocreated/hub/storage/kind"
)

func (r *fileResolver) Asset(ctx context.Context, obj *kind.File) (*kind.Asset, error) {
	return content.RelatedOne[kind.Asset](ctx, obj, "asset")
}

func (r *mutationResolver) PublicationCreate(ctx context.Context, input map[string]any) (*edit.Payload[kind.Publication], error) {
	return create[kind.Publication](ctx, r.Resolver, input)
}

func (r *mutationResolver) PublicationUpdate(ctx context.Context, input map[string]any) (*edit.Payload[kind.Publication], error) {
	return update[kind.Publication](ctx, r.Resolver, input)
}

func (r *publicationResolver) Files(ctx context.Context, obj *kind.Publication) ([]*kind.File, error) {
	return content.PartsOf[kind.File](ctx, obj)
}

func (r *publicationResolver) Output(ctx context.Context, obj *kind.Publication) (*kind.Output, error) {
	return content.RelatedPart[kind.Output](ctx, obj, "output")
}

func (r *publicationResolver) Publishers(ctx context.Context, obj *kind.Publication) ([]*kind.Organisation, error) {
	return content.Related[kind.Organisation](ctx, obj, "publishers")
}

func (r *publicationResolver) Courses(ctx context.Context, obj *kind.Publication) ([]*kind.Course, error) {
	return content.Related[kind.Course](ctx, obj, "courses")
}

func (r *publicationResolver) Questionnaire(ctx context.Context, obj *kind.Publication) (*kind.Questionnaire, error) {
	return content.RelatedOne[kind.Questionnaire](ctx, obj, "questionnaire")
}

func (r *publicationResolver) Edition(ctx context.Context, obj *kind.Publication) (*kind.DictionaryEdition, error) {
	return content.RelatedPart[kind.DictionaryEdition](ctx, obj, "edition")
}

func (r *queryResolver) Publication(ctx context.Context, slug *string, id *string, locales []content.Locale, stage content.Stage, asOf *time.Time, release *string) (*kind.Publication, error) {
	return find[kind.Publication](ctx, r.Resolver, slug, id, view{locales, stage, asOf, release})
}

func (r *queryResolver) Publications(ctx context.Context, first *int, after *string, last *int, before *string, where map[string]any, orderBy []map[string]any, locales []content.Locale, stage content.Stage, asOf *time.Time, release *string) (*content.Connection[kind.Publication], error) {
	return list[kind.Publication](ctx, r.Resolver, content.Page{First: first, After: after, Last: last, Before: before}, where, orderBy, view{locales, stage, asOf, release})
}

func (r *Resolver) File() generated.FileResolver { return &fileResolver{r} }

func (r *Resolver) Publication() generated.PublicationResolver { return &publicationResolver{r} }

type (
	fileResolver        struct{ *Resolver }
	publicationResolver struct{ *Resolver }
)

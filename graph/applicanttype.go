package graph

import (
	"context"
	"time"

	"github.com/cocreated/hub/graph/generated"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/edit"
	"github.com/cocreated/hub/storage/kind"
)

func (r *applicantTypeResolver) Programmes(ctx context.Context, obj *kind.ApplicantType, first int) ([]*kind.Programme, error) {
	return content.Referring[kind.Programme](ctx, obj, "eligibleApplicants", first)
}

func (r *mutationResolver) ApplicantTypeCreate(ctx context.Context, input map[string]any) (*edit.Payload[kind.ApplicantType], error) {
	return create[kind.ApplicantType](ctx, r.Resolver, input)
}

func (r *mutationResolver) ApplicantTypeUpdate(ctx context.Context, input map[string]any) (*edit.Payload[kind.ApplicantType], error) {
	return update[kind.ApplicantType](ctx, r.Resolver, input)
}

func (r *queryResolver) ApplicantType(ctx context.Context, slug *string, id *string, locales []content.Locale, stage content.Stage, asOf *time.Time, release *string) (*kind.ApplicantType, error) {
	return find[kind.ApplicantType](ctx, r.Resolver, slug, id, view{locales, stage, asOf, release})
}

func (r *queryResolver) ApplicantTypes(ctx context.Context, first *int, after *string, last *int, before *string, where map[string]any, orderBy []map[string]any, locales []content.Locale, stage content.Stage, asOf *time.Time, release *string) (*content.Connection[kind.ApplicantType], error) {
	return list[kind.ApplicantType](ctx, r.Resolver, content.Page{First: first, After: after, Last: last, Before: before}, where, orderBy, view{locales, stage, asOf, release})
}

func (r *Resolver) ApplicantType() generated.ApplicantTypeResolver { return &applicantTypeResolver{r} }

type applicantTypeResolver struct{ *Resolver }

package graph

import (
	"context"
	"time"

	"github.com/cocreated/hub/graph/generated"
	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/content"
)

func (r *applicantTypeResolver) Programmes(ctx context.Context, obj *storage.ApplicantType, first int) ([]*storage.Programme, error) {
	return content.Referring[storage.Programme](ctx, obj, "eligibleApplicants", first)
}

func (r *mutationResolver) ApplicantTypeCreate(ctx context.Context, input map[string]any) (*content.Payload[storage.ApplicantType], error) {
	return create[storage.ApplicantType](ctx, r.Resolver, input)
}

func (r *mutationResolver) ApplicantTypeUpdate(ctx context.Context, input map[string]any) (*content.Payload[storage.ApplicantType], error) {
	return update[storage.ApplicantType](ctx, r.Resolver, input)
}

func (r *queryResolver) ApplicantType(ctx context.Context, slug *string, id *string, locales []content.Locale, stage content.Stage, asOf *time.Time, release *string) (*storage.ApplicantType, error) {
	return find[storage.ApplicantType](ctx, r.Resolver, slug, id, view{locales, stage, asOf, release})
}

func (r *queryResolver) ApplicantTypes(ctx context.Context, first *int, after *string, last *int, before *string, where map[string]any, orderBy []map[string]any, locales []content.Locale, stage content.Stage, asOf *time.Time, release *string) (*content.Connection[storage.ApplicantType], error) {
	return list[storage.ApplicantType](ctx, r.Resolver, content.Page{First: first, After: after, Last: last, Before: before}, where, orderBy, view{locales, stage, asOf, release})
}

func (r *Resolver) ApplicantType() generated.ApplicantTypeResolver { return &applicantTypeResolver{r} }

type applicantTypeResolver struct{ *Resolver }

package graph

import (
	"context"
	"time"

	"github.com/cocreated/hub/graph/generated"
	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/content"
)

func (r *mutationResolver) ProgrammeCreate(ctx context.Context, input map[string]any) (*content.Payload[storage.Programme], error) {
	return create[storage.Programme](ctx, r.Resolver, input)
}

func (r *mutationResolver) ProgrammeUpdate(ctx context.Context, input map[string]any) (*content.Payload[storage.Programme], error) {
	return update[storage.Programme](ctx, r.Resolver, input)
}

func (r *programmeResolver) Areas(ctx context.Context, obj *storage.Programme) ([]*storage.Area, error) {
	return content.Related[storage.Area](ctx, obj, "areas")
}

func (r *programmeResolver) EligibleApplicants(ctx context.Context, obj *storage.Programme) ([]*storage.ApplicantType, error) {
	return content.Related[storage.ApplicantType](ctx, obj, "eligibleApplicants")
}

func (r *programmeResolver) Predecessors(ctx context.Context, obj *storage.Programme) ([]*storage.Programme, error) {
	return content.Related[storage.Programme](ctx, obj, "predecessors")
}

func (r *programmeResolver) PartOf(ctx context.Context, obj *storage.Programme) (*storage.Programme, error) {
	return content.RelatedOne[storage.Programme](ctx, obj, "partOf")
}

func (r *programmeResolver) Successors(ctx context.Context, obj *storage.Programme, first int) ([]*storage.Programme, error) {
	return content.Referring[storage.Programme](ctx, obj, "predecessors", first)
}

func (r *programmeResolver) Components(ctx context.Context, obj *storage.Programme, first int) ([]*storage.Programme, error) {
	return content.Referring[storage.Programme](ctx, obj, "partOf", first)
}

func (r *programmeResolver) Calls(ctx context.Context, obj *storage.Programme, first int) ([]*storage.Call, error) {
	return content.Referring[storage.Call](ctx, obj, "programme", first)
}

func (r *programmeResolver) Terms(ctx context.Context, obj *storage.Programme, first int) ([]*storage.Term, error) {
	return content.Referring[storage.Term](ctx, obj, "programmes", first)
}

func (r *programmeResolver) Courses(ctx context.Context, obj *storage.Programme, first int) ([]*storage.Course, error) {
	return content.Referring[storage.Course](ctx, obj, "programmes", first)
}

func (r *queryResolver) Programme(ctx context.Context, slug *string, id *string, locales []content.Locale, stage content.Stage, asOf *time.Time, release *string) (*storage.Programme, error) {
	return find[storage.Programme](ctx, r.Resolver, slug, id, view{locales, stage, asOf, release})
}

func (r *queryResolver) Programmes(ctx context.Context, first *int, after *string, last *int, before *string, where map[string]any, orderBy []map[string]any, locales []content.Locale, stage content.Stage, asOf *time.Time, release *string) (*content.Connection[storage.Programme], error) {
	return list[storage.Programme](ctx, r.Resolver, content.Page{First: first, After: after, Last: last, Before: before}, where, orderBy, view{locales, stage, asOf, release})
}

func (r *Resolver) Programme() generated.ProgrammeResolver { return &programmeResolver{r} }

type programmeResolver struct{ *Resolver }

package graph

import (
	"context"
	"time"

	"github.com/cocreated/hub/graph/generated"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/edit"
	"github.com/cocreated/hub/storage/kind"
)

func (r *mutationResolver) ProgrammeCreate(ctx context.Context, input map[string]any) (*edit.Payload[kind.Programme], error) {
	return create[kind.Programme](ctx, r.Resolver, input)
}

func (r *mutationResolver) ProgrammeUpdate(ctx context.Context, input map[string]any) (*edit.Payload[kind.Programme], error) {
	return update[kind.Programme](ctx, r.Resolver, input)
}

func (r *programmeResolver) Areas(ctx context.Context, obj *kind.Programme) ([]*kind.Area, error) {
	return content.Related[kind.Area](ctx, obj, "areas")
}

func (r *programmeResolver) EligibleApplicants(ctx context.Context, obj *kind.Programme) ([]*kind.ApplicantType, error) {
	return content.Related[kind.ApplicantType](ctx, obj, "eligibleApplicants")
}

func (r *programmeResolver) Predecessors(ctx context.Context, obj *kind.Programme) ([]*kind.Programme, error) {
	return content.Related[kind.Programme](ctx, obj, "predecessors")
}

func (r *programmeResolver) PartOf(ctx context.Context, obj *kind.Programme) (*kind.Programme, error) {
	return content.RelatedOne[kind.Programme](ctx, obj, "partOf")
}

func (r *programmeResolver) Successors(ctx context.Context, obj *kind.Programme, first int) ([]*kind.Programme, error) {
	return content.Referring[kind.Programme](ctx, obj, "predecessors", first)
}

func (r *programmeResolver) Components(ctx context.Context, obj *kind.Programme, first int) ([]*kind.Programme, error) {
	return content.Referring[kind.Programme](ctx, obj, "partOf", first)
}

func (r *programmeResolver) Calls(ctx context.Context, obj *kind.Programme, first int) ([]*kind.Call, error) {
	return content.Referring[kind.Call](ctx, obj, "programme", first)
}

func (r *programmeResolver) Terms(ctx context.Context, obj *kind.Programme, first int) ([]*kind.Term, error) {
	return content.Referring[kind.Term](ctx, obj, "programmes", first)
}

func (r *programmeResolver) Courses(ctx context.Context, obj *kind.Programme, first int) ([]*kind.Course, error) {
	return content.Referring[kind.Course](ctx, obj, "programmes", first)
}

func (r *queryResolver) Programme(ctx context.Context, slug *string, id *string, locales []content.Locale, stage content.Stage, asOf *time.Time, release *string) (*kind.Programme, error) {
	return find[kind.Programme](ctx, r.Resolver, slug, id, view{locales, stage, asOf, release})
}

func (r *queryResolver) Programmes(ctx context.Context, first *int, after *string, last *int, before *string, where map[string]any, orderBy []map[string]any, locales []content.Locale, stage content.Stage, asOf *time.Time, release *string) (*content.Connection[kind.Programme], error) {
	return list[kind.Programme](ctx, r.Resolver, content.Page{First: first, After: after, Last: last, Before: before}, where, orderBy, view{locales, stage, asOf, release})
}

func (r *Resolver) Programme() generated.ProgrammeResolver { return &programmeResolver{r} }

type programmeResolver struct{ *Resolver }

package graph

import (
	"context"
	"time"

	"github.com/cocreated/hub/graph/generated"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/edit"
	"github.com/cocreated/hub/storage/kind"
)

func (r *mutationResolver) ProjectCreate(ctx context.Context, input map[string]any) (*edit.Payload[kind.Project], error) {
	return create[kind.Project](ctx, r.Resolver, input)
}

func (r *mutationResolver) ProjectUpdate(ctx context.Context, input map[string]any) (*edit.Payload[kind.Project], error) {
	return update[kind.Project](ctx, r.Resolver, input)
}

func (r *outputResolver) Courses(ctx context.Context, obj *kind.Output) ([]*kind.Course, error) {
	return content.Related[kind.Course](ctx, obj, "courses")
}

func (r *outputResolver) Events(ctx context.Context, obj *kind.Output) ([]*kind.Event, error) {
	return content.Related[kind.Event](ctx, obj, "events")
}

func (r *outputResolver) Publication(ctx context.Context, obj *kind.Output) (*kind.Publication, error) {
	return content.RelatedOne[kind.Publication](ctx, obj, "publication")
}

func (r *outputResolver) Questionnaire(ctx context.Context, obj *kind.Output) (*kind.Questionnaire, error) {
	return content.RelatedOne[kind.Questionnaire](ctx, obj, "questionnaire")
}

func (r *outputResolver) Editions(ctx context.Context, obj *kind.Output) ([]*kind.DictionaryEdition, error) {
	return content.RelatedParts[kind.DictionaryEdition](ctx, obj, "editions")
}

func (r *phaseResolver) Outputs(ctx context.Context, obj *kind.Phase) ([]*kind.Output, error) {
	return content.PartsOf[kind.Output](ctx, obj)
}

func (r *projectResolver) Objectives(ctx context.Context, obj *kind.Project) ([]*kind.Objective, error) {
	return content.PartsOf[kind.Objective](ctx, obj)
}

func (r *projectResolver) Phases(ctx context.Context, obj *kind.Project) ([]*kind.Phase, error) {
	return content.PartsOf[kind.Phase](ctx, obj)
}

func (r *projectResolver) Results(ctx context.Context, obj *kind.Project) ([]*kind.Result, error) {
	return content.PartsOf[kind.Result](ctx, obj)
}

func (r *projectResolver) Programme(ctx context.Context, obj *kind.Project) (*kind.Programme, error) {
	return content.RelatedOne[kind.Programme](ctx, obj, "programme")
}

func (r *projectResolver) LeadPartner(ctx context.Context, obj *kind.Project) (*kind.Organisation, error) {
	return content.RelatedOne[kind.Organisation](ctx, obj, "leadPartner")
}

func (r *projectResolver) Partners(ctx context.Context, obj *kind.Project) ([]*kind.Organisation, error) {
	return content.Related[kind.Organisation](ctx, obj, "partners")
}

func (r *projectResolver) MultiplierEvents(ctx context.Context, obj *kind.Project) ([]*kind.Event, error) {
	return content.Related[kind.Event](ctx, obj, "multiplierEvents")
}

func (r *queryResolver) Project(ctx context.Context, locales []content.Locale, stage content.Stage, asOf *time.Time, release *string) (*kind.Project, error) {
	return only[kind.Project](ctx, r.Resolver, view{locales, stage, asOf, release})
}

func (r *Resolver) Output() generated.OutputResolver { return &outputResolver{r} }

func (r *Resolver) Phase() generated.PhaseResolver { return &phaseResolver{r} }

func (r *Resolver) Project() generated.ProjectResolver { return &projectResolver{r} }

type (
	outputResolver  struct{ *Resolver }
	phaseResolver   struct{ *Resolver }
	projectResolver struct{ *Resolver }
)

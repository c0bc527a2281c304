package graph

import (
	"context"
	"time"

	"github.com/cocreated/hub/graph/generated"
	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/content"
)

func (r *mutationResolver) ProjectCreate(ctx context.Context, input map[string]any) (*content.Payload[storage.Project], error) {
	return create[storage.Project](ctx, r.Resolver, input)
}

func (r *mutationResolver) ProjectUpdate(ctx context.Context, input map[string]any) (*content.Payload[storage.Project], error) {
	return update[storage.Project](ctx, r.Resolver, input)
}

func (r *outputResolver) Courses(ctx context.Context, obj *storage.Output) ([]*storage.Course, error) {
	return content.Related[storage.Course](ctx, obj, "courses")
}

func (r *outputResolver) Events(ctx context.Context, obj *storage.Output) ([]*storage.Event, error) {
	return content.Related[storage.Event](ctx, obj, "events")
}

func (r *outputResolver) Publication(ctx context.Context, obj *storage.Output) (*storage.Publication, error) {
	return content.RelatedOne[storage.Publication](ctx, obj, "publication")
}

func (r *outputResolver) Questionnaire(ctx context.Context, obj *storage.Output) (*storage.Questionnaire, error) {
	return content.RelatedOne[storage.Questionnaire](ctx, obj, "questionnaire")
}

func (r *outputResolver) Editions(ctx context.Context, obj *storage.Output) ([]*storage.DictionaryEdition, error) {
	return content.RelatedParts[storage.DictionaryEdition](ctx, obj, "editions")
}

func (r *phaseResolver) Outputs(ctx context.Context, obj *storage.Phase) ([]*storage.Output, error) {
	return content.PartsOf[storage.Output](ctx, obj)
}

func (r *projectResolver) Objectives(ctx context.Context, obj *storage.Project) ([]*storage.Objective, error) {
	return content.PartsOf[storage.Objective](ctx, obj)
}

func (r *projectResolver) Phases(ctx context.Context, obj *storage.Project) ([]*storage.Phase, error) {
	return content.PartsOf[storage.Phase](ctx, obj)
}

func (r *projectResolver) Results(ctx context.Context, obj *storage.Project) ([]*storage.Result, error) {
	return content.PartsOf[storage.Result](ctx, obj)
}

func (r *projectResolver) Programme(ctx context.Context, obj *storage.Project) (*storage.Programme, error) {
	return content.RelatedOne[storage.Programme](ctx, obj, "programme")
}

func (r *projectResolver) LeadPartner(ctx context.Context, obj *storage.Project) (*storage.Organisation, error) {
	return content.RelatedOne[storage.Organisation](ctx, obj, "leadPartner")
}

func (r *projectResolver) Partners(ctx context.Context, obj *storage.Project) ([]*storage.Organisation, error) {
	return content.Related[storage.Organisation](ctx, obj, "partners")
}

func (r *projectResolver) MultiplierEvents(ctx context.Context, obj *storage.Project) ([]*storage.Event, error) {
	return content.Related[storage.Event](ctx, obj, "multiplierEvents")
}

func (r *queryResolver) Project(ctx context.Context, locales []content.Locale, stage content.Stage, asOf *time.Time, release *string) (*storage.Project, error) {
	return only[storage.Project](ctx, r.Resolver, view{locales, stage, asOf, release})
}

func (r *Resolver) Output() generated.OutputResolver { return &outputResolver{r} }

func (r *Resolver) Phase() generated.PhaseResolver { return &phaseResolver{r} }

func (r *Resolver) Project() generated.ProjectResolver { return &projectResolver{r} }

type (
	outputResolver  struct{ *Resolver }
	phaseResolver   struct{ *Resolver }
	projectResolver struct{ *Resolver }
)

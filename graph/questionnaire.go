package graph

import (
	"context"
	"time"

	"github.com/cocreated/hub/graph/generated"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/edit"
	"github.com/cocreated/hub/storage/kind"
)

func (r *mutationResolver) QuestionnaireCreate(ctx context.Context, input map[string]any) (*edit.Payload[kind.Questionnaire], error) {
	return create[kind.Questionnaire](ctx, r.Resolver, input)
}

func (r *mutationResolver) QuestionnaireUpdate(ctx context.Context, input map[string]any) (*edit.Payload[kind.Questionnaire], error) {
	return update[kind.Questionnaire](ctx, r.Resolver, input)
}

func (r *queryResolver) Questionnaire(ctx context.Context, slug *string, id *string, locales []content.Locale, stage content.Stage, asOf *time.Time, release *string) (*kind.Questionnaire, error) {
	return find[kind.Questionnaire](ctx, r.Resolver, slug, id, view{locales, stage, asOf, release})
}

func (r *queryResolver) Questionnaires(ctx context.Context, first *int, after *string, last *int, before *string, where map[string]any, orderBy []map[string]any, locales []content.Locale, stage content.Stage, asOf *time.Time, release *string) (*content.Connection[kind.Questionnaire], error) {
	return list[kind.Questionnaire](ctx, r.Resolver, content.Page{First: first, After: after, Last: last, Before: before}, where, orderBy, view{locales, stage, asOf, release})
}

func (r *questionResolver) Options(ctx context.Context, obj *kind.Question) ([]*kind.QuestionOption, error) {
	return content.PartsOf[kind.QuestionOption](ctx, obj)
}

func (r *questionResolver) Scale(ctx context.Context, obj *kind.Question) (*kind.Scale, error) {
	return content.RelatedPart[kind.Scale](ctx, obj, "scale")
}

func (r *questionResolver) Skill(ctx context.Context, obj *kind.Question) (*kind.Skill, error) {
	return content.RelatedOne[kind.Skill](ctx, obj, "skill")
}

func (r *questionResolver) Course(ctx context.Context, obj *kind.Question) (*kind.Course, error) {
	return content.RelatedOne[kind.Course](ctx, obj, "course")
}

func (r *questionnaireResolver) Scales(ctx context.Context, obj *kind.Questionnaire) ([]*kind.Scale, error) {
	return content.PartsOf[kind.Scale](ctx, obj)
}

func (r *questionnaireResolver) Sections(ctx context.Context, obj *kind.Questionnaire) ([]*kind.QuestionnaireSection, error) {
	return content.PartsOf[kind.QuestionnaireSection](ctx, obj)
}

func (r *questionnaireResolver) Output(ctx context.Context, obj *kind.Questionnaire) (*kind.Output, error) {
	return content.RelatedPart[kind.Output](ctx, obj, "output")
}

func (r *questionnaireSectionResolver) Questions(ctx context.Context, obj *kind.QuestionnaireSection) ([]*kind.Question, error) {
	return content.PartsOf[kind.Question](ctx, obj)
}

func (r *scaleResolver) Labels(ctx context.Context, obj *kind.Scale) ([]*kind.ScalePoint, error) {
	return content.PartsOf[kind.ScalePoint](ctx, obj)
}

func (r *Resolver) Question() generated.QuestionResolver { return &questionResolver{r} }

func (r *Resolver) Questionnaire() generated.QuestionnaireResolver { return &questionnaireResolver{r} }

func (r *Resolver) QuestionnaireSection() generated.QuestionnaireSectionResolver {
	return &questionnaireSectionResolver{r}
}

func (r *Resolver) Scale() generated.ScaleResolver { return &scaleResolver{r} }

type (
	questionResolver             struct{ *Resolver }
	questionnaireResolver        struct{ *Resolver }
	questionnaireSectionResolver struct{ *Resolver }
	scaleResolver                struct{ *Resolver }
)

package graph

import (
	"context"
	"time"

	"github.com/cocreated/hub/graph/generated"
	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/content"
)

func (r *mutationResolver) QuestionnaireCreate(ctx context.Context, input map[string]any) (*content.Payload[storage.Questionnaire], error) {
	return create[storage.Questionnaire](ctx, r.Resolver, input)
}

func (r *mutationResolver) QuestionnaireUpdate(ctx context.Context, input map[string]any) (*content.Payload[storage.Questionnaire], error) {
	return update[storage.Questionnaire](ctx, r.Resolver, input)
}

func (r *queryResolver) Questionnaire(ctx context.Context, slug *string, id *string, locales []content.Locale, stage content.Stage, asOf *time.Time, release *string) (*storage.Questionnaire, error) {
	return find[storage.Questionnaire](ctx, r.Resolver, slug, id, view{locales, stage, asOf, release})
}

func (r *queryResolver) Questionnaires(ctx context.Context, first *int, after *string, last *int, before *string, where map[string]any, orderBy []map[string]any, locales []content.Locale, stage content.Stage, asOf *time.Time, release *string) (*content.Connection[storage.Questionnaire], error) {
	return list[storage.Questionnaire](ctx, r.Resolver, content.Page{First: first, After: after, Last: last, Before: before}, where, orderBy, view{locales, stage, asOf, release})
}

func (r *questionResolver) Options(ctx context.Context, obj *storage.Question) ([]*storage.QuestionOption, error) {
	return content.PartsOf[storage.QuestionOption](ctx, obj)
}

func (r *questionResolver) Scale(ctx context.Context, obj *storage.Question) (*storage.Scale, error) {
	return content.RelatedPart[storage.Scale](ctx, obj, "scale")
}

func (r *questionResolver) Skill(ctx context.Context, obj *storage.Question) (*storage.Skill, error) {
	return content.RelatedOne[storage.Skill](ctx, obj, "skill")
}

func (r *questionResolver) Course(ctx context.Context, obj *storage.Question) (*storage.Course, error) {
	return content.RelatedOne[storage.Course](ctx, obj, "course")
}

func (r *questionnaireResolver) Scales(ctx context.Context, obj *storage.Questionnaire) ([]*storage.Scale, error) {
	return content.PartsOf[storage.Scale](ctx, obj)
}

func (r *questionnaireResolver) Sections(ctx context.Context, obj *storage.Questionnaire) ([]*storage.QuestionnaireSection, error) {
	return content.PartsOf[storage.QuestionnaireSection](ctx, obj)
}

func (r *questionnaireResolver) Output(ctx context.Context, obj *storage.Questionnaire) (*storage.Output, error) {
	return content.RelatedPart[storage.Output](ctx, obj, "output")
}

func (r *questionnaireSectionResolver) Questions(ctx context.Context, obj *storage.QuestionnaireSection) ([]*storage.Question, error) {
	return content.PartsOf[storage.Question](ctx, obj)
}

func (r *scaleResolver) Labels(ctx context.Context, obj *storage.Scale) ([]*storage.ScalePoint, error) {
	return content.PartsOf[storage.ScalePoint](ctx, obj)
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

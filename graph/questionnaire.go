package graph

import (
	"github.com/cocreated/hub/graph/generated"
)

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

package kind

import (
	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/edit"
)

// Questionnaire is a questionnaire.
type Questionnaire struct {
	bun.BaseModel `bun:"table:questionnaires,alias:k" json:"-"`
	content.Entry
	QuestionnaireFields
	QuestionnaireText `bun:"-"`
}

// QuestionnaireFields are the columns of the table questionnaires.
type QuestionnaireFields struct {
	Status                 QuestionnaireStatus `json:"status" validate:"required,oneof=DRAFT OPEN CLOSED"`
	Anonymous              bool                `json:"anonymous,omitempty"`
	MinimumGroupForResults int                 `json:"minimumGroupForResults" validate:"min=1"`
	EstimatedMinutes       *int                `json:"estimatedMinutes,omitempty" validate:"omitempty,min=1"`
}

// QuestionnaireText is what one language says of a questionnaire.
type QuestionnaireText struct {
	Title string  `json:"title" validate:"required,max=500"`
	Intro *string `json:"intro,omitempty" validate:"omitempty,max=5000"`
}

// Scale is a scale that likert questions are answered on.
type Scale struct {
	content.Part
	ScaleFields
}

// ScaleFields are the fields of a scale that likert questions are answered on.
type ScaleFields struct {
	Points int `json:"points" validate:"min=2,max=11"`
}

// ScalePoint is a point of a scale.
type ScalePoint struct {
	content.Part
	ScalePointFields
	ScalePointText
}

// ScalePointFields are the fields of a point of a scale.
type ScalePointFields struct {
	Value int `json:"value" validate:"min=0"`
}

// ScalePointText is what one language says of a point of a scale.
type ScalePointText struct {
	Text *string `json:"text,omitempty" validate:"omitempty,max=300"`
}

// QuestionnaireSection is a section of a questionnaire.
type QuestionnaireSection struct {
	content.Part
	QuestionnaireSectionText
}

// QuestionnaireSectionText is what one language says of a section of a questionnaire.
type QuestionnaireSectionText struct {
	Title *string `json:"title,omitempty" validate:"omitempty,max=300"`
}

// Question is a question of a questionnaire.
type Question struct {
	content.Part
	QuestionFields
	QuestionText
}

// QuestionFields are the fields of a question of a questionnaire.
type QuestionFields struct {
	Type       QuestionType `json:"type" validate:"required,oneof=LIKERT SINGLE MULTI TEXT"`
	Required   bool         `json:"required,omitempty"`
	MaxChoices *int         `json:"maxChoices,omitempty" validate:"omitempty,min=1"`
	MaxLength  *int         `json:"maxLength,omitempty" validate:"omitempty,min=1"`
}

// QuestionText is what one language says of a question of a questionnaire.
type QuestionText struct {
	Text *string `json:"text,omitempty" validate:"omitempty,max=1000"`
}

// QuestionOption is an option of a question.
type QuestionOption struct {
	content.Part
	QuestionOptionFields
	QuestionOptionText
}

// QuestionOptionFields are the fields of an option of a question.
type QuestionOptionFields struct {
	Exclusive bool `json:"exclusive,omitempty"`
}

// QuestionOptionText is what one language says of an option of a question.
type QuestionOptionText struct {
	Text *string `json:"text,omitempty" validate:"omitempty,max=1000"`
}

// QuestionnaireStatus is an enum of the schema.
type QuestionnaireStatus string

// QuestionType is an enum of the schema.
type QuestionType string

func questionnaireKind() *content.Kind {
	return content.KindOf[Questionnaire, QuestionnaireFields, QuestionnaireText](content.Kind{
		Name:  "questionnaire",
		Table: "questionnaires",
		Relations: content.Relations{
			"output": content.ToPart("project", "output"),
		},
		Filters: content.Filters{
			"title":  content.Title(),
			"status": content.Column("k.status", "text"),
		},
		Orders: content.Orders{
			"TITLE": content.ByTitle(),
		},
		Parts: []*content.PartKind{
			content.PartOf[Scale, ScaleFields, content.None](content.PartKind{
				Name: "scale",
				Parts: []*content.PartKind{
					content.PartOf[ScalePoint, ScalePointFields, ScalePointText](content.PartKind{
						Name:   "scalePoint",
						Plural: "labels",
					}),
				},
			}),
			content.PartOf[QuestionnaireSection, content.None, QuestionnaireSectionText](content.PartKind{
				Name: "section",
				Parts: []*content.PartKind{
					content.PartOf[Question, QuestionFields, QuestionText](content.PartKind{
						Name: "question",
						Relations: content.Relations{
							"scale":  content.ToPart("questionnaire", "scale"),
							"skill":  content.ToOne("skill"),
							"course": content.ToOne("course"),
						},
						Parts: []*content.PartKind{
							content.PartOf[QuestionOption, QuestionOptionFields, QuestionOptionText](content.PartKind{
								Name: "option",
							}),
						},
					}),
				},
			}),
		},
	})
}

// QuestionnaireConnection is a page of questionnaires.
type QuestionnaireConnection = content.Connection[Questionnaire]

// QuestionnaireEdge is a questionnaire in its place in a list.
type QuestionnaireEdge = content.Edge[Questionnaire]

// QuestionnairePayload is what became of a write of a questionnaire.
type QuestionnairePayload = edit.Payload[Questionnaire]

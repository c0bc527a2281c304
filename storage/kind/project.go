package kind

import (
	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/edit"
)

// Project is a project.
type Project struct {
	bun.BaseModel `bun:"table:projects,alias:k" json:"-"`
	content.Entry
	ProjectFields
	ProjectText `bun:"-"`
}

// ProjectFields are the columns of the table projects.
type ProjectFields struct {
	Acronym        *string      `json:"acronym,omitempty" validate:"omitempty,max=100"`
	Action         *string      `json:"action,omitempty" validate:"omitempty,max=300"`
	CallYear       *int         `json:"callYear,omitempty" validate:"omitempty,min=1950,max=2200"`
	StartsOn       content.Date `json:"startsOn" validate:"required"`
	EndsOn         content.Date `json:"endsOn" validate:"required"`
	DurationMonths *int         `json:"durationMonths,omitempty" validate:"omitempty,min=1"`
	DatesAsWritten *string      `json:"datesAsWritten,omitempty" validate:"omitempty,max=300"`
	Notes          []string     `json:"notes,omitempty" bun:",array" validate:"dive,required,max=2000"`
}

// ProjectText is what one language says of a project.
type ProjectText struct {
	Title    string  `json:"title" validate:"required,max=500"`
	Summary  *string `json:"summary,omitempty" validate:"omitempty,max=5000"`
	Audience *string `json:"audience,omitempty" validate:"omitempty,max=500"`
}

// Objective is an objective of the project.
type Objective struct {
	content.Part
	ObjectiveText
}

// ObjectiveText is what one language says of an objective of the project.
type ObjectiveText struct {
	Text *string `json:"text,omitempty" validate:"omitempty,max=1000"`
}

// Phase is a phase of the project. Its dates are kept as the source writes them, also where they cannot be right.
type Phase struct {
	content.Part
	PhaseFields
	PhaseText
}

// PhaseFields are the fields of a phase of the project.
type PhaseFields struct {
	Number          int           `json:"number" validate:"min=1"`
	DatesAsWritten  *string       `json:"datesAsWritten,omitempty" validate:"omitempty,max=300"`
	StartsOn        content.Date  `json:"startsOn" validate:"required"`
	EndsOn          content.Date  `json:"endsOn" validate:"required"`
	DateIssue       *DateIssue    `json:"dateIssue,omitempty" validate:"omitempty,oneof=END_BEFORE_START"`
	SuggestedEndsOn *content.Date `json:"suggestedEndsOn,omitempty" validate:"omitempty"`
}

// PhaseText is what one language says of a phase of the project.
type PhaseText struct {
	Title *string `json:"title,omitempty" validate:"omitempty,max=300"`
}

// Output is something that the project made.
type Output struct {
	content.Part
	OutputFields
	OutputText
}

// OutputFields are the fields of something that the project made.
type OutputFields struct {
	Type     OutputType   `json:"type" validate:"required,oneof=RESEARCH PUBLICATION DICTIONARY TRAINING_MATERIAL WEBINAR_SERIES TRAINING_TOOLKIT PLATFORM APP MOBILITY MULTIPLIER_EVENT COMMUNICATION NETWORKING"`
	Quantity *int         `json:"quantity,omitempty" validate:"omitempty,min=1"`
	Status   OutputStatus `json:"status" validate:"required,oneof=PLANNED DELIVERED"`
}

// OutputText is what one language says of something that the project made.
type OutputText struct {
	Title *string `json:"title,omitempty" validate:"omitempty,max=300"`
}

// Result is a result that was reported.
type Result struct {
	content.Part
	ResultFields
	ResultText
}

// ResultFields are the fields of a result that was reported.
type ResultFields struct {
	Value     int        `json:"value"`
	Qualifier *Qualifier `json:"qualifier,omitempty" validate:"omitempty,oneof=MORE_THAN ABOUT"`
}

// ResultText is what one language says of a result that was reported.
type ResultText struct {
	Text *string `json:"text,omitempty" validate:"omitempty,max=500"`
}

// DateIssue is an enum of the schema.
type DateIssue string

// OutputStatus is an enum of the schema.
type OutputStatus string

// OutputType is an enum of the schema.
type OutputType string

// Qualifier is an enum of the schema.
type Qualifier string

func projectKind() *content.Kind {
	return content.KindOf[Project, ProjectFields, ProjectText](content.Kind{
		Name:   "project",
		Single: true,
		Table:  "projects",
		Relations: content.Relations{
			"programme":        content.ToOne("programme"),
			"leadPartner":      content.ToOne("organisation"),
			"partners":         content.ToMany("organisation"),
			"multiplierEvents": content.ToMany("event"),
		},
		Parts: []*content.PartKind{
			content.PartOf[Objective, content.None, ObjectiveText](content.PartKind{
				Name: "objective",
			}),
			content.PartOf[Phase, PhaseFields, PhaseText](content.PartKind{
				Name: "phase",
				Parts: []*content.PartKind{
					content.PartOf[Output, OutputFields, OutputText](content.PartKind{
						Name: "output",
						Relations: content.Relations{
							"courses":       content.ToMany("course"),
							"events":        content.ToMany("event"),
							"publication":   content.ToOne("publication"),
							"questionnaire": content.ToOne("questionnaire"),
							"editions":      content.ToParts("dictionary", "edition"),
						},
					}),
				},
			}),
			content.PartOf[Result, ResultFields, ResultText](content.PartKind{
				Name: "result",
			}),
		},
	})
}

// ProjectPayload is what became of a write of a project.
type ProjectPayload = edit.Payload[Project]

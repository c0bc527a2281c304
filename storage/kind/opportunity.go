package kind

import (
	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/edit"
)

// Opportunity is a volunteering opportunity.
type Opportunity struct {
	bun.BaseModel `bun:"table:opportunities,alias:k" json:"-"`
	content.Entry
	OpportunityFields
	OpportunityText `bun:"-"`
}

// OpportunityFields are the columns of the table opportunities.
type OpportunityFields struct {
	Status            OpportunityStatus `json:"status" validate:"required,oneof=DRAFT OPEN CLOSED CANCELLED ARCHIVED"`
	Place             *Place            `json:"place,omitempty" bun:"type:jsonb"`
	HoursPerWeek      *int              `json:"hoursPerWeek,omitempty" validate:"omitempty,min=1,max=168"`
	StartsOn          *content.Date     `json:"startsOn,omitempty" validate:"omitempty,notbefore=StartsOn"`
	EndsOn            *content.Date     `json:"endsOn,omitempty" validate:"omitempty,notbefore=StartsOn"`
	Places            *int              `json:"places,omitempty" validate:"omitempty,min=1"`
	MinAge            *int              `json:"minAge,omitempty" validate:"omitempty,min=0,max=120"`
	Languages         []content.Locale  `json:"languages,omitempty" bun:",array"`
	SafeguardingCheck bool              `json:"safeguardingCheck,omitempty"`
	Insurance         bool              `json:"insurance,omitempty"`
}

// OpportunityText is what one language says of a volunteering opportunity.
type OpportunityText struct {
	Title         string   `json:"title" validate:"required,max=500"`
	Summary       *string  `json:"summary,omitempty" validate:"omitempty,max=5000"`
	Expenses      *string  `json:"expenses,omitempty" validate:"omitempty,max=500"`
	TasksExcluded []string `json:"tasksExcluded,omitempty" validate:"dive,required,max=300"`
}

// OpportunityStatus is an enum of the schema.
type OpportunityStatus string

func opportunityKind() *content.Kind {
	return content.KindOf[Opportunity, OpportunityFields, OpportunityText](content.Kind{
		Name:  "opportunity",
		Table: "opportunities",
		Relations: content.Relations{
			"organisation":   content.ToOne("organisation").Required(),
			"skillsRequired": content.ToMany("skill"),
			"skillsHelpful":  content.ToMany("skill"),
			"lesson":         content.ToPart("course", "lesson"),
		},
		Filters: content.Filters{
			"title":          content.Title(),
			"status":         content.Column("k.status", "text"),
			"startsOn":       content.Column("k.starts_on", "date"),
			"endsOn":         content.Column("k.ends_on", "date"),
			"hoursPerWeek":   content.Column("k.hours_per_week", "integer"),
			"minAge":         content.Column("k.min_age", "integer"),
			"languages":      content.ListColumn("k.languages", "text"),
			"country":        content.TextColumn("k.place->>'country'"),
			"mode":           content.Column("k.place->>'mode'", "text"),
			"organisation":   content.By("organisation"),
			"skillsRequired": content.By("skillsRequired"),
			"skillsHelpful":  content.By("skillsHelpful"),
		},
		Orders: content.Orders{
			"TITLE":     content.ByTitle(),
			"STARTS_ON": {SQL: "k.starts_on", Type: "date"},
			"ENDS_ON":   {SQL: "k.ends_on", Type: "date"},
		},
	})
}

// OpportunityConnection is a page of volunteering opportunities.
type OpportunityConnection = content.Connection[Opportunity]

// OpportunityEdge is a volunteering opportunity in its place in a list.
type OpportunityEdge = content.Edge[Opportunity]

// OpportunityPayload is what became of a write of a volunteering opportunity.
type OpportunityPayload = edit.Payload[Opportunity]

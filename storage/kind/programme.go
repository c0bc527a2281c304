package kind

import (
	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/edit"
)

// Programme is a funding programme.
type Programme struct {
	bun.BaseModel `bun:"table:programmes,alias:k" json:"-"`
	content.Entry
	ProgrammeFields
	ProgrammeText `bun:"-"`
}

// ProgrammeFields are the columns of the table programmes.
type ProgrammeFields struct {
	Acronym      string       `json:"acronym" validate:"required,max=100"`
	StartYear    int          `json:"startYear" validate:"min=1950,max=2200"`
	EndYear      int          `json:"endYear" validate:"min=1950,max=2200,gtefield=StartYear"`
	LegalBasis   *string      `json:"legalBasis,omitempty" validate:"omitempty,max=300"`
	Management   *Management  `json:"management,omitempty" validate:"omitempty,oneof=DIRECT INDIRECT SHARED"`
	Budget       *Money       `json:"budget,omitempty" bun:"type:jsonb"`
	BudgetCheck  *BudgetCheck `json:"budgetCheck,omitempty" validate:"omitempty,oneof=CHECKED MEMORY"`
	PortalPrefix *string      `json:"portalPrefix,omitempty" validate:"omitempty,max=50"`
	Website      *string      `json:"website,omitempty" validate:"omitempty,url,max=2000"`
	Archived     bool         `json:"archived,omitempty"`
	AsOf         *string      `json:"asOf,omitempty" validate:"omitempty,max=10"`
}

// ProgrammeText is what one language says of a funding programme.
type ProgrammeText struct {
	Title         string  `json:"title" validate:"required,max=500"`
	FullName      *string `json:"fullName,omitempty" validate:"omitempty,max=500"`
	Summary       *string `json:"summary,omitempty" validate:"omitempty,max=5000"`
	ManagingBody  *string `json:"managingBody,omitempty" validate:"omitempty,max=500"`
	BudgetBasis   *string `json:"budgetBasis,omitempty" validate:"omitempty,max=1000"`
	SuccessorNote *string `json:"successorNote,omitempty" validate:"omitempty,max=1000"`
}

// Management is an enum of the schema.
type Management string

// BudgetCheck is an enum of the schema.
type BudgetCheck string

func programmeKind() *content.Kind {
	return content.KindOf[Programme, ProgrammeFields, ProgrammeText](content.Kind{
		Name:     "programme",
		Table:    "programmes",
		Keywords: []string{"acronym", "portalPrefix"},
		Relations: content.Relations{
			"areas":              content.ToMany("area"),
			"eligibleApplicants": content.ToMany("applicantType"),
			"predecessors":       content.ToMany("programme"),
			"partOf":             content.ToOne("programme"),
		},
		Filters: content.Filters{
			"title":              content.Title(),
			"acronym":            content.TextColumn("k.acronym"),
			"startYear":          content.Column("k.start_year", "integer"),
			"endYear":            content.Column("k.end_year", "integer"),
			"management":         content.Column("k.management", "text"),
			"archived":           content.Column("k.archived", "boolean"),
			"areas":              content.By("areas"),
			"eligibleApplicants": content.By("eligibleApplicants"),
			"partOf":             content.By("partOf"),
			"predecessors":       content.By("predecessors"),
		},
		Orders: content.Orders{
			"TITLE":      content.ByTitle(),
			"ACRONYM":    {SQL: "k.acronym", Type: "text"},
			"START_YEAR": {SQL: "k.start_year", Type: "integer"},
			"BUDGET":     {SQL: "(k.budget->>'amount')::bigint", Type: "bigint"},
		},
	})
}

// ProgrammeConnection is a page of funding programmes.
type ProgrammeConnection = content.Connection[Programme]

// ProgrammeEdge is a funding programme in its place in a list.
type ProgrammeEdge = content.Edge[Programme]

// ProgrammePayload is what became of a write of a funding programme.
type ProgrammePayload = edit.Payload[Programme]

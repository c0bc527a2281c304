package kind

import (
	"time"

	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/edit"
)

// Call is a call.
type Call struct {
	bun.BaseModel `bun:"table:calls,alias:k" json:"-"`
	content.Entry
	CallFields
	CallText `bun:"-"`
	// Status: forthcoming, open or closed, by its dates and the clock.
	Status CallStatus `bun:"status,scanonly"`
	// NextDeadlineAt: the nearest deadline to come; null when the last is over.
	NextDeadlineAt *time.Time `bun:"next_deadline_at,scanonly"`
}

// CallFields are the columns of the table calls.
type CallFields struct {
	Identifier             string        `json:"identifier" validate:"required,max=200"`
	DeadlineModel          DeadlineModel `json:"deadlineModel" validate:"required,oneof=SINGLE_STAGE TWO_STAGE MULTIPLE_CUT_OFF"`
	OpensAt                *time.Time    `json:"opensAt,omitempty" validate:"omitempty"`
	TimeZone               string        `json:"timeZone" validate:"timezone"`
	Budget                 *Money        `json:"budget,omitempty" bun:"type:jsonb"`
	LumpSums               []Money       `json:"lumpSums,omitempty" bun:"type:jsonb" validate:"dive"`
	GrantMin               *Money        `json:"grantMin,omitempty" bun:"type:jsonb"`
	GrantMax               *Money        `json:"grantMax,omitempty" bun:"type:jsonb"`
	CofinancingRatePercent *int          `json:"cofinancingRatePercent,omitempty" validate:"omitempty,min=0,max=100"`
	MinPartners            *int          `json:"minPartners,omitempty" validate:"omitempty,min=1"`
	MaxPartners            *int          `json:"maxPartners,omitempty" validate:"omitempty,min=1"`
	MinCountries           *int          `json:"minCountries,omitempty" validate:"omitempty,min=1"`
	DurationMonths         *MonthRange   `json:"durationMonths,omitempty" bun:"type:jsonb"`
}

// CallText is what one language says of a call.
type CallText struct {
	Title           string  `json:"title" validate:"required,max=500"`
	TypeOfAction    *string `json:"typeOfAction,omitempty" validate:"omitempty,max=300"`
	BudgetNote      *string `json:"budgetNote,omitempty" validate:"omitempty,max=1000"`
	CofinancingNote *string `json:"cofinancingNote,omitempty" validate:"omitempty,max=1000"`
	Source          *string `json:"source,omitempty" validate:"omitempty,max=1000"`
}

// Deadline is a deadline of a call.
type Deadline struct {
	content.Part
	DeadlineFields
}

// DeadlineFields are the fields of a deadline of a call.
type DeadlineFields struct {
	At    time.Time `json:"at" validate:"required"`
	Stage int       `json:"stage" validate:"min=1"`
}

// DeadlineModel is an enum of the schema.
type DeadlineModel string

// CallStatus is an enum of the schema.
type CallStatus string

func callKind() *content.Kind {
	return content.KindOf[Call, CallFields, CallText](content.Kind{
		Name:     "call",
		Table:    "calls",
		Keywords: []string{"identifier"},
		Relations: content.Relations{
			"programme": content.ToOne("programme").Required(),
		},
		Occasions: []content.OccasionSource{{Part: "deadline", Starts: "at", Zone: "timeZone"}},
		Computed: map[string]string{
			"status":           `CASE WHEN k.opens_at > ?0 THEN 'FORTHCOMING' WHEN (SELECT max((d.fields->>'at')::timestamptz) FROM parts AS d WHERE d.entry_id = k.id AND d.kind = 'deadline') >= ?0 THEN 'OPEN' ELSE 'CLOSED' END`,
			"next_deadline_at": `SELECT min((d.fields->>'at')::timestamptz) FROM parts AS d WHERE d.entry_id = k.id AND d.kind = 'deadline' AND (d.fields->>'at')::timestamptz >= ?0`,
		},
		Moments: `SELECT opens_at FROM calls UNION ALL SELECT (fields->>'at')::timestamptz + interval '1 microsecond' FROM parts WHERE kind = 'deadline'`,
		Filters: content.Filters{
			"title":                  content.Title(),
			"identifier":             content.TextColumn("k.identifier"),
			"status":                 content.Computed("status", "text"),
			"deadlineModel":          content.Column("k.deadline_model", "text"),
			"opensAt":                content.Column("k.opens_at", "timestamptz"),
			"nextDeadlineAt":         content.Computed("next_deadline_at", "timestamptz"),
			"minPartners":            content.Column("k.min_partners", "integer"),
			"cofinancingRatePercent": content.Column("k.cofinancing_rate_percent", "integer"),
			"programme":              content.By("programme"),
			"illustrative":           content.Column("e.illustrative", "boolean"),
		},
		Orders: content.Orders{
			"TITLE":         content.ByTitle(),
			"OPENS_AT":      {SQL: "k.opens_at", Type: "timestamptz"},
			"NEXT_DEADLINE": content.ByComputed("next_deadline_at", "timestamptz"),
			"BUDGET":        {SQL: "(k.budget->>'amount')::bigint", Type: "bigint"},
		},
		Parts: []*content.PartKind{
			content.PartOf[Deadline, DeadlineFields, content.None](content.PartKind{
				Name: "deadline",
			}),
		},
	})
}

// CallConnection is a page of calls for proposals.
type CallConnection = content.Connection[Call]

// CallEdge is a call in its place in a list.
type CallEdge = content.Edge[Call]

// CallPayload is what became of a write of a call.
type CallPayload = edit.Payload[Call]

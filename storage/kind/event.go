package kind

import (
	"time"

	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/edit"
)

// Event is an event.
type Event struct {
	bun.BaseModel `bun:"table:events,alias:k" json:"-"`
	content.Entry
	EventFields
	EventText `bun:"-"`
	// Status: where it stands, by its dates and the clock.
	Status EventStatus `bun:"status,scanonly"`
}

// EventFields are the columns of the table events.
type EventFields struct {
	Type              EventType        `json:"type" validate:"required,oneof=MULTIPLIER_EVENT JOINT_STAFF_TRAINING BLENDED_MOBILITY OPEN_DAY"`
	Number            *int             `json:"number,omitempty" validate:"omitempty,min=1"`
	DatesIllustrative bool             `json:"datesIllustrative,omitempty"`
	Place             Place            `json:"place" bun:"type:jsonb"`
	TimeZone          string           `json:"timeZone" validate:"timezone"`
	StartsAt          time.Time        `json:"startsAt" validate:"required"`
	EndsAt            time.Time        `json:"endsAt" validate:"required,gtfield=StartsAt"`
	Languages         []content.Locale `json:"languages,omitempty" bun:",array"`
	Interpretation    bool             `json:"interpretation,omitempty"`
	Accessibility     *Accessibility   `json:"accessibility,omitempty" bun:"type:jsonb"`
	Registration      *Registration    `json:"registration,omitempty" bun:"type:jsonb"`
	Cancelled         bool             `json:"cancelled,omitempty"`
}

// EventText is what one language says of an event.
type EventText struct {
	Title     string  `json:"title" validate:"required,max=500"`
	Summary   *string `json:"summary,omitempty" validate:"omitempty,max=5000"`
	Audience  *string `json:"audience,omitempty" validate:"omitempty,max=500"`
	DatesNote *string `json:"datesNote,omitempty" validate:"omitempty,max=1000"`
}

// AgendaItem is an item of an agenda.
type AgendaItem struct {
	content.Part
	AgendaItemFields
	AgendaItemText
}

// AgendaItemFields are the fields of an item of an agenda.
type AgendaItemFields struct {
	Date     *content.Date  `json:"date,omitempty" validate:"omitempty"`
	StartsAt string         `json:"startsAt" validate:"datetime=15:04"`
	EndsAt   string         `json:"endsAt" validate:"datetime=15:04,after=StartsAt"`
	Type     AgendaItemType `json:"type" validate:"required,oneof=BREAK PLENARY WORKSHOP PANEL FAIR VISIT ONLINE"`
}

// AgendaItemText is what one language says of an item of an agenda.
type AgendaItemText struct {
	Title       *string `json:"title,omitempty" validate:"omitempty,max=300"`
	SpeakerRole *string `json:"speakerRole,omitempty" validate:"omitempty,max=300"`
}

// MobilityPhase is a phase of a blended mobility.
type MobilityPhase struct {
	content.Part
	MobilityPhaseFields
}

// MobilityPhaseFields are the fields of a phase of a blended mobility.
type MobilityPhaseFields struct {
	Type     MobilityPhaseType `json:"type" validate:"required,oneof=ONLINE_BEFORE PHYSICAL ONLINE_AFTER"`
	StartsOn content.Date      `json:"startsOn" validate:"required"`
	EndsOn   content.Date      `json:"endsOn" validate:"required,notbefore=StartsOn"`
	Hours    int               `json:"hours" validate:"min=0"`
}

// EventType is an enum of the schema.
type EventType string

// EventStatus is an enum of the schema.
type EventStatus string

// AgendaItemType is an enum of the schema.
type AgendaItemType string

// MobilityPhaseType is an enum of the schema.
type MobilityPhaseType string

func eventKind() *content.Kind {
	return content.KindOf[Event, EventFields, EventText](content.Kind{
		Name:  "event",
		Table: "events",
		Relations: content.Relations{
			"output":       content.ToPart("project", "output"),
			"organiser":    content.ToOne("organisation"),
			"publications": content.ToMany("publication"),
		},
		Occasions: []content.OccasionSource{
			{Starts: "startsAt", Ends: "endsAt", Zone: "timeZone", Place: "place", Cancelled: "cancelled"},
			{Part: "mobilityPhase", Starts: "startsOn", Ends: "endsOn", Cancelled: "cancelled"},
		},
		Places: []content.PlacesSource{{
			Required: "registration.required", Capacity: "registration.capacity", Waiting: "registration.waitingList",
			Opens: "registration.opensOn", Closes: "registration.closesOn", Zone: "timeZone",
		}},
		Computed: map[string]string{
			"status": `CASE WHEN k.cancelled THEN 'CANCELLED' WHEN k.ends_at <= ?0 THEN 'HELD' WHEN (k.registration->>'opensOn')::date::timestamp AT TIME ZONE k.time_zone <= ?0 AND ((k.registration->>'closesOn')::date + 1)::timestamp AT TIME ZONE k.time_zone > ?0 THEN 'REGISTRATION_OPEN' ELSE 'PLANNED' END`,
		},
		Moments: `SELECT unnest(ARRAY[ends_at, (registration->>'opensOn')::date::timestamp AT TIME ZONE time_zone,
			((registration->>'closesOn')::date + 1)::timestamp AT TIME ZONE time_zone]) FROM events`,
		Filters: content.Filters{
			"title":        content.Title(),
			"type":         content.Column("k.type", "text"),
			"status":       content.Computed("status", "text"),
			"startsAt":     content.Column("k.starts_at", "timestamptz"),
			"endsAt":       content.Column("k.ends_at", "timestamptz"),
			"languages":    content.ListColumn("k.languages", "text"),
			"country":      content.TextColumn("k.place->>'country'"),
			"mode":         content.Column("k.place->>'mode'", "text"),
			"organiser":    content.By("organiser"),
			"illustrative": content.Column("e.illustrative", "boolean"),
		},
		Orders: content.Orders{
			"TITLE":     content.ByTitle(),
			"STARTS_AT": {SQL: "k.starts_at", Type: "timestamptz"},
		},
		Parts: []*content.PartKind{
			content.PartOf[AgendaItem, AgendaItemFields, AgendaItemText](content.PartKind{
				Name:   "agendaItem",
				Plural: "agenda",
				Relations: content.Relations{
					"lesson": content.ToPart("course", "lesson"),
				},
			}),
			content.PartOf[MobilityPhase, MobilityPhaseFields, content.None](content.PartKind{
				Name: "mobilityPhase",
			}),
		},
	})
}

// EventConnection is a page of events.
type EventConnection = content.Connection[Event]

// EventEdge is an event in its place in a list.
type EventEdge = content.Edge[Event]

// EventPayload is what became of a write of an event.
type EventPayload = edit.Payload[Event]

// Accessibility is what an event provides so that everyone can take part.
type Accessibility struct {
	Wheelchair   *bool     `json:"wheelchair,omitempty"`
	SignLanguage Provision `json:"signLanguage" validate:"oneof=YES ON_REQUEST NO"`
	Captions     bool      `json:"captions"`
}

// Provision is an enum of the schema.
type Provision string

// Registration is how to register for an event. Its days are whole days in the
// time zone of the event.
type Registration struct {
	Required         bool            `json:"required"`
	OpensOn          *content.Date   `json:"opensOn,omitempty"`
	ClosesOn         *content.Date   `json:"closesOn,omitempty" validate:"omitempty,notbefore=OpensOn"`
	Capacity         *int            `json:"capacity,omitempty" validate:"omitempty,min=1"`
	WaitingList      bool            `json:"waitingList"`
	PlacesPerCountry []CountryPlaces `json:"placesPerCountry,omitempty" validate:"dive"`
}

// CountryPlaces are the places kept for a country (ISO 3166-1 alpha-2).
type CountryPlaces struct {
	Country string `json:"country" validate:"iso3166_1_alpha2"`
	Places  int    `json:"places" validate:"min=1"`
}

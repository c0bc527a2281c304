package kind

import (
	"time"

	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/edit"
	"github.com/cocreated/hub/storage/format/caption"
)

// Webinar is a webinar.
type Webinar struct {
	bun.BaseModel `bun:"table:webinars,alias:k" json:"-"`
	content.Entry
	WebinarFields
	WebinarText `bun:"-"`
	// Status: where its first showing stands, by its dates and the clock.
	Status WebinarStatus `bun:"status,scanonly"`
	// NextSessionAt: when its next live repeat begins; null where none is to come.
	NextSessionAt *time.Time `bun:"next_session_at,scanonly"`
}

// WebinarFields are the columns of the table webinars.
type WebinarFields struct {
	Number          int              `json:"number" validate:"min=1"`
	StartsAt        time.Time        `json:"startsAt" validate:"required"`
	TimeZone        string           `json:"timeZone" validate:"timezone"`
	DurationMinutes int              `json:"durationMinutes" validate:"min=1,max=6000"`
	Language        content.Locale   `json:"language" validate:"required"`
	CaptionLocales  []content.Locale `json:"captionLocales,omitempty" bun:",array"`
	Cancelled       bool             `json:"cancelled,omitempty"`
	PlatformURL     *string          `json:"platformUrl,omitempty" validate:"omitempty,url,max=2000"`
	RecordingURL    *string          `json:"recordingUrl,omitempty" validate:"omitempty,url,max=2000"`
}

// WebinarText is what one language says of a webinar.
type WebinarText struct {
	Title    string  `json:"title" validate:"required,max=500"`
	Abstract *string `json:"abstract,omitempty" validate:"omitempty,max=5000"`
}

// Session is a live repeat of a webinar.
type Session struct {
	content.Part
	SessionFields
}

// SessionFields are the fields of a live repeat of a webinar.
type SessionFields struct {
	StartsAt  time.Time      `json:"startsAt" validate:"required"`
	TimeZone  string         `json:"timeZone" validate:"timezone"`
	Language  content.Locale `json:"language" validate:"required"`
	Capacity  *int           `json:"capacity,omitempty" validate:"omitempty,min=1"`
	Cancelled bool           `json:"cancelled,omitempty"`
}

// Speaker is a speaker of a webinar, by role and never by name.
type Speaker struct {
	content.Part
	SpeakerText
}

// SpeakerText is what one language says of a speaker of a webinar, by role and never by name.
type SpeakerText struct {
	Role *string `json:"role,omitempty" validate:"omitempty,max=300"`
}

// CaptionTrack is captions of a recording in one language.
type CaptionTrack struct {
	content.Part
	CaptionTrackFields
}

// CaptionTrackFields are the fields of captions of a recording in one language.
type CaptionTrackFields struct {
	Language content.Locale `json:"language" validate:"required"`
	Cues     []Cue          `json:"cues,omitempty" validate:"dive"`
}

// WebinarStatus is an enum of the schema.
type WebinarStatus string

// SessionStatus is an enum of the schema.
type SessionStatus string

func webinarKind() *content.Kind {
	return content.KindOf[Webinar, WebinarFields, WebinarText](content.Kind{
		Name:  "webinar",
		Table: "webinars",
		Relations: content.Relations{
			"area":      content.ToOne("area"),
			"organiser": content.ToOne("organisation"),
			"lesson":    content.ToPart("course", "lesson"),
			"recording": content.ToOne("asset"),
			"slides":    content.ToOne("asset"),
		},
		Occasions: []content.OccasionSource{
			{Starts: "startsAt", Minutes: "durationMinutes", Zone: "timeZone", Cancelled: "cancelled"},
			{Part: "session", Starts: "startsAt", Minutes: "durationMinutes", Zone: "timeZone", Cancelled: "cancelled"},
		},
		Places: []content.PlacesSource{{Part: "session", Capacity: "capacity"}},
		Card:   &content.CardSource{Summary: "abstract", Link: "platformUrl"},
		Computed: map[string]string{
			"status":          `CASE WHEN k.cancelled THEN 'CANCELLED' WHEN k.starts_at > ?0 THEN 'SCHEDULED' WHEN k.starts_at + k.duration_minutes * interval '1 minute' > ?0 THEN 'LIVE' ELSE 'RECORDED' END`,
			"next_session_at": `SELECT min((s.fields->>'startsAt')::timestamptz) FROM parts AS s WHERE s.entry_id = k.id AND s.kind = 'session' AND (s.fields->>'startsAt')::timestamptz >= ?0 AND (s.fields->>'cancelled') IS DISTINCT FROM 'true'`,
		},
		Moments: `SELECT unnest(ARRAY[starts_at, starts_at + duration_minutes * interval '1 minute']) FROM webinars
			UNION ALL SELECT (fields->>'startsAt')::timestamptz + extra FROM parts, unnest('{0,1 microsecond}'::interval[]) AS extra WHERE kind = 'session'`,
		Filters: content.Filters{
			"title":          content.Title(),
			"number":         content.Column("k.number", "integer"),
			"status":         content.Computed("status", "text"),
			"startsAt":       content.Column("k.starts_at", "timestamptz"),
			"nextSessionAt":  content.Computed("next_session_at", "timestamptz"),
			"language":       content.Column("k.language", "text"),
			"captionLocales": content.ListColumn("k.caption_locales", "text"),
			"area":           content.By("area"),
			"organiser":      content.By("organiser"),
		},
		Orders: content.Orders{
			"TITLE":        content.ByTitle(),
			"NUMBER":       {SQL: "k.number", Type: "integer"},
			"STARTS_AT":    {SQL: "k.starts_at", Type: "timestamptz"},
			"NEXT_SESSION": content.ByComputed("next_session_at", "timestamptz"),
		},
		Parts: []*content.PartKind{
			content.PartOf[Session, SessionFields, content.None](content.PartKind{
				Name: "session",
			}),
			content.PartOf[Speaker, content.None, SpeakerText](content.PartKind{
				Name: "speaker",
				Relations: content.Relations{
					"organisation": content.ToOne("organisation"),
				},
			}),
			content.PartOf[CaptionTrack, CaptionTrackFields, content.None](content.PartKind{
				Name: "captionTrack",
			}),
		},
	})
}

// WebinarConnection is a page of webinars.
type WebinarConnection = content.Connection[Webinar]

// WebinarEdge is a webinar in its place in a list.
type WebinarEdge = content.Edge[Webinar]

// WebinarPayload is what became of a write of a webinar.
type WebinarPayload = edit.Payload[Webinar]

// Status is where the live repeat stands at the time of reading.
func (s *Session) Status() SessionStatus {
	switch {
	case s.Cancelled:
		return "CANCELLED"
	case s.StartsAt.After(s.Now()):
		return "SCHEDULED"
	default:
		return "HELD"
	}
}

// Cue is a caption: what is shown from when until when, in seconds.
type Cue = caption.Cue

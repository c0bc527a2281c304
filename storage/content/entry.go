package content

import (
	"time"

	"github.com/google/uuid"
)

// Entry is the header that every kind of entry has; the struct of a kind embeds it.
type Entry struct {
	UUID             uuid.UUID  `bun:"id,pk,type:uuid" json:"-"`
	KindName         string     `bun:"kind_name,scanonly" json:"-"`
	Version          int        `bun:"version,scanonly" json:"-"`
	SourceLocale     Locale     `bun:"source_locale,scanonly" json:"-"`
	CreatedAt        time.Time  `bun:"created_at,scanonly" json:"-"`
	UpdatedAt        time.Time  `bun:"updated_at,scanonly" json:"-"`
	PublishedAt      *time.Time `bun:"published_at,scanonly" json:"-"`
	AvailableLocales []Locale   `bun:"available_locales,type:jsonb,scanonly" json:"-"`
	HeaderFields
	Localised

	// SourceID is what led here, when the entry was read through a relation.
	SourceID uuid.UUID `bun:"source_id,type:uuid,scanonly" json:"-"`
	// Keys are the values the entry was sorted by, as Postgres writes them.
	Keys []*string `bun:"sort_keys,type:jsonb,scanonly" json:"-"`

	cohort *cohort
}

// Header implements Row.
func (e *Entry) Header() *Entry { return e }

// ID is the id by which clients know the entry.
func (e *Entry) ID() string { return EncodeID(e.KindName, e.UUID) }

// Slug is the entry's part of an address in the language served; it is the
// canonical one also when the entry was found by another.
func (e *Entry) Slug() string { return e.Texts[0].Slug }

// titleIn is the title in a language that the entry was read in, or else in the
// one it is served in.
func (e *Entry) titleIn(locale Locale) string {
	best := e.Texts[0]
	for _, text := range e.Texts {
		if text.Locale == locale {
			best = text
		}
	}
	if best.Title == nil {
		return ""
	}
	return *best.Title
}

// Part is the header that every kind of part has; the struct of a part embeds it.
type Part struct {
	UUID     uuid.UUID     `bun:"id,pk,type:uuid" json:"-"`
	EntryID  uuid.UUID     `bun:"entry_id,type:uuid" json:"-"`
	ParentID uuid.NullUUID `bun:"parent_id,type:uuid" json:"-"`
	KindName string        `bun:"kind" json:"-"`
	// Slug is stable and the same in all languages; unique among its siblings of
	// the same kind.
	Slug     string `bun:"slug" json:"-"`
	Position int    `bun:"position" json:"-"`
	Localised

	SourceID uuid.UUID `bun:"source_id,type:uuid,scanonly" json:"-"`

	cohort *cohort
}

// PartRow is implemented by the struct of every kind of part, through the
// embedded Part.
type PartRow interface {
	Node
	Holder
	PartHeader() *Part
}

// PartHeader implements PartRow.
func (p *Part) PartHeader() *Part { return p }

// ID is the id by which clients know the part.
func (p *Part) ID() string { return EncodeID(p.KindName, p.UUID) }

// Now is the time at which the part was read, for states that depend on it.
func (p *Part) Now() time.Time { return p.cohort.reader.now }

// Now is the time at which the entry was read, for states that depend on it.
func (e *Entry) Now() time.Time { return e.cohort.reader.now }

// Node is anything that clients know by an id.
type Node interface{ ID() string }

// IsPublic tells whether the entry was read as everybody may see it.
func (e *Entry) IsPublic() bool { return e.cohort.reader.public }

// IsPublic tells whether the part was read as everybody may see it.
func (p *Part) IsPublic() bool { return p.cohort.reader.public }

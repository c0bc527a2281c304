package edit

import (
	"bytes"
	"encoding/json"
	"errors"
	"maps"
	"reflect"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/cocreated/hub/storage/canonical"
	"github.com/cocreated/hub/storage/content"
)

// Record is an entry with all its parts and texts, as import and export write it
// and as revisions keep it: one JSON object on one line. References are by slug.
type Record struct {
	Kind         string         `json:"kind"`
	ID           *uuid.UUID     `json:"id,omitempty"`
	Slug         string         `json:"slug"`
	Version      int            `json:"version,omitempty"`
	SourceLocale content.Locale `json:"sourceLocale"`
	content.HeaderFields
	CreatedAt   *time.Time                         `json:"createdAt,omitempty"`
	UpdatedAt   *time.Time                         `json:"updatedAt,omitempty"`
	PublishedAt *time.Time                         `json:"publishedAt,omitempty"`
	Fields      json.RawMessage                    `json:"fields,omitempty"`
	Refs        map[string]Targets                 `json:"refs,omitempty"`
	Texts       map[content.Locale]json.RawMessage `json:"texts"`
	// OldSlugs are addresses that were given up and go on finding the entry.
	OldSlugs map[content.Locale][]string `json:"oldSlugs,omitempty"`
	Parts    []*PartRecord               `json:"parts,omitempty"`
	// States are how far the texts of the entry have come. What is left out is fresh,
	// and approved where it is live, else a draft.
	States map[content.Locale]TextState `json:"states,omitempty"`
	// Published are the languages that are live.
	Published []content.Locale `json:"published,omitempty"`
	// Live is what is live, where that is not what is written above.
	Live *Record `json:"live,omitempty"`
}

// PartRecord is a part within a Record.
type PartRecord struct {
	Kind   string                             `json:"kind"`
	ID     *uuid.UUID                         `json:"id,omitempty"`
	Slug   string                             `json:"slug"`
	Fields json.RawMessage                    `json:"fields,omitempty"`
	Refs   map[string]Targets                 `json:"refs,omitempty"`
	Texts  map[content.Locale]json.RawMessage `json:"texts,omitempty"`
	States map[content.Locale]TextState       `json:"states,omitempty"`
	Parts  []*PartRecord                      `json:"parts,omitempty"`
}

// Targets are what a relation points to: a string for a relation to one, a list
// for one to many. An entry is its slug, a part `entry-slug/part-slug`, and where
// any kind may stand `kind:slug`.
type Targets struct {
	Many  bool
	Slugs []string
}

// UnmarshalJSON reads a string or a list of strings.
func (t *Targets) UnmarshalJSON(data []byte) error {
	var one string
	if json.Unmarshal(data, &one) == nil {
		*t = Targets{Slugs: []string{one}}
		return nil
	}
	t.Many = true
	if json.Unmarshal(data, &t.Slugs) != nil {
		return errors.New("a reference is a string or a list of strings")
	}
	return nil
}

// MarshalJSON writes a string or a list of strings.
func (t Targets) MarshalJSON() ([]byte, error) {
	if t.Many {
		return canonical.Encode(t.Slugs)
	}
	return canonical.Encode(t.Slugs[0])
}

// Same tells whether two records say the same, whatever their ids, versions and
// times. Both must be canonical.
func (r *Record) Same(other *Record) bool {
	a, errA := canonical.Encode(r.bare())
	b, errB := canonical.Encode(other.bare())
	return errA == nil && errB == nil && bytes.Equal(a, b)
}

func (r *Record) bare() *Record {
	bare := *r
	bare.ID, bare.Version, bare.CreatedAt, bare.UpdatedAt, bare.PublishedAt = nil, 0, nil, nil, nil
	bare.Published, bare.Live, bare.OldSlugs, bare.States = nil, nil, nil, nil
	bare.Parts = bareParts(r.Parts)
	return &bare
}

// SameStates tells whether the texts of a record have come as far as those of
// another. What the record does not say of them counts as the same.
func (r *Record) SameStates(other *Record) bool {
	same := statesAmong(r.States, other.States)
	others := map[uuid.UUID]map[content.Locale]TextState{}
	eachPart(other.Parts, func(part *PartRecord) { others[*part.ID] = part.States })
	eachPart(r.Parts, func(part *PartRecord) {
		same = same && (len(part.States) == 0 || part.ID != nil && statesAmong(part.States, others[*part.ID]))
	})
	return same
}

func statesAmong(some, all map[content.Locale]TextState) bool {
	for locale, state := range some {
		if !reflect.DeepEqual(state, all[locale]) {
			return false
		}
	}
	return true
}

// LeaveOutStates takes away what goes without saying; see [Record.States].
func (r *Record) LeaveOutStates() {
	r.States = notable(r.States, r.Published)
	eachPart(r.Parts, func(part *PartRecord) { part.States = notable(part.States, r.Published) })
}

func notable(states map[content.Locale]TextState, published []content.Locale) map[content.Locale]TextState {
	var kept map[content.Locale]TextState
	for locale, state := range states {
		if len(state.Stale) == 0 && state.State == impliedState(locale, published) {
			continue
		}
		if kept == nil {
			kept = map[content.Locale]TextState{}
		}
		kept[locale] = state
	}
	return kept
}

// SayStates adds what goes without saying, where the languages are live; see
// [Record.States].
func (r *Record) SayStates(published []content.Locale) {
	r.States = statesOf(r.Texts, r.States, published)
	eachPart(r.Parts, func(part *PartRecord) { part.States = statesOf(part.Texts, part.States, published) })
}

func statesOf(texts map[content.Locale]json.RawMessage, said map[content.Locale]TextState, published []content.Locale) map[content.Locale]TextState {
	states := map[content.Locale]TextState{}
	for locale := range texts {
		states[locale] = TextState{State: impliedState(locale, published)}
	}
	maps.Copy(states, said)
	return states
}

// impliedState is that of a text of which nothing is said.
func impliedState(locale content.Locale, published []content.Locale) State {
	if slices.Contains(published, locale) {
		return StateApproved
	}
	return StateDraft
}

func bareParts(parts []*PartRecord) []*PartRecord {
	bare := make([]*PartRecord, len(parts))
	for i, part := range parts {
		without := *part
		without.ID, without.States, without.Parts = nil, nil, bareParts(part.Parts)
		bare[i] = &without
	}
	return bare
}

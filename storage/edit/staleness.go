package edit

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"github.com/google/uuid"

	"github.com/cocreated/hub/storage/content"
)

// State is how far a text has come.
type State string

// The states of a text. Any change brings it back to the first.
const (
	StateDraft    State = "DRAFT"
	StateInReview State = "IN_REVIEW"
	StateApproved State = "APPROVED"
)

// TextState is how far a text has come, and what of it no longer keeps up with the
// text that it was translated from.
type TextState struct {
	State State `json:"state,omitempty"`
	// Stale are the fields whose source has changed since they were made.
	Stale map[string]Pin `json:"stale,omitempty"`
}

// Pin is what a field was translated from.
type Pin struct {
	// Version of the entry.
	Version int `json:"version"`
	// Digest of what the source language said; empty where it said nothing.
	Digest string `json:"digest,omitempty"`
}

// digest is short: it tells versions of one field apart, nothing more.
func digest(value json.RawMessage) string {
	if value == nil {
		return ""
	}
	sum := sha256.Sum256(value)
	return hex.EncodeToString(sum[:8])
}

// stateUpdate decides on the states of texts after a write.
type stateUpdate struct {
	was, now facts
	touched  map[fact]bool // texts that have changed, without a name
	version  int           // of was
	// source is the language that the others are translated from.
	source content.Locale
	// minor keeps translations fresh, whatever the source says now.
	minor bool
	// base is what translations in this write were made from, where that is an
	// older version.
	base        facts
	baseVersion int
	// taken is the revision from which texts come back, where a write takes others back.
	taken *pastVersion
	// confirmed are stale fields that were found to be right still.
	confirmed map[fact]bool
}

// texts are the states of the texts of an entry or a part, from those before.
func (s *stateUpdate) texts(part uuid.UUID, texts map[content.Locale]json.RawMessage, before map[content.Locale]TextState) map[content.Locale]TextState {
	states := map[content.Locale]TextState{}
	for locale := range texts {
		state := TextState{State: before[locale].State, Stale: map[string]Pin{}}
		for name, pin := range before[locale].Stale {
			state.Stale[name] = pin
		}
		if s.touched[fact{part: part, group: inTexts, locale: locale}] || state.State == "" {
			state.State = StateDraft
		}
		if locale == s.source {
			clear(state.Stale) // it may have been a translation before
		} else {
			s.translation(part, locale, texts[locale], state.Stale)
		}
		if len(state.Stale) == 0 {
			state.Stale = nil
		}
		states[locale] = state
	}
	return states
}

// translation brings the stale fields of a translation up to date.
func (s *stateUpdate) translation(part uuid.UUID, locale content.Locale, text json.RawMessage, stale map[string]Pin) {
	said := members(text)
	delete(said, "slug")
	for name := range stale {
		if _, still := said[name]; !still {
			delete(stale, name)
		}
	}
	for name := range said {
		own := fact{part: part, group: inTexts, locale: locale, name: name}
		source := own
		source.locale = s.source
		pin, wasStale := stale[name]
		switch {
		case s.confirmed[own], !bytes.Equal(s.was[own], s.now[own]):
			// Made, or found right, just now.
			delete(stale, name)
			if made, known := s.madeFrom(own, source); known && made.Digest != digest(s.now[source]) {
				stale[name] = made
			}
		case bytes.Equal(s.was[source], s.now[source]):
		case wasStale && pin.Digest == digest(s.now[source]):
			delete(stale, name)
		case !wasStale && !s.minor:
			stale[name] = Pin{Version: s.version, Digest: digest(s.was[source])}
		}
	}
}

// madeFrom is what a field that this write says was translated from, where that is
// not what the source says now.
func (s *stateUpdate) madeFrom(own, source fact) (Pin, bool) {
	if s.base != nil {
		return Pin{Version: s.baseVersion, Digest: digest(s.base[source])}, true
	}
	if s.taken == nil {
		return Pin{}, false
	}
	then := s.taken.said
	if !bytes.Equal(then[own], s.now[own]) {
		return Pin{}, false
	}
	if pin, wasStale := s.taken.record.statesOf(own.part)[own.locale].Stale[own.name]; wasStale {
		return pin, true
	}
	return Pin{Version: s.taken.version, Digest: digest(then[source])}, true
}

// settle prepares to decide on the states of an entry whose version was the given
// one.
func settle(was, now facts, all []difference, source content.Locale, version int) *stateUpdate {
	touched := map[fact]bool{}
	for _, d := range all {
		if d.group == inTexts {
			touched[fact{part: d.part, group: inTexts, locale: d.locale}] = true
		}
	}
	return &stateUpdate{was: was, now: now, touched: touched, source: source, version: version}
}

// record settles the states of all texts of a record.
func (s *stateUpdate) record(was, now *Record) {
	var before map[content.Locale]TextState
	partsBefore := map[uuid.UUID]map[content.Locale]TextState{}
	if was != nil {
		before = was.States
		eachPart(was.Parts, func(part *PartRecord) { partsBefore[*part.ID] = part.States })
	}
	now.States = s.texts(uuid.Nil, now.Texts, before)
	eachPart(now.Parts, func(part *PartRecord) { part.States = s.texts(*part.ID, part.Texts, partsBefore[*part.ID]) })
}

// adoptStates takes over how far the texts of another version have come.
func (r *Record) adoptStates(other *Record) {
	r.States = other.States
	parts := map[uuid.UUID]map[content.Locale]TextState{}
	eachPart(other.Parts, func(part *PartRecord) { parts[*part.ID] = part.States })
	eachPart(r.Parts, func(part *PartRecord) { part.States = parts[*part.ID] })
}

// eachPart goes through parts and what is below them.
func eachPart(parts []*PartRecord, do func(*PartRecord)) {
	for _, part := range parts {
		do(part)
		eachPart(part.Parts, do)
	}
}

// ImportStates settles the states of a record that is imported over another. What
// the record says of them itself holds.
func ImportStates(was, now *Record) error {
	given := now.States
	givenOfParts := map[uuid.UUID]map[content.Locale]TextState{}
	eachPart(now.Parts, func(part *PartRecord) { givenOfParts[*part.ID] = part.States })
	from, err := factsOf(was)
	if err != nil {
		return err
	}
	to, err := factsOf(now)
	if err != nil {
		return err
	}
	settle(from, to, differences(from, to), now.SourceLocale, was.Version).record(was, now)
	said := func(states, given map[content.Locale]TextState) {
		for locale, state := range states {
			if impliedState(locale, now.Published) == StateApproved {
				state.State = StateApproved
				states[locale] = state
			}
		}
		for locale, state := range given {
			states[locale] = state
		}
	}
	said(now.States, given)
	eachPart(now.Parts, func(part *PartRecord) { said(part.States, givenOfParts[*part.ID]) })
	return nil
}

package edit

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/cocreated/hub/storage/canonical"
	"github.com/cocreated/hub/storage/content"
)

// translated is a field that is written in English and translated into Italian.
type translated struct {
	part uuid.UUID
	name string
}

func (f translated) in(locale content.Locale) fact {
	return fact{part: f.part, group: inTexts, locale: locale, name: f.name}
}

// life is an entry with its revisions, and by a simple rule what its translations were
// made from: what the source said in the version that the translator saw, brought up to
// date by minor edits since.
type life struct {
	t         *rapid.T
	fields    []translated
	now       *Record
	revisions []*revision // the first is version 1
	madeFrom  map[translated]string
	// models are what the translations of each revision were made from.
	models []map[translated]string
	// written is the version that last wrote a translation.
	written map[translated]int
}

func newLife(t *rapid.T) *life {
	branch := &PartRecord{Kind: "branch", ID: pointer(content.NewID()), Slug: "low"}
	l := &life{
		t: t, madeFrom: map[translated]string{}, written: map[translated]int{},
		fields: []translated{{name: "title"}, {name: "description"}, {*branch.ID, "title"}},
		now:    &Record{Kind: "plant", Slug: "oak", Parts: []*PartRecord{branch}, SourceLocale: "en"},
	}
	said := mustFacts(l.now)
	for _, locale := range []content.Locale{"en", "it"} {
		said.set(fact{group: inTexts, locale: locale}, true)
		said.set(fact{part: *branch.ID, group: inTexts, locale: locale}, true)
	}
	l.write(&change{from: facts{}, to: said})
	return l
}

// write settles the states as every write does.
func (l *life) write(c *change) {
	if len(l.revisions) > 0 {
		c.was = l.now
	}
	now := c.to.record(plantKind, l.now)
	all := differences(c.from, c.to)
	c.settle(now, all, l.now.Version)
	now.Version++
	l.checkStates(now, all)
	l.now = now
	l.revisions = append(l.revisions, &revision{Version: now.Version, Minor: c.minor, record: now})
	l.models = append(l.models, maps.Clone(l.madeFrom))
}

// checkStates looks whether just those texts are drafts again that were changed.
func (l *life) checkStates(now *Record, all []difference) {
	for _, of := range []uuid.UUID{uuid.Nil, l.fields[2].part} {
		before := l.now.statesOf(of)
		for locale, state := range now.statesOf(of) {
			touched := slices.ContainsFunc(all, func(d difference) bool { return d.group == inTexts && d.part == of && d.locale == locale })
			if want := before[locale].State; touched && state.State != StateDraft || !touched && state.State != want {
				l.t.Fatalf("changed: %v, and a text that was %s is %s", touched, want, state.State)
			}
		}
	}
}

func (l *life) said(version int, of translated, locale content.Locale) string {
	return string(mustSay(l.revisions[version-1])[of.in(locale)])
}

// source says something else in English, in one or several fields.
func (l *life) source(minor bool) {
	from := mustFacts(l.now)
	to := from.clone()
	for _, field := range l.fields {
		before := string(from[field.in("en")])
		if !rapid.Bool().Draw(l.t, "English "+field.name) {
			continue
		}
		after := l.set(to, field.in("en"))
		if minor && l.madeFrom[field] == before {
			l.madeFrom[field] = after
		}
	}
	l.write(&change{from: from, to: to, minor: minor})
}

// set draws what a field says, or that it says nothing.
func (l *life) set(to facts, at fact) string {
	to.set(at, rapid.SampledFrom([]string{"A", "B", "C"}).Draw(l.t, "says"))
	if rapid.IntRange(0, 5).Draw(l.t, "nothing") == 0 {
		delete(to, at)
	}
	return string(to[at])
}

// translate says something in Italian as of a version: since then nobody has translated
// the same, or it would be refused. Confirmed fields are found to be right as they are.
func (l *life) translate() {
	latest := l.now.Version
	field := rapid.SampledFrom(l.fields).Draw(l.t, "field")
	version := rapid.IntRange(max(l.written[field], 1), latest).Draw(l.t, "version")
	edit := textEdit{part: field.part, name: field.name}
	tr := translation{locale: "it", version: version}
	if rapid.Bool().Draw(l.t, "confirm") {
		tr.confirmed = append(tr.confirmed, edit)
	} else {
		var err error
		if edit.value, err = canonical.Encode(rapid.SampledFrom([]string{"X", "Y", "Z"}).Draw(l.t, "Italian")); err != nil {
			l.t.Fatal(err)
		}
		tr.edits = append(tr.edits, edit)
	}
	from := mustFacts(l.now)
	to, err := tr.merge(from)
	if err != nil {
		l.t.Fatal(err)
	}
	l.madeFrom[field] = l.said(version, field, "en")
	for v := version + 1; v <= latest; v++ {
		if l.revisions[v-1].Minor && l.said(v-1, field, "en") == l.madeFrom[field] {
			l.madeFrom[field] = l.said(v, field, "en")
		}
	}
	l.written[field] = latest + 1
	l.write(&change{from: from, to: to, decide: func(s *stateUpdate) {
		if version < latest {
			base, err := basisOf(l.kept(version), "en")
			if err != nil {
				panic(err)
			}
			s.base, s.baseVersion = base.followed, version
		}
		s.confirmed = map[fact]bool{edit.fact("it"): true}
	}})
}

// kept are the revisions that are read to follow the source from a version on.
func (l *life) kept(version int) []*revision {
	kept := []*revision{l.revisions[version-1]}
	for i, next := range l.revisions[version:] {
		at := version + i
		if next.Minor || at+1 < len(l.revisions) && l.revisions[at+1].Minor {
			kept = append(kept, next)
		}
	}
	return kept
}

// both says something in both languages, as one who knows both.
func (l *life) both() {
	from := mustFacts(l.now)
	to := from.clone()
	field := rapid.SampledFrom(l.fields).Draw(l.t, "field")
	l.set(to, field.in("en"))
	to.set(field.in("it"), fmt.Sprint("made anew in version ", l.now.Version+1))
	l.madeFrom[field], l.written[field] = string(to[field.in("en")]), l.now.Version+1
	l.write(&change{from: from, to: to})
}

// restore brings back what was said: a translation that comes back was made from what it
// was made from then.
func (l *life) restore() {
	version := rapid.IntRange(1, l.now.Version).Draw(l.t, "restored")
	taken, err := l.revisions[version-1].past()
	if err != nil {
		panic(err)
	}
	from, to := mustFacts(l.now), taken.said.clone()
	for _, field := range l.fields {
		if at := field.in("it"); string(from[at]) != string(to[at]) {
			l.madeFrom[field], l.written[field] = l.models[version-1][field], l.now.Version+1
		}
	}
	l.write(&change{from: from, to: to, decide: func(s *stateUpdate) { s.taken = taken }})
}

// check compares what is noted as stale with the simple rule.
func (l *life) check() {
	now := mustFacts(l.now)
	for _, field := range l.fields {
		pin, stale := l.now.statesOf(field.part)["it"].Stale[field.name]
		source, translated := string(now[field.in("en")]), now[field.in("it")] != nil
		switch {
		case stale != (translated && l.madeFrom[field] != source):
			l.t.Fatalf("version %d: %s was made from %s, the source says %s; stale: %v", l.now.Version, field.name, l.madeFrom[field], source, stale)
		case stale && pin.Digest != digestOf(l.madeFrom[field]):
			l.t.Fatalf("version %d: %s was made from %s, and is noted as of version %d", l.now.Version, field.name, l.madeFrom[field], pin.Version)
		}
	}
	if stale := l.now.States["en"].Stale; stale != nil {
		l.t.Fatalf("the source itself is stale: %v", stale)
	}
}

func digestOf(said string) string {
	if said == "" {
		return ""
	}
	return digest([]byte(said))
}

// approve lets somebody approve all texts.
func (l *life) approve() {
	for _, states := range []map[content.Locale]TextState{l.now.States, l.now.Parts[0].States} {
		for locale, state := range states {
			state.State = StateApproved
			states[locale] = state
		}
	}
}

// TestStaleness follows translations through any course of events: edits of the source,
// minor or not, translations that come early or late, and revisions that come back.
func TestStaleness(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		l := newLife(t)
		t.Repeat(map[string]func(*rapid.T){
			"Source":    func(t *rapid.T) { l.t = t; l.source(false) },
			"MinorEdit": func(t *rapid.T) { l.t = t; l.source(true) },
			"Translate": func(t *rapid.T) { l.t = t; l.translate() },
			"Both":      func(t *rapid.T) { l.t = t; l.both() },
			"Restore":   func(t *rapid.T) { l.t = t; l.restore() },
			"Approve":   func(*rapid.T) { l.approve() },
			"":          func(t *rapid.T) { l.t = t; l.check() },
		})
	})
}

package storage_test

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/edit"
	"github.com/cocreated/hub/storage/kind"
	"github.com/cocreated/hub/storage/storagetest"
	"github.com/cocreated/hub/storage/transfer"
)

// TestConformance proves for every kind in the list what every kind must do. It
// knows none of them: the demo content is its sample, with testdata/samples.ndjson
// for the kinds that the demo content has none of. All change one store, one after the
// other, and what has become of it is taken to another in the end.
func TestConformance(t *testing.T) {
	t.Parallel()
	kinds, err := kind.All()
	if err != nil {
		t.Fatal(err)
	}
	store := storagetest.Demo(t)
	samples, err := os.ReadFile("testdata/samples.ndjson")
	if err != nil {
		t.Fatal(err)
	}
	mustImport(t, store, samples)
	for _, kind := range kinds.All() {
		t.Run(kind.Name, func(t *testing.T) {
			sample := pick(t, store, kind.Name)
			s := &subject{store: store, kind: kind.Name, id: *sample.ID}
			t.Run("DraftDoesNotShow", s.draftDoesNotShow)
			t.Run("Publish", s.publish)
			t.Run("History", s.history)
			t.Run("Search", s.search)
			t.Run("OldAddress", s.oldAddress)
			t.Run("Translate", s.translate)
			t.Run("OwnAddress", s.ownAddress)
			t.Run("BadRecords", s.badRecords)
		})
	}
	t.Run("RoundTrip", func(t *testing.T) { roundTrip(t, store) })
}

// subject is an entry of the kind under test.
type subject struct {
	store *storage.Store
	kind  string
	id    uuid.UUID
}

// pick takes the published entry of a kind with the most parts.
func pick(t *testing.T, store *storage.Store, kind string) *edit.Record {
	t.Helper()
	var best *edit.Record
	for _, record := range records(t, store, kind) {
		if len(record.Published) > 0 && (best == nil || len(record.Parts) > len(best.Parts)) {
			best = record
		}
	}
	if best == nil {
		t.Fatalf("there is no published sample of this kind: add one to testdata/samples.ndjson")
	}
	return best
}

// now is the entry as it is exported.
func (s *subject) now(t *testing.T) *edit.Record {
	t.Helper()
	record := recordOf(t, s.store, s.kind, s.id)
	if record == nil {
		t.Fatal("the entry is gone")
	}
	return record
}

func lineOf(t *testing.T, record *edit.Record) []byte {
	t.Helper()
	line, err := json.Marshal(record)
	if err != nil {
		t.Fatal(err)
	}
	return append(line, '\n')
}

// retitled changes the title in the source language.
func retitled(record *edit.Record, title string) *edit.Record {
	changed := *record
	changed.Live = nil
	changed.Texts = map[content.Locale]json.RawMessage{}
	for locale, text := range record.Texts {
		if locale == record.SourceLocale {
			text = with(text, "title", title)
		}
		changed.Texts[locale] = text
	}
	return &changed
}

func with(text json.RawMessage, name, value string) json.RawMessage {
	var values map[string]json.RawMessage
	_ = json.Unmarshal(text, &values)
	values[name], _ = json.Marshal(value)
	encoded, _ := json.Marshal(values)
	return encoded
}

// live reads the entry as the public does, in its source language; nil where it
// cannot.
func (s *subject) live(t *testing.T, locale content.Locale) *content.Entry {
	t.Helper()
	reader, err := s.store.ReadLive(time.Now(), []content.Locale{locale})
	if err != nil {
		t.Fatal(err)
	}
	nodes, err := content.Nodes(t.Context(), reader, []string{content.EncodeID(s.kind, s.id)})
	if err != nil {
		t.Fatal(err)
	}
	if nodes[0] == nil {
		return nil
	}
	return nodes[0].(content.Row).Header()
}

func (s *subject) draftDoesNotShow(t *testing.T) {
	record := s.now(t)
	before := s.live(t, record.SourceLocale)
	draft := retitled(record, "A draft that nobody sees")
	draft.Published = nil
	if report := mustImport(t, s.store, lineOf(t, draft)); report.Updated != 1 || report.Published != 0 {
		t.Fatalf("report: %+v", report)
	}
	if diff := cmp.Diff(before.Texts, s.live(t, record.SourceLocale).Texts); diff != "" {
		t.Errorf("live has changed: %s", diff)
	}
	after := s.now(t)
	if after.Version != record.Version+1 || after.Live == nil || after.Live.Version != record.Version {
		t.Errorf("version %d, live %+v after a draft was written over version %d", after.Version, after.Live, record.Version)
	}
}

func (s *subject) publish(t *testing.T) {
	record := s.now(t)
	published := retitled(record, "Published now")
	if report := mustImport(t, s.store, lineOf(t, published)); report.Updated != 1 || report.Published != 1 {
		t.Fatalf("report: %+v", report)
	}
	live := s.live(t, record.SourceLocale)
	if live == nil || live.Texts[0].Title == nil || *live.Texts[0].Title != "Published now" {
		t.Fatalf("live is %+v", live)
	}
	after := s.now(t)
	if after.Live != nil {
		t.Error("what is live differs from the draft right after it was published")
	}
	if diff := cmp.Diff(ids(record.Parts), ids(after.Parts)); diff != "" {
		t.Errorf("parts have other ids: %s", diff)
	}
	without := *after
	without.ID, without.Version = nil, 0
	without.Parts = strip(after.Parts)
	if report := mustImport(t, s.store, lineOf(t, retitled(&without, "Once more, by name"))); report.Updated != 1 {
		t.Fatalf("a record without ids did not find its entry: %+v", report)
	}
	if diff := cmp.Diff(ids(record.Parts), ids(s.now(t).Parts)); diff != "" {
		t.Errorf("parts have other ids after a record without ids: %s", diff)
	}
}

// ids maps the path of each part to its id.
func ids(parts []*edit.PartRecord) map[string]uuid.UUID {
	all := map[string]uuid.UUID{}
	for _, part := range parts {
		all[part.Kind+" "+part.Slug] = *part.ID
		for path, id := range ids(part.Parts) {
			all[part.Kind+" "+part.Slug+"/"+path] = id
		}
	}
	return all
}

// strip takes the ids off parts.
func strip(parts []*edit.PartRecord) []*edit.PartRecord {
	stripped := make([]*edit.PartRecord, len(parts))
	for i, part := range parts {
		without := *part
		without.ID, without.Parts = nil, strip(part.Parts)
		stripped[i] = &without
	}
	return stripped
}

func (s *subject) history(t *testing.T) {
	record := s.now(t)
	var revisions []struct {
		Version int
		Record  json.RawMessage
	}
	err := storagetest.Draft(s.store).NewRaw("SELECT version, record FROM hub.revisions WHERE entry_id = ? ORDER BY version", s.id).Scan(t.Context(), &revisions)
	if err != nil {
		t.Fatal(err)
	}
	if len(revisions) != record.Version {
		t.Fatalf("%d revisions of an entry of version %d", len(revisions), record.Version)
	}
	var last edit.Record
	if err := json.Unmarshal(revisions[len(revisions)-1].Record, &last); err != nil {
		t.Fatal(err)
	}
	if len(last.Texts) != len(record.Texts) || len(last.Refs) != len(record.Refs) || len(ids(last.Parts)) != len(ids(record.Parts)) {
		t.Errorf("the revision is not the whole entry: %s", revisions[len(revisions)-1].Record)
	}
}

func (s *subject) search(t *testing.T) {
	mustImport(t, s.store, lineOf(t, retitled(s.now(t), "Zyzzyva the unmistakable")))
	reader, err := s.store.ReadLive(time.Now(), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, words := range []string{"zyzzyva", "UNMISTAK", "zyzyva"} {
		found, err := content.Search(t.Context(), reader, s.store.Signer, content.SearchQuery{Words: words, Kinds: []content.EntryKind{content.EntryKind(s.kind)}})
		if err != nil {
			t.Fatal(err)
		}
		if len(found.Nodes) != 1 || found.Nodes[0].Entry.Header().UUID != s.id {
			t.Errorf("%q finds %d entries, want the one", words, len(found.Nodes))
		}
	}
}

func (s *subject) oldAddress(t *testing.T) {
	record := s.now(t)
	old := record.Slug
	renamed := *record
	renamed.Live, renamed.Slug = nil, "a-new-address"
	mustImport(t, s.store, lineOf(t, &renamed))
	after := s.now(t)
	if after.Slug != "a-new-address" || after.OldSlugs == nil {
		t.Fatalf("slug %q, old slugs %v", after.Slug, after.OldSlugs)
	}
	byOld := *after
	byOld.ID, byOld.Slug, byOld.Parts = nil, old, strip(after.Parts)
	if report := mustImport(t, s.store, lineOf(t, &byOld)); report.Created != 0 {
		t.Errorf("the old address did not find the entry: %+v", report)
	}
}

func (s *subject) translate(t *testing.T) {
	record := s.now(t)
	var added content.Locale
	for _, locale := range storagetest.Languages()[s.languages(t)] {
		if _, ok := record.Texts[locale]; !ok {
			added = locale
		}
	}
	if added == "" {
		// In all its languages already: take one away, and bring it back.
		for locale := range record.Texts {
			if locale != record.SourceLocale {
				added = locale
			}
		}
	}
	text := record.Texts[record.SourceLocale]
	translated := retitled(record, "Translated from here")
	translated.Texts[added] = with(text, "title", "In another language")
	translated.Published = []content.Locale{record.SourceLocale, added}
	mustImport(t, s.store, lineOf(t, translated))
	entry := s.live(t, added)
	if entry == nil || *entry.Texts[0].Title != "In another language" {
		t.Fatalf("in %s there is %+v", added, entry)
	}
	if fallback, err := entry.IsFallback(); err != nil || fallback {
		t.Errorf("fallback: %v, %v", fallback, err)
	}
}

// ownAddress gives one language an address of its own: the others keep theirs.
func (s *subject) ownAddress(t *testing.T) {
	record := s.now(t)
	var own content.Locale
	for locale := range record.Texts {
		if locale != record.SourceLocale {
			own = locale
		}
	}
	changed := retitled(record, "With two addresses")
	changed.Texts[own] = with(changed.Texts[own], "slug", "its-own-address")
	changed.Published = []content.Locale{record.SourceLocale, own}
	mustImport(t, s.store, lineOf(t, changed))
	for locale, want := range map[content.Locale]string{own: "its-own-address", record.SourceLocale: record.Slug} {
		entry := s.live(t, locale)
		if entry == nil || entry.Slug() != want {
			t.Errorf("in %s the entry is %+v, want the slug %q", locale, entry, want)
		}
	}
}

// languages names the set of languages of the kind.
func (s *subject) languages(t *testing.T) string {
	t.Helper()
	kind, ok := s.store.Kinds.Named(s.kind)
	if !ok {
		t.Fatal("the kind is not in the list")
	}
	return kind.Languages
}

func (s *subject) badRecords(t *testing.T) {
	before := storagetest.Digest(t, s.store)
	good := s.now(t)
	source := string(good.SourceLocale)
	change := func(do func(*edit.Record)) []byte {
		bad := retitled(good, "Changed")
		do(bad)
		return lineOf(t, bad)
	}
	for name, test := range map[string]struct {
		data        []byte
		field, rule string
	}{
		"UnknownField":     {change(func(r *edit.Record) { r.Fields = json.RawMessage(`{"nothingOfTheKind":1}`) }), "fields.nothingOfTheKind", "unknown"},
		"UnknownTextField": {change(func(r *edit.Record) { r.Texts[r.SourceLocale] = with(r.Texts[r.SourceLocale], "nothing", "") }), "texts." + source + ".nothing", "unknown"},
		"NoTitle":          {change(func(r *edit.Record) { r.Texts[r.SourceLocale] = with(r.Texts[r.SourceLocale], "title", "") }), "texts." + source + ".title", "required"},
		"NoSourceText":     {change(func(r *edit.Record) { delete(r.Texts, r.SourceLocale); r.Published = nil }), "texts." + source, "required"},
		"UnknownLanguage":  {change(func(r *edit.Record) { r.Texts["tlh"] = r.Texts[r.SourceLocale] }), "texts.tlh", "locale"},
		"UnknownRelation":  {change(func(r *edit.Record) { r.Refs = map[string]edit.Targets{"nothing": {Slugs: []string{"x"}}} }), "refs.nothing", "unknown"},
		"UnknownPart":      {change(func(r *edit.Record) { r.Parts = append(r.Parts, &edit.PartRecord{Kind: "nothing", Slug: "x"}) }), "", "oneof"},
		"BadSlug":          {change(func(r *edit.Record) { r.Slug = "Not a slug" }), "slug", "slug"},
		"UnknownKind":      {change(func(r *edit.Record) { r.Kind = "nothing" }), "kind", "oneof"},
		"NotJSON":          {[]byte("{\"kind\":\n"), "", "json"},
		"Twice":            {append(change(func(*edit.Record) {}), change(func(r *edit.Record) { r.Illustrative = !r.Illustrative })...), "id", "unique"},
	} {
		t.Run(name, func(t *testing.T) {
			report := importAll(t, s.store, test.data, transfer.ImportOptions{})
			for _, problem := range report.Problems {
				if problem.Problem.Rule == test.rule && (test.field == "" || problem.Problem.Field == test.field) {
					return
				}
			}
			t.Errorf("problems %v, want one at %q of the rule %q", report.Problems, test.field, test.rule)
		})
	}
	if diff := cmp.Diff(before, storagetest.Digest(t, s.store)); diff != "" {
		t.Errorf("a bad record has changed something: %s", diff)
	}
}

func roundTrip(t *testing.T, store *storage.Store) {
	exported := export(t, store)
	other := storagetest.Empty(t)
	storagetest.Media(t, other)
	mustImport(t, other, exported)
	if again := export(t, other); !bytes.Equal(exported, again) {
		t.Error(cmp.Diff(strings.Split(string(exported), "\n"), strings.Split(string(again), "\n")))
	}
	if report := mustImport(t, other, exported); report.Unchanged != report.Records {
		t.Errorf("importing again: %+v", report)
	}
}

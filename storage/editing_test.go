package storage_test

import (
	"encoding/json"
	"errors"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/act"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/edit"
	"github.com/cocreated/hub/storage/fault"
	"github.com/cocreated/hub/storage/storagetest"
)

// TestEditing proves for every kind in the list that it can be edited from an empty
// draft to published, translated and undone. It knows none of them: what it writes
// is what a sample of the kind says.
func TestEditing(t *testing.T) {
	t.Parallel()
	store := storagetest.Demo(t)
	samples, err := os.ReadFile("testdata/samples.ndjson")
	if err != nil {
		t.Fatal(err)
	}
	mustImport(t, store, samples)
	storagetest.Files(t, store)
	var all []object
	for _, kind := range store.Kinds.All() {
		for _, record := range records(t, store, kind.Name) {
			all = append(all, asObject(t, record))
		}
	}
	composer := storagetest.NewComposer(t, all)
	for _, kind := range store.Kinds.All() {
		t.Run(kind.Name, func(t *testing.T) {
			t.Parallel()
			sample := pick(t, store, kind.Name)
			e := &edited{store: storagetest.Room(t, store, kind), kind: kind, sample: asObject(t, sample), source: sample.SourceLocale}
			e.input = composer.For(t).Anew(kind, e.sample)
			for _, step := range []struct {
				name string
				do   func(*testing.T)
			}{
				{"Create", e.create},
				{"Update", e.update},
				{"Conflict", e.conflict},
				{"Revise", e.revise},
				{"Restore", e.restore},
				{"Preview", e.preview},
				{"Publish", e.publish},
				{"Translate", e.translate},
				{"Search", e.search},
				{"Unpublish", e.unpublish},
				{"Past", e.past},
				{"Bin", e.bin},
				{"Schedule", e.schedule},
				{"Audit", e.audit},
			} {
				if !t.Run(step.name, step.do) {
					break // what comes after stands on it
				}
			}
		})
	}
}

// asObject is a record as JSON has it.
func asObject(t *testing.T, record *edit.Record) (of object) {
	t.Helper()
	if err := json.Unmarshal(lineOf(t, record), &of); err != nil {
		t.Fatal(err)
	}
	return of
}

// edited is an entry of the kind under test, from its first draft on.
type edited struct {
	store         *storage.Store
	kind          *content.Kind
	sample, input object
	source        content.Locale

	id      uuid.UUID
	version int
	// verbs are what was done with it, the first first.
	verbs []string
	// unread is a moment before it was published, published one after.
	unread, published time.Time
}

func (e *edited) node() string { return content.EncodeID(e.kind.Name, e.id) }

// do writes, and takes note of it.
func (e *edited) do(t *testing.T, verb act.Verb, input object) *edit.Outcome {
	t.Helper()
	if verb != act.VerbCreate {
		input = with2(input, "id", e.node())
		if input["version"] == nil {
			input["version"] = e.version
		}
	}
	outcome := mustDo(t, e.store, verb, e.kind.Name, input)
	e.verbs = append(e.verbs, string(verb))
	e.version = outcome.Version
	return outcome
}

func (e *edited) record(t *testing.T) *edit.Record {
	t.Helper()
	record := recordOf(t, e.store, e.kind.Name, e.id)
	if record == nil {
		t.Fatal("there is no draft")
	}
	return record
}

// texts are the input that gives a title in some languages.
func texts(title string, locales ...content.Locale) object {
	var all []object
	for _, locale := range locales {
		all = append(all, object{"locale": locale, "title": title + " " + string(locale)})
	}
	return object{"texts": all}
}

func (e *edited) locales(t *testing.T) []content.Locale {
	t.Helper()
	return slices.Sorted(maps.Keys(e.record(t).Texts))
}

// title is what a reader finds in the source language; empty where it finds nothing.
func (e *edited) title(t *testing.T, reader *content.Reader, err error) string {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	nodes, err := content.Nodes(t.Context(), reader, []string{e.node()})
	if err != nil {
		t.Fatal(err)
	}
	if nodes[0] == nil {
		return ""
	}
	return *nodes[0].(content.Row).Header().Texts[0].Title
}

func (e *edited) live(t *testing.T, locale content.Locale) string {
	t.Helper()
	reader, err := e.store.ReadLive(time.Now(), []content.Locale{locale})
	return e.title(t, reader, err)
}

func (e *edited) create(t *testing.T) {
	outcome := e.do(t, act.VerbCreate, e.input)
	e.id = outcome.ID
	if outcome.Version != 1 || len(outcome.Changes) == 0 {
		t.Errorf("made %+v", outcome)
	}
	if diff := cmp.Diff(storagetest.Told(e.sample), storagetest.Told(asObject(t, e.record(t)))); diff != "" {
		t.Errorf("it says something else than the sample (-sample +written):\n%s", diff)
	}
	if got := e.live(t, e.source); got != "" {
		t.Errorf("%q is live, though nobody published it", got)
	}
}

func (e *edited) update(t *testing.T) {
	outcome := e.do(t, act.VerbUpdate, texts("Changed", e.locales(t)...))
	if outcome.Version != 2 || len(outcome.Changes) != len(e.locales(t)) {
		t.Errorf("changed %+v", outcome)
	}
	reader, err := e.store.ReadDraft(time.Now(), []content.Locale{e.source})
	if got, want := e.title(t, reader, err), "Changed "+string(e.source); got != want {
		t.Errorf("the draft says %q, want %q", got, want)
	}
}

// conflict writes over the first version once more.
func (e *edited) conflict(t *testing.T) {
	_, err := e.store.Writer().Do(t.Context(), somebody, edit.Write{
		Verb: act.VerbUpdate, Kind: e.kind.Name, Input: with2(with2(texts("Late", e.source), "id", e.node()), "version", 1),
	})
	var conflict *fault.Error
	if !errors.As(err, &conflict) || conflict.Rule != "versionConflict" || edit.ConflictOf(conflict).Version != 2 {
		t.Fatalf("got %v", err)
	}
	if !slices.ContainsFunc(edit.ConflictOf(conflict).Changes, func(change *edit.ConflictingChange) bool {
		return change.Field == "texts."+string(e.source)+".title" && change.Author.AccountID == somebody.AccountID
	}) {
		t.Errorf("it does not say who changed the title: %+v", edit.ConflictOf(conflict).Changes)
	}
}

func (e *edited) revise(t *testing.T) {
	revisions, err := e.store.History().Revisions(t.Context(), e.node(), content.Page{})
	if err != nil {
		t.Fatal(err)
	}
	if len(revisions.Nodes) != 2 || revisions.Nodes[0].Version != 2 || revisions.Nodes[1].Action() != string(act.VerbCreate) {
		t.Errorf("revisions: %+v", revisions.Nodes)
	}
	diff, err := e.store.History().Diff(t.Context(), e.node(), 1, nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(diff.Changes) != len(e.locales(t)) {
		t.Errorf("%d fields differ, want the titles in %s", len(diff.Changes), e.locales(t))
	}
}

func (e *edited) restore(t *testing.T) {
	if outcome := e.do(t, act.VerbRestore, object{"revision": 1}); outcome.Version != 3 {
		t.Errorf("restored %+v", outcome)
	}
	want, got := storagetest.Told(e.sample), storagetest.Told(asObject(t, e.record(t)))
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("it says something else than at first (-first +restored):\n%s", diff)
	}
	e.do(t, act.VerbUndo, object{"revision": 3})
	if now := string(e.record(t).Texts[e.source]); !strings.Contains(now, `"Changed `) {
		t.Errorf("after the restoration was undone it says %s", now)
	}
}

func (e *edited) bin(t *testing.T) {
	before := asObject(t, e.record(t))
	e.do(t, act.VerbDelete, object{})
	if recordOf(t, e.store, e.kind.Name, e.id) != nil {
		t.Fatal("the draft is still there")
	}
	e.do(t, act.VerbRecover, object{})
	if diff := cmp.Diff(storagetest.Told(before), storagetest.Told(asObject(t, e.record(t)))); diff != "" {
		t.Errorf("it came back otherwise (-before +after):\n%s", diff)
	}
}

func (e *edited) audit(t *testing.T) {
	node, most := e.node(), content.MaxPage
	trail, err := e.store.History().Trail(t.Context(), edit.AuditFilter{Entry: &node}, content.Page{First: &most})
	if err != nil {
		t.Fatal(err)
	}
	var actions []string
	for _, line := range slices.Backward(trail.Nodes) {
		actions = append(actions, line.Action())
		if line.Author().AccountID != somebody.AccountID {
			t.Errorf("nobody did %+v", line)
		}
	}
	if diff := cmp.Diff(e.verbs, actions); diff != "" {
		t.Errorf("the trail tells something else (-done +told):\n%s", diff)
	}
}

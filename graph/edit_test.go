package graph_test

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/act"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/edit"
	"github.com/cocreated/hub/storage/storagetest"
)

// editor writes whatever can be written of any kind, at random.
type editor struct {
	*testing.T
	store    *storage.Store
	composer *storagetest.Composer
	samples  map[string][]object // records by kind
	written  map[string]int      // by what was done
}

func newEditor(t *testing.T, store *storage.Store) *editor {
	all := records(t, store)
	e := &editor{T: t, store: store, composer: storagetest.NewComposer(t, all), samples: map[string][]object{}, written: map[string]int{}}
	for _, record := range all {
		kind := record["kind"].(string)
		e.samples[kind] = append(e.samples[kind], record)
	}
	return e
}

// total is how many writes there were.
func (e *editor) total() int {
	total := 0
	for _, n := range e.written {
		total += n
	}
	return total
}

// target is a draft, or what was one.
type target struct {
	ID      uuid.UUID
	Kind    string
	Version int
}

// pick takes one of the entries that a query lists.
func (e *editor) pick(r *rapid.T, query string) (*target, bool) {
	var count int
	if err := storagetest.Draft(e.store).NewRaw("SELECT count(*) FROM ("+query+") AS found").Scan(e.Context(), &count); err != nil {
		e.Fatal(err)
	}
	if count == 0 {
		return nil, false
	}
	found := new(target)
	nth := rapid.IntRange(0, count-1).Draw(r, "entry")
	if err := storagetest.Draft(e.store).NewRaw(query+" OFFSET ? LIMIT 1", nth).Scan(e.Context(), found); err != nil {
		e.Fatal(err)
	}
	return found, true
}

// do writes, and tells whether it was not refused.
func (e *editor) do(verb act.Verb, kind string, input object) bool {
	_, err := e.store.Writer().Do(e.Context(), act.Actor{Label: "a test"}, edit.Write{Verb: verb, Kind: kind, Input: input})
	if err == nil {
		return true
	}
	if _, internal := edit.UserErrorsOf(err); internal != nil {
		e.Fatalf("%s of %v: %v", verb, input, err)
	}
	return false
}

const (
	drafts = "SELECT id, kind, version FROM draft.entries ORDER BY id"
	parted = "SELECT id, kind, version FROM draft.entries WHERE id IN (SELECT entry_id FROM draft.parts) ORDER BY id"
	unlive = "SELECT id, kind, version FROM draft.entries WHERE id NOT IN (SELECT id FROM live.entries) ORDER BY id"
	binned = "SELECT entry_id AS id, kind, version FROM hub.bin ORDER BY entry_id"
)

// edit writes something, unless it is refused.
func (e *editor) edit(r *rapid.T) {
	what := rapid.SampledFrom([]string{"create", "update", "update", "update", "translate", "translate late", "parts", "parts", "header", "delete", "recover", "restore", "undo"}).Draw(r, "edit")
	query := map[string]string{"parts": parted, "delete": unlive, "recover": binned}[what]
	if query == "" {
		query = drafts
	}
	entry, ok := e.pick(r, query)
	if !ok {
		return
	}
	kind, _ := e.store.Kinds.Named(entry.Kind)
	sample := copied(e.T, rapid.SampledFrom(e.samples[entry.Kind]).Draw(r, "sample"))
	redraft(sample)
	whole := e.composer.Holder(kind.Relations, kind.Parts, sample)
	input := object{"id": content.EncodeID(entry.Kind, entry.ID), "version": entry.Version}
	verb := act.VerbUpdate
	switch what {
	case "create":
		verb, input = act.VerbCreate, whole
		input["sourceLocale"] = sample["sourceLocale"]
		unnamed(input)
	case "update":
		name := rapid.SampledFrom(slices.Sorted(maps.Keys(whole))).Draw(r, "field")
		input[name] = whole[name]
		if name != "texts" && rapid.Bool().Draw(r, "clear") {
			input[name] = nil
		}
		unnamed(input)
	case "translate":
		texts := whole["texts"].([]object)
		text := rapid.SampledFrom(texts).Draw(r, "text")
		text["locale"] = string(rapid.SampledFrom(storagetest.Languages()[kind.Languages]).Draw(r, "language"))
		input["texts"] = []object{text}
		unnamed(input)
	case "translate late":
		verb, input["version"] = act.VerbTranslate, rapid.IntRange(1, entry.Version).Draw(r, "version")
		input["locale"] = string(rapid.SampledFrom(storagetest.Languages()[kind.Languages]).Draw(r, "language"))
		input["fields"] = []object{{"name": "title", "value": rapid.StringMatching(`DRAFT [a-z]{6}`).Draw(r, "title")}}
	case "parts":
		if !e.part(r, entry.ID, uuid.Nil, kind.Parts, whole, input) {
			return
		}
	case "header":
		input["illustrative"] = rapid.Bool().Draw(r, "illustrative")
		input["slug"] = rapid.StringMatching(`draft-[a-z]{6}`).Draw(r, "slug")
	case "delete":
		verb = act.VerbDelete
	case "recover":
		verb = act.VerbRecover
	case "restore":
		verb, input["revision"] = act.VerbRestore, rapid.IntRange(1, entry.Version).Draw(r, "revision")
	case "undo":
		verb, input["revision"] = act.VerbUndo, rapid.IntRange(1, entry.Version).Draw(r, "revision")
	}
	if e.do(verb, entry.Kind, input) {
		e.written[what]++
	}
}

// part adds, moves, changes or removes a part below an entry or another part; from
// is the input for the holder of a sample.
func (e *editor) part(r *rapid.T, entry, parent uuid.UUID, kinds []*content.PartKind, from, into object) bool {
	if len(kinds) == 0 {
		return false
	}
	kind := rapid.SampledFrom(kinds).Draw(r, "kind of part")
	var there []uuid.UUID
	err := storagetest.Draft(e.store).NewRaw(`SELECT id FROM draft.parts WHERE entry_id = ? AND parent_id IS NOT DISTINCT FROM nullif(?, ?)::uuid AND kind = ? ORDER BY position, id`,
		entry, parent, uuid.Nil, kind.Name).Scan(e.Context(), &there)
	if err != nil {
		e.Fatal(err)
	}
	samples, _ := from[kind.InputName()].([]object)
	set := func(part object) bool {
		into[kind.InputName()] = []object{part}
		return true
	}
	if len(there) == 0 || rapid.IntRange(0, 3).Draw(r, "what") == 0 {
		if len(samples) == 0 {
			return false
		}
		added := rapid.SampledFrom(samples).Draw(r, "part")
		unnamed(added)
		return set(added)
	}
	id := rapid.SampledFrom(there).Draw(r, "which")
	part := object{"id": content.EncodeID(kind.Name, id)}
	switch rapid.IntRange(0, 3).Draw(r, "how") {
	case 0:
		part["remove"] = true
	case 1:
		part["position"] = rapid.IntRange(0, len(there)).Draw(r, "position")
	case 2:
		if len(samples) == 0 {
			return false
		}
		sample := rapid.SampledFrom(samples).Draw(r, "part")
		name := rapid.SampledFrom(slices.Sorted(maps.Keys(sample))).Draw(r, "field")
		part[name] = sample[name]
		unnamed(part)
	default:
		below := object{}
		if len(samples) > 0 {
			below = rapid.SampledFrom(samples).Draw(r, "part")
		}
		if !e.part(r, entry, id, kind.Parts, below, part) {
			return false
		}
	}
	return set(part)
}

// unnamed takes the addresses out of an input, so that they are made up anew.
func unnamed(input object) {
	delete(input, "slug")
	for _, value := range input {
		list, _ := value.([]object)
		for _, one := range list {
			unnamed(one)
		}
	}
}

func copied(t testing.TB, record object) object {
	t.Helper()
	var other object
	if err := json.Unmarshal([]byte(line(t, record)), &other); err != nil {
		t.Fatal(err)
	}
	return other
}

// TestEditsNeverShow writes at random a thousand times, everything that can be written
// of every kind. The public sees none of it: every answer stays as it is, to the
// byte, until something is published.
func TestEditsNeverShow(t *testing.T) {
	t.Parallel()
	if *update {
		t.Skip("the answers are being written")
	}
	const edits = 1000
	store := storagetest.Demo(t)
	all := scenarios(t)
	served := hubs(t, store, all)
	answer := func(s *scenario) (want, got string) {
		t.Helper()
		file, err := os.ReadFile(filepath.Join("testdata", "scenarios", s.name+".json"))
		if err != nil {
			t.Fatal(err)
		}
		got, _ = s.play(t, served[s.now])
		return string(file), got
	}
	e := newEditor(t, store)
	rapid.Check(t, func(r *rapid.T) {
		for enough := e.total() + edits/100; e.total() < enough; {
			e.edit(r)
		}
		s := rapid.SampledFrom(all).Draw(r, "scenario")
		if want, got := answer(s); got != want {
			r.Fatalf("%s answers otherwise:\n%s", s.name, got)
		}
	})
	t.Logf("written: %v", e.written)
	if e.total() < edits {
		t.Errorf("there were %d edits, want %d", e.total(), edits)
	}
	changed := func() (names []string) {
		for _, s := range all {
			if want, got := answer(s); got != want {
				names = append(names, s.name)
			}
		}
		return names
	}
	if names := changed(); names != nil {
		t.Errorf("these answer otherwise: %s", names)
	}
	load(t, store, `{"kind":"term","slug":"aaa","sourceLocale":"en","fields":{"edition":"FIRST"},"texts":{"en":{"title":"AAA"}},"published":["en"]}`)
	if changed() == nil {
		t.Error("no answer has changed when something was published")
	}
}

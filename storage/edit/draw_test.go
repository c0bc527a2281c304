package edit

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/cocreated/hub/storage/canonical"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/content/contenttest"
)

type jsonObject = map[string]any

var (
	gardenKinds = contenttest.Kinds()
	plantKind   = func() *content.Kind {
		kind, _ := gardenKinds.Named("plant")
		return kind
	}()
)

// drawRecord draws a record in canonical form whose parts have ids.
func drawRecord(t *rapid.T) *Record {
	encoded, err := canonical.Encode(contenttest.DrawPlant(t, "oak", "elm", "ash", "elm/leaf", "oak/leaf-0-0"))
	if err != nil {
		t.Fatal(err)
	}
	var record Record
	if err := json.Unmarshal(encoded, &record); err != nil {
		t.Fatal(err)
	}
	mustBeCanonical(t, &record)
	eachPart(record.Parts, func(part *PartRecord) { part.ID = pointer(content.NewID()) })
	return &record
}

func pointer[T any](value T) *T { return &value }

func mustBeCanonical(t *rapid.T, record *Record) {
	if _, problems := CheckRecord(gardenKinds, contenttest.Languages(), record); len(problems) > 0 {
		t.Fatalf("the record is refused: %v", problems)
	}
}

// equal tells whether two versions say the same.
func (f facts) equal(other facts) bool {
	return maps.EqualFunc(f, other, func(a, b json.RawMessage) bool { return bytes.Equal(a, b) })
}

// parts lists the parts of a kind, in the order in which they stand.
func (f facts) partsOfKind(kinds []*content.PartKind, parent uuid.UUID, kind string) []uuid.UUID {
	var all []uuid.UUID
	for _, below := range kinds {
		for _, id := range f.order(parent, below.Name) {
			if below.Name == kind {
				all = append(all, id)
			}
			all = append(all, f.partsOfKind(below.Parts, id, kind)...)
		}
	}
	return all
}

// misplaced tells what is wrong with the parts: each must stand once in the order of the
// parts of its kind below its parent, and nothing else may stand in an order.
func (f facts) misplaced() error {
	seen := map[uuid.UUID]int{}
	for at := range f {
		if at.group != inOrder {
			continue
		}
		for _, id := range f.order(at.part, at.name) {
			seen[id]++
			if f.kind(id) != at.name || f.parent(id) != at.part {
				return fmt.Errorf("%s lists %s, which is the %q of %s", at, id, f.kind(id), f.parent(id))
			}
		}
	}
	for at := range f {
		if at.part != uuid.Nil && seen[at.part] != 1 {
			return fmt.Errorf("%s is of a part that stands %d times in an order", at, seen[at.part])
		}
	}
	return nil
}

// drawInput draws an input for a plant that is there: it says some fields, of the entry
// and of its parts, takes some away, moves, adds and removes branches, and moves leaves from
// one to another. Of the fields it names those that match only.
func drawInput(t *rapid.T, now facts, match func(name string) bool) jsonObject {
	input := drawFields(t, "", match, map[string][]any{
		"height": {nil, 1.5, 20.0}, "label": {nil, "a", "b"}, "size": {"SMALL", "LARGE"}, "names": {nil, []string{"a"}, []string{"b", "a"}},
		"licence": {nil, "CC0-1.0", "CC-BY-4.0"}, "illustrative": {nil, false, true},
	})
	if texts := drawTexts(t, "", match); texts != nil {
		input["texts"] = texts
	}
	branches, leaves := now.partsOfKind(plantKind.Parts, uuid.Nil, "branch"), now.partsOfKind(plantKind.Parts, uuid.Nil, "leaf")
	var items []jsonObject
	for i, id := range branches {
		if !match("branches") || !rapid.Bool().Draw(t, fmt.Sprint("branch ", i)) {
			continue
		}
		item := jsonObject{"id": content.EncodeID("branch", id)}
		switch rapid.IntRange(0, 2).Draw(t, "what becomes of it") {
		case 0:
			item["remove"] = true
			leaves = slices.DeleteFunc(leaves, func(leaf uuid.UUID) bool { return now.parent(leaf) == id })
		case 1:
			item["position"] = rapid.IntRange(0, 4).Draw(t, "position")
		default:
			maps.Copy(item, drawFields(t, "branch", func(string) bool { return true }, map[string][]any{"length": {nil, 1.0, 2.0}}))
			if texts := drawTexts(t, "branch", func(string) bool { return true }); texts != nil {
				item["texts"] = texts
			}
			if len(leaves) > 0 && rapid.Bool().Draw(t, "a leaf comes here") {
				at := rapid.IntRange(0, len(leaves)-1).Draw(t, "leaf")
				item["leaves"] = []jsonObject{{"id": content.EncodeID("leaf", leaves[at]), "position": rapid.IntRange(0, 3).Draw(t, "position")}}
				leaves = slices.Delete(leaves, at, at+1)
			}
		}
		items = append(items, item)
	}
	for range rapid.IntRange(0, 2).Draw(t, "new branches") {
		if match("branches") {
			items = append(items, jsonObject{"length": 7.0, "leaves": []jsonObject{{"colour": "green"}, {"colour": "red", "position": 0}}})
		}
	}
	if items != nil {
		input["branches"] = items
	}
	return input
}

func drawFields(t *rapid.T, of string, match func(string) bool, values map[string][]any) jsonObject {
	fields := jsonObject{}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if match(name) && rapid.Bool().Draw(t, of+" says "+name) {
			fields[name] = rapid.SampledFrom(values[name]).Draw(t, name)
		}
	}
	return fields
}

func drawTexts(t *rapid.T, of string, match func(string) bool) []jsonObject {
	var texts []jsonObject
	for _, locale := range []content.Locale{"en", "it"} {
		text := drawFields(t, of+" "+string(locale), func(name string) bool { return match(string(locale) + "." + name) }, map[string][]any{
			"title": {nil, "A", "B", "C"}, "body": {nil, "# A", "# B"},
		})
		if len(text) > 0 {
			text["locale"] = locale
			texts = append(texts, text)
		}
	}
	return texts
}

// merged is what comes of an input, which must be in order.
func merged(t *rapid.T, now facts, input jsonObject) facts {
	patch := newPatch(gardenKinds, now.clone())
	patch.entry(plantKind, input)
	if len(patch.problems) > 0 {
		t.Fatalf("%v is refused: %v", input, patch.problems)
	}
	return patch.now
}

// anything matches all fields.
func anything(string) bool { return true }

package edit_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/act"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/edit"
	"github.com/cocreated/hub/storage/storagetest"
)

// TestTakenBackStaleness takes writes back: a translation that comes back is as
// stale as it was, or more so, and never fresh because it was written just now.
func TestTakenBackStaleness(t *testing.T) {
	t.Parallel()
	store := storagetest.Garden(t)
	// A plant whose Italian title was made from "One", and again from "Two".
	type plant struct {
		id      string
		version int
		made    *edit.Outcome
	}
	newPlant := func(t *testing.T) *plant {
		t.Helper()
		made := storagetest.Do(t, store, act.VerbCreate, "plant", object{"size": "SMALL", "texts": []object{
			{"locale": inEnglish, "title": "One"}, {"locale": inItalian, "title": "Uno"},
		}})
		return &plant{id: storagetest.ID(made), version: 1, made: made}
	}
	do := func(t *testing.T, p *plant, verb act.Verb, input object) {
		t.Helper()
		input["id"], input["version"] = p.id, p.version
		kind := ""
		if verb == act.VerbUpdate {
			kind = "plant"
		}
		p.version = storagetest.Do(t, store, verb, kind, input).Version
	}
	title := func(locale content.Locale, title string) object {
		return object{"texts": []object{{"locale": locale, "title": title}}}
	}
	stale := func(t *testing.T, p *plant, locale content.Locale) int {
		t.Helper()
		pin, is := storagetest.Record(t, store, "plant", p.made.ID).States[locale].Stale["title"]
		if !is {
			return 0
		}
		return pin.Version
	}
	again := func(t *testing.T) *plant {
		t.Helper()
		p := newPlant(t)
		do(t, p, act.VerbUpdate, title(inEnglish, "Two"))
		do(t, p, act.VerbUpdate, title(inItalian, "Due"))
		return p
	}
	t.Run("UndoTranslation", func(t *testing.T) {
		t.Parallel()
		p := again(t)
		do(t, p, act.VerbUndo, object{"revision": 3})
		if got := stale(t, p, inItalian); got != 1 {
			t.Errorf("made from version %d", got)
		}
	})
	t.Run("RestoreStale", func(t *testing.T) {
		t.Parallel()
		p := again(t)
		do(t, p, act.VerbRestore, object{"revision": 2})
		if got := stale(t, p, inItalian); got != 1 {
			t.Errorf("made from version %d", got)
		}
	})
	t.Run("RestoreFresh", func(t *testing.T) {
		t.Parallel()
		p := again(t)
		do(t, p, act.VerbRestore, object{"revision": 1})
		if got := stale(t, p, inItalian); got != 0 {
			t.Errorf("made from version %d", got)
		}
	})
	t.Run("UndoRemoval", func(t *testing.T) {
		t.Parallel()
		p := newPlant(t)
		do(t, p, act.VerbUpdate, object{"removeTexts": []content.Locale{inItalian}})
		do(t, p, act.VerbUpdate, title(inEnglish, "Two"))
		do(t, p, act.VerbUndo, object{"revision": 2})
		if got := stale(t, p, inItalian); got != 1 {
			t.Errorf("made from version %d", got)
		}
	})
	t.Run("UndoMinorEdit", func(t *testing.T) {
		t.Parallel()
		p := newPlant(t)
		do(t, p, act.VerbUpdate, with(title(inEnglish, "One!"), "minorEdit", true))
		do(t, p, act.VerbUndo, object{"revision": 2})
		if got := stale(t, p, inItalian); got != 0 {
			t.Errorf("made from version %d", got)
		}
	})
	t.Run("UndoOfUndo", func(t *testing.T) {
		t.Parallel()
		p := again(t)
		do(t, p, act.VerbUndo, object{"revision": 3})
		do(t, p, act.VerbUndo, object{"revision": 4})
		if got := stale(t, p, inItalian); got != 0 {
			t.Errorf("made from version %d", got)
		}
	})
	t.Run("SourceLanguageIsNeverStale", func(t *testing.T) {
		t.Parallel()
		p := newPlant(t)
		do(t, p, act.VerbUpdate, title(inEnglish, "Two"))
		storagetest.Import(t, store, []byte(`{"kind":"plant","id":"`+p.made.ID.String()+`","slug":"due","sourceLocale":"it",`+
			`"fields":{"size":"SMALL"},"texts":{"en":{"title":"Two"},"it":{"title":"Uno"}}}`))
		if got := stale(t, p, inItalian); got != 0 {
			t.Errorf("made from version %d", got)
		}
	})
}

// twoLeaves makes a plant of one branch with two leaves, listen and speak.
func twoLeaves(t *testing.T, store *storage.Store) *edit.Outcome {
	t.Helper()
	return storagetest.Do(t, store, act.VerbCreate, "plant", object{
		"size": "SMALL", "slug": "oak", "texts": []object{{"locale": inEnglish, "title": "Oak"}},
		"branches": []object{{"leaves": []object{{"slug": "listen", "colour": "green"}, {"slug": "speak", "colour": "green"}}}},
	})
}

// TestUndoOfAnOrder takes back that parts were moved, when another has come since.
func TestUndoOfAnOrder(t *testing.T) {
	t.Parallel()
	store := storagetest.Garden(t)
	made := twoLeaves(t, store)
	id, branch := storagetest.ID(made), storagetest.Record(t, store, "plant", made.ID).Parts[0]
	first, second := *branch.Parts[0].ID, *branch.Parts[1].ID
	leaves := func(version int, all ...object) {
		t.Helper()
		storagetest.Do(t, store, act.VerbUpdate, "plant", object{
			"id": id, "version": version, "branches": []object{{"id": content.EncodeID("branch", *branch.ID), "leaves": all}},
		})
	}
	order := func() (ids []uuid.UUID) {
		for _, leaf := range storagetest.Record(t, store, "plant", made.ID).Parts[0].Parts {
			ids = append(ids, *leaf.ID)
		}
		return ids
	}
	leaves(1, object{"id": content.EncodeID("leaf", second), "position": 0})
	leaves(2, object{"colour": "red", "texts": []object{{"locale": inEnglish, "title": "Go on"}}})
	third := order()[2]
	storagetest.Do(t, store, act.VerbUndo, "", object{"id": id, "version": 3, "revision": 2})
	if diff := cmp.Diff([]uuid.UUID{first, second, third}, order()); diff != "" {
		t.Error(diff)
	}
	leaf := func(id uuid.UUID) object { return object{"id": content.EncodeID("leaf", id), "position": 0} }
	leaves(4, leaf(third))
	leaves(5, leaf(second))
	if got := storagetest.Refused(t, store, act.VerbUndo, "", object{"id": id, "version": 6, "revision": 5}); got[0] != "revision CHANGED_SINCE" {
		t.Errorf("got %v", got)
	}
}

// TestTakenBackReferences takes writes back after what they pointed to was renamed.
func TestTakenBackReferences(t *testing.T) {
	t.Parallel()
	store := storagetest.Garden(t)
	made := twoLeaves(t, store)
	branch := storagetest.Record(t, store, "plant", made.ID).Parts[0]
	listen, speak := content.EncodeID("leaf", *branch.Parts[0].ID), content.EncodeID("leaf", *branch.Parts[1].ID)
	elm := storagetest.Do(t, store, act.VerbCreate, "plant", object{"size": "SMALL", "texts": []object{{"locale": inEnglish, "title": "Elm"}}, "likes": []string{listen}})
	id := storagetest.ID(elm)
	storagetest.Do(t, store, act.VerbUpdate, "plant", object{"id": id, "version": 1, "likes": []string{speak}})
	storagetest.Do(t, store, act.VerbUpdate, "plant", object{"id": storagetest.ID(made), "version": 1, "slug": "old-oak", "branches": []object{
		{"id": content.EncodeID("branch", *branch.ID), "leaves": []object{{"id": listen, "slug": "speak"}, {"id": speak, "slug": "talk"}}},
	}})
	pointsTo := func(want string) {
		t.Helper()
		if got := storagetest.Record(t, store, "plant", elm.ID).Refs["likes"].Slugs; len(got) != 1 || got[0] != want {
			t.Errorf("it points to %v, want %s", got, want)
		}
	}
	pointsTo("old-oak/talk")
	storagetest.Do(t, store, act.VerbUndo, "", object{"id": id, "version": 2, "revision": 2})
	pointsTo("old-oak/speak")
	// What is called "speak" now was "listen" then, and what was "speak" is "talk".
	storagetest.Do(t, store, act.VerbRestore, "", object{"id": id, "version": 3, "revision": 2})
	pointsTo("old-oak/talk")
}

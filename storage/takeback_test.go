package storage_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/cocreated/hub/storage/act"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/edit"
	"github.com/cocreated/hub/storage/storagetest"
)

// TestTakenBackStaleness takes writes back: a translation that comes back is as
// stale as it was, or more so, and never fresh because it was written just now.
func TestTakenBackStaleness(t *testing.T) {
	t.Parallel()
	store := storagetest.Empty(t)
	// A page whose Italian title was made from "One", and again from "Two".
	type page struct {
		id      string
		version int
		made    *edit.Outcome
	}
	newPage := func(t *testing.T) *page {
		t.Helper()
		made := mustDo(t, store, act.VerbCreate, "page", object{"type": "PAGE", "texts": []object{
			{"locale": inEnglish, "title": "One"}, {"locale": inItalian, "title": "Uno"},
		}})
		return &page{id: encodeID(made), version: 1, made: made}
	}
	do := func(t *testing.T, p *page, verb act.Verb, input object) {
		t.Helper()
		input["id"], input["version"] = p.id, p.version
		kind := ""
		if verb == act.VerbUpdate {
			kind = "page"
		}
		p.version = mustDo(t, store, verb, kind, input).Version
	}
	title := func(locale content.Locale, title string) object {
		return object{"texts": []object{{"locale": locale, "title": title}}}
	}
	stale := func(t *testing.T, p *page, locale content.Locale) int {
		t.Helper()
		pin, is := recordOf(t, store, "page", p.made.ID).States[locale].Stale["title"]
		if !is {
			return 0
		}
		return pin.Version
	}
	again := func(t *testing.T) *page {
		t.Helper()
		p := newPage(t)
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
		p := newPage(t)
		do(t, p, act.VerbUpdate, object{"removeTexts": []content.Locale{inItalian}})
		do(t, p, act.VerbUpdate, title(inEnglish, "Two"))
		do(t, p, act.VerbUndo, object{"revision": 2})
		if got := stale(t, p, inItalian); got != 1 {
			t.Errorf("made from version %d", got)
		}
	})
	t.Run("UndoMinorEdit", func(t *testing.T) {
		t.Parallel()
		p := newPage(t)
		do(t, p, act.VerbUpdate, with2(title(inEnglish, "One!"), "minorEdit", true))
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
		p := newPage(t)
		do(t, p, act.VerbUpdate, title(inEnglish, "Two"))
		mustImport(t, store, []byte(`{"kind":"page","id":"`+p.made.ID.String()+`","slug":"due","sourceLocale":"it",`+
			`"fields":{"type":"PAGE"},"texts":{"en":{"title":"Two"},"it":{"title":"Uno"}}}`))
		if got := stale(t, p, inItalian); got != 0 {
			t.Errorf("made from version %d", got)
		}
	})
}

// TestUndoOfAnOrder takes back that parts were moved, when another has come since.
func TestUndoOfAnOrder(t *testing.T) {
	t.Parallel()
	store := storagetest.Empty(t)
	made := newCourse(t, store)
	id, module := encodeID(made), recordOf(t, store, "course", made.ID).Parts[0]
	first, second := *module.Parts[0].ID, *module.Parts[1].ID
	lessons := func(version int, all ...object) {
		t.Helper()
		mustDo(t, store, act.VerbUpdate, "course", object{
			"id": id, "version": version, "modules": []object{{"id": content.EncodeID("module", *module.ID), "lessons": all}},
		})
	}
	order := func() (ids []uuid.UUID) {
		for _, lesson := range recordOf(t, store, "course", made.ID).Parts[0].Parts {
			ids = append(ids, *lesson.ID)
		}
		return ids
	}
	lessons(1, object{"id": content.EncodeID("lesson", second), "position": 0})
	lessons(2, object{"durationMinutes": 5, "texts": []object{{"locale": inEnglish, "title": "Go on"}}})
	third := order()[2]
	mustDo(t, store, act.VerbUndo, "", object{"id": id, "version": 3, "revision": 2})
	if diff := cmp.Diff([]uuid.UUID{first, second, third}, order()); diff != "" {
		t.Error(diff)
	}
	lesson := func(id uuid.UUID) object { return object{"id": content.EncodeID("lesson", id), "position": 0} }
	lessons(4, lesson(third))
	lessons(5, lesson(second))
	if got := refused(t, store, act.VerbUndo, "", object{"id": id, "version": 6, "revision": 5}); got[0] != "revision CHANGED_SINCE" {
		t.Errorf("got %v", got)
	}
}

// TestTakenBackReferences takes writes back after what they pointed to was renamed.
func TestTakenBackReferences(t *testing.T) {
	t.Parallel()
	store := storagetest.Empty(t)
	made := newCourse(t, store)
	module := recordOf(t, store, "course", made.ID).Parts[0]
	lesson := content.EncodeID("lesson", *module.Parts[0].ID)
	mustImport(t, store, []byte(`{"kind":"webinar","slug":"w","sourceLocale":"en","refs":{"lesson":"courage-for-beginners/listen"},"texts":{"en":{"title":"Pointing"}},`+
		`"fields":{"number":1,"startsAt":"2026-01-01T10:00:00Z","timeZone":"Europe/Rome","durationMinutes":60,"language":"en"}}`))
	id := content.EncodeID("webinar", *records(t, store, "webinar")[0].ID)
	mustDo(t, store, act.VerbUpdate, "webinar", object{"id": id, "version": 1, "lesson": content.EncodeID("lesson", *module.Parts[1].ID)})
	mustDo(t, store, act.VerbUpdate, "course", object{"id": encodeID(made), "version": 1, "slug": "courage", "modules": []object{
		{"id": content.EncodeID("module", *module.ID), "lessons": []object{{"id": lesson, "slug": "speak"}, {"id": content.EncodeID("lesson", *module.Parts[1].ID), "slug": "talk"}}},
	}})
	pointsTo := func(want string) {
		t.Helper()
		if got := records(t, store, "webinar")[0].Refs["lesson"].Slugs; len(got) != 1 || got[0] != want {
			t.Errorf("it points to %v, want %s", got, want)
		}
	}
	pointsTo("courage/talk")
	mustDo(t, store, act.VerbUndo, "", object{"id": id, "version": 2, "revision": 2})
	pointsTo("courage/speak")
	// What is called "speak" now was "listen" then, and what was "speak" is "talk".
	mustDo(t, store, act.VerbRestore, "", object{"id": id, "version": 3, "revision": 2})
	pointsTo("courage/talk")
}

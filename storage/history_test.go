package storage_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cocreated/hub/storage/act"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/edit"
	"github.com/cocreated/hub/storage/storagetest"
)

const en = content.Locale("en")

func TestHistory(t *testing.T) {
	t.Parallel()
	store := storagetest.Empty(t)
	made := newCourse(t, store)
	id := encodeID(made)
	first := recordOf(t, store, "course", made.ID)
	module := content.EncodeID("module", *first.Parts[0].ID)
	lesson := func(i int) string { return content.EncodeID("lesson", *first.Parts[0].Parts[i].ID) }
	update := func(version int, input object) {
		t.Helper()
		input["id"], input["version"] = id, version
		mustDo(t, store, act.VerbUpdate, "course", input)
	}
	update(1, object{"note": "Shorter", "texts": []object{{"locale": en, "title": "Courage for beginners and for others"}}})
	update(2, object{"modules": []object{{"id": module, "lessons": []object{{"id": lesson(0), "remove": true}}}}})
	update(3, object{"code": "CC-10"})
	history := store.History()

	t.Run("Revisions", func(t *testing.T) {
		two := 2
		page, err := history.Revisions(t.Context(), id, content.Page{First: &two})
		if err != nil {
			t.Fatal(err)
		}
		next, err := history.Revisions(t.Context(), id, content.Page{First: &two, After: page.PageInfo.EndCursor()})
		if err != nil {
			t.Fatal(err)
		}
		var versions []int
		for _, revision := range append(page.Nodes, next.Nodes...) {
			versions = append(versions, revision.Version)
			if revision.Author.AccountID != somebody.AccountID {
				t.Errorf("got %+v", revision)
			}
		}
		count, err := page.TotalCount(t.Context())
		if diff := cmp.Diff([]int{4, 3, 2, 1}, versions); diff != "" || count != 4 || err != nil || next.PageInfo.HasNextPage || *next.Nodes[0].Note != "Shorter" {
			t.Errorf("%s, %d, %v", diff, count, err)
		}
	})
	t.Run("Diff", func(t *testing.T) {
		two := 2
		diff, err := history.Diff(t.Context(), id, 1, &two)
		if err != nil || len(diff.Changes) != 1 {
			t.Fatalf("%+v, %v", diff, err)
		}
		change := diff.Changes[0]
		var joined strings.Builder
		for _, segment := range change.Words {
			joined.WriteString(string(segment.Op[0]) + ":" + segment.Text + "|")
		}
		if change.Field != "texts.en.title" || joined.String() != "E:Courage for beginners|I: and for others|" {
			t.Errorf("%s %q", change.Field, &joined)
		}
		if all, err := history.Diff(t.Context(), id, 1, nil); err != nil || all.To.Version != 4 || len(all.Changes) < 5 {
			t.Errorf("to the latest: %+v, %v", all, err)
		}
	})
	t.Run("UndoAddsThePartAgain", func(t *testing.T) {
		mustDo(t, store, act.VerbUndo, "", object{"id": id, "version": 4, "revision": 3})
		now := recordOf(t, store, "course", made.ID)
		if diff := cmp.Diff(first.Parts, now.Parts); diff != "" || !strings.Contains(string(now.Fields), "CC-10") {
			t.Errorf("%s, %s", diff, now.Fields)
		}
	})
	t.Run("UndoWhatWasChangedSince", func(t *testing.T) {
		update(5, object{"texts": []object{{"locale": en, "title": "Another title"}}})
		if got := refused(t, store, act.VerbUndo, "", object{"id": id, "version": 6, "revision": 2}); got[0] != "revision CHANGED_SINCE" {
			t.Errorf("got %v", got)
		}
	})
	t.Run("Restore", func(t *testing.T) {
		mustDo(t, store, act.VerbRestore, "", object{"id": id, "version": 6, "revision": 1})
		now := recordOf(t, store, "course", made.ID)
		now.Version, now.UpdatedAt = first.Version, first.UpdatedAt
		if diff := cmp.Diff(first, now); diff != "" {
			t.Error(diff)
		}
		if got := refused(t, store, act.VerbRestore, "", object{"id": id, "version": 7, "revision": 12}); got[0] != "revision NOT_FOUND" {
			t.Errorf("got %v", got)
		}
	})
	t.Run("Audit", func(t *testing.T) {
		account := content.EncodeID(act.AccountKind, somebody.AccountID)
		page, err := history.Trail(t.Context(), edit.AuditFilter{Account: &account, Entry: &id}, content.Page{})
		if err != nil {
			t.Fatal(err)
		}
		var actions []string
		for _, line := range page.Nodes {
			actions = append(actions, line.Action())
		}
		if diff := cmp.Diff([]string{"RESTORE", "UPDATE", "UNDO", "UPDATE", "UPDATE", "UPDATE", "CREATE"}, actions); diff != "" || *page.Nodes[0].Entry() != id {
			t.Error(diff)
		}
	})
	t.Run("Bin", func(t *testing.T) {
		mustDo(t, store, act.VerbDelete, "", object{"id": id, "version": 7})
		bin, err := history.Bin(t.Context(), []content.EntryKind{"course"}, content.Page{})
		if err != nil || len(bin.Nodes) != 1 || bin.Nodes[0].Title != "Courage for beginners" || bin.Nodes[0].ID() != id {
			t.Errorf("%+v, %v", bin, err)
		}
	})
}

// TestRevisionsThatCannotBeRead takes back what stands in revisions that this hub cannot
// read: it fails and says which, and changes nothing.
func TestRevisionsThatCannotBeRead(t *testing.T) {
	t.Parallel()
	store := storagetest.Empty(t)
	made := mustDo(t, store, act.VerbCreate, "page", object{"type": "PAGE", "texts": []object{{"locale": inEnglish, "title": "Kept"}}})
	id := encodeID(made)
	mustDo(t, store, act.VerbUpdate, "page", object{"id": id, "version": 1, "texts": []object{{"locale": inEnglish, "title": "Changed"}}})
	mustDo(t, store, act.VerbUpdate, "page", object{"id": id, "version": 2, "texts": []object{{"locale": inEnglish, "title": "Changed again"}}})
	before := recordOf(t, store, "page", made.ID)
	if _, err := storagetest.Draft(store).NewRaw(`UPDATE hub.revisions SET record = jsonb_set(record, '{texts,en}', '"Kept"') WHERE entry_id = ? AND version = 1`, made.ID).Exec(t.Context()); err != nil {
		t.Fatal(err)
	}
	for name, write := range map[string]edit.Write{
		"Undo":      {Verb: act.VerbUndo, Input: object{"id": id, "version": 3, "revision": 2}},
		"Restore":   {Verb: act.VerbRestore, Input: object{"id": id, "version": 3, "revision": 1}},
		"Conflict":  {Verb: act.VerbUpdate, Kind: "page", Input: object{"id": id, "version": 1}},
		"Translate": {Verb: act.VerbTranslate, Input: object{"id": id, "version": 1, "locale": inItalian, "fields": []object{{"name": "title", "value": "Pagina"}}}},
	} {
		_, err := store.Writer().Do(t.Context(), somebody, write)
		if _, internal := edit.UserErrorsOf(err); internal == nil || !strings.Contains(internal.Error(), "revision 1 of "+made.ID.String()) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := store.History().Diff(t.Context(), id, 1, nil); err == nil {
		t.Error("it is compared with another")
	}
	if diff := cmp.Diff(before, recordOf(t, store, "page", made.ID)); diff != "" {
		t.Error(diff)
	}
}

package storage_test

import (
	"strings"
	"testing"

	"github.com/cocreated/hub/storage/act"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/storagetest"
)

// TestBin meets entries that came back while they were in the bin.
func TestBin(t *testing.T) {
	t.Parallel()
	t.Run("ImportTakesOut", func(t *testing.T) {
		t.Parallel()
		store := storagetest.Empty(t)
		made := newCourse(t, store)
		id := encodeID(made)
		mustDo(t, store, act.VerbUpdate, "course", object{"id": id, "version": 1, "code": "CC-10"})
		exported := export(t, store, "course")
		mustDo(t, store, act.VerbUpdate, "course", object{"id": id, "version": 2, "code": "CC-11"})
		mustDo(t, store, act.VerbDelete, "", object{"id": id, "version": 3})
		mustImport(t, store, exported)
		if now := recordOf(t, store, "course", made.ID); now == nil || now.Version != 4 {
			t.Errorf("imported as %+v: its history begins anew", now)
		}
		page, err := store.History().Revisions(t.Context(), id, content.Page{})
		if err != nil || len(page.Nodes) != 4 || page.Nodes[1].Verb != act.VerbUpdate {
			t.Errorf("revisions are lost: %+v, %v", page, err)
		}
		bin, err := store.History().Bin(t.Context(), nil, content.Page{})
		if err != nil || len(bin.Nodes) != 0 {
			t.Errorf("it is in the bin too: %+v, %v", bin, err)
		}
		mustDo(t, store, act.VerbDelete, "", object{"id": id, "version": 4})
		mustDo(t, store, act.VerbRecover, "", object{"id": id})
	})
	t.Run("PartIsOfAnotherNow", func(t *testing.T) {
		t.Parallel()
		store := storagetest.Empty(t)
		made := newCourse(t, store)
		exported := string(export(t, store, "course"))
		mustDo(t, store, act.VerbDelete, "", object{"id": encodeID(made), "version": 1})
		other := strings.Replace(exported, `"id":"`+made.ID.String()+`",`, "", 1)
		mustImport(t, store, []byte(strings.Replace(other, "courage-for-beginners", "another", 1)))
		if got := refused(t, store, act.VerbRecover, "", object{"id": encodeID(made)}); got[0] != "parts UNIQUE" {
			t.Errorf("got %v", got)
		}
	})
}

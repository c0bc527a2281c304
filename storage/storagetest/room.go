package storagetest

import (
	"testing"

	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/content"
)

// Room is a store with room for one more entry of a kind: the given one, or for a
// kind of which there is one a copy of the demo content, where the draft that is
// there counts as one of no kind. It stays, because what is written once more may
// point to parts of it.
func Room(t testing.TB, store *storage.Store, kind *content.Kind) *storage.Store {
	t.Helper()
	if !kind.Single {
		return store
	}
	store = Demo(t)
	if _, err := Draft(store).NewRaw("UPDATE draft.entries SET kind = 'none' WHERE kind = ?", kind.Name).Exec(t.Context()); err != nil {
		t.Fatal(err)
	}
	return store
}

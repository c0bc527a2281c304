package storage_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/storagetest"
)

// TestMoments reads what is published at each moment at which it says that it changes by itself, and just before the
// next: in between nothing is another.
func TestMoments(t *testing.T) {
	t.Parallel()
	store := storagetest.Demo(t)
	changes := 0
	for _, kind := range store.Kinds.All() {
		if kind.Moments == "" {
			continue
		}
		var moments []time.Time
		if err := storagetest.Live(store).NewRaw("SELECT DISTINCT moment FROM ("+kind.Moments+") AS m (moment) WHERE moment IS NOT NULL ORDER BY moment").Scan(t.Context(), &moments); err != nil {
			t.Fatal(err)
		}
		before := states(t, store, kind, moments[0].Add(-time.Microsecond))
		for i, moment := range moments {
			from := states(t, store, kind, moment)
			if from != before {
				changes++
			}
			before = from
			if i+1 < len(moments) {
				before = states(t, store, kind, moments[i+1].Add(-time.Microsecond))
			}
			if diff := cmp.Diff(from, before); diff != "" {
				t.Errorf("%s changes between two moments, from %v on:\n%s", kind.Name, moment, diff)
			}
		}
	}
	if changes < 20 {
		t.Errorf("there were %d changes", changes)
	}
}

// states are all entries of a kind, as they are at a moment.
func states(t *testing.T, store *storage.Store, kind *content.Kind, at time.Time) string {
	t.Helper()
	reader, err := store.ReadLive(at, nil)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := content.Rows(t.Context(), reader, kind.Name, nil, uuid.Nil, content.MaxNodes)
	if err != nil {
		t.Fatal(err)
	}
	all, err := json.Marshal(rows)
	if err != nil {
		t.Fatal(err)
	}
	return string(all)
}

package graph_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/storagetest"
	"github.com/cocreated/hub/storage/transfer"
)

// load imports records and publishes those that say so.
func load(t testing.TB, store *storage.Store, lines ...string) transfer.ImportReport {
	t.Helper()
	report, err := store.Importer().Import(t.Context(), strings.NewReader(strings.Join(lines, "\n")), transfer.ImportOptions{Author: "a test"})
	if err != nil {
		t.Fatal(err)
	}
	for _, problem := range report.Problems {
		t.Fatal(problem)
	}
	return report
}

// records are all entries of a store as import takes them.
func records(t testing.TB, store *storage.Store, kinds ...string) []map[string]any {
	t.Helper()
	var all []map[string]any
	for decoder := json.NewDecoder(bytes.NewReader(storagetest.Export(t, store, kinds...))); decoder.More(); {
		var record map[string]any
		if err := decoder.Decode(&record); err != nil {
			t.Fatal(err)
		}
		all = append(all, record)
	}
	return all
}

func line(t testing.TB, record map[string]any) string {
	t.Helper()
	written, err := json.Marshal(record)
	if err != nil {
		t.Fatal(err)
	}
	return string(written)
}

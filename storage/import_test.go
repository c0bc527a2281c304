package storage_test

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/demo"
	"github.com/cocreated/hub/storage/storagetest"
)

func importAll(t *testing.T, store *storage.Store, data []byte, options content.ImportOptions) content.ImportReport {
	t.Helper()
	report, err := store.Importer().Import(t.Context(), bytes.NewReader(data), options)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func mustImport(t *testing.T, store *storage.Store, data []byte) content.ImportReport {
	t.Helper()
	report := importAll(t, store, data, content.ImportOptions{})
	for _, problem := range report.Problems {
		t.Error(problem)
	}
	if t.Failed() {
		t.FailNow()
	}
	return report
}

func export(t testing.TB, store *storage.Store, kinds ...string) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := store.Exporter().Export(t.Context(), &out, content.ExportOptions{Kinds: kinds}); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestImportDemo(t *testing.T) {
	store := storagetest.Empty(t)
	reader, err := demo.Open()
	if err != nil {
		t.Fatal(err)
	}
	report, err := store.Importer().Import(t.Context(), reader, content.ImportOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for _, problem := range report.Problems {
		t.Error(problem)
	}
	t.Logf("%+v", report)
	first := export(t, store)

	t.Run("TwiceChangesNothing", func(t *testing.T) {
		if _, err := reader.Seek(0, 0); err != nil {
			t.Fatal(err)
		}
		again, err := store.Importer().Import(t.Context(), reader, content.ImportOptions{})
		if err != nil {
			t.Fatal(err)
		}
		want := content.ImportReport{Records: report.Records, Unchanged: report.Records}
		if diff := cmp.Diff(want, again); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff(string(first), string(export(t, store))); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("ExportIntoAnEmptyHubIsEqual", func(t *testing.T) {
		other := storagetest.Empty(t)
		mustImport(t, other, first)
		if second := export(t, other); !bytes.Equal(first, second) {
			t.Error(cmp.Diff(string(first), string(second)))
		}
	})
}

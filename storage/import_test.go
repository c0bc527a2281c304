package storage_test

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/act"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/demo"
	"github.com/cocreated/hub/storage/storagetest"
	"github.com/cocreated/hub/storage/transfer"
)

func importAll(t *testing.T, store *storage.Store, data []byte, options transfer.ImportOptions) transfer.ImportReport {
	t.Helper()
	report, err := store.Importer().Import(t.Context(), bytes.NewReader(data), options)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// TestImportDemo imports the demo content where it has been imported before: it finds all of
// it unchanged, and writes nothing. That it comes back from an export is proved by
// TestConformance.
func TestImportDemo(t *testing.T) {
	t.Parallel()
	store := storagetest.Demo(t)
	before := storagetest.Digest(t, store)
	reader, err := demo.Open()
	if err != nil {
		t.Fatal(err)
	}
	report, err := store.Importer().Import(t.Context(), reader, transfer.ImportOptions{})
	if err != nil {
		t.Fatal(err)
	}
	want := transfer.ImportReport{Records: report.Records, Unchanged: report.Records}
	if diff := cmp.Diff(want, report); diff != "" || report.Records == 0 {
		t.Errorf("%d records: %s", report.Records, diff)
	}
	if diff := cmp.Diff(before, storagetest.Digest(t, store)); diff != "" {
		t.Error(diff)
	}
}

// TestImportKeepsWhatIsPointedTo refuses to take a part out of the live stage that
// something live still points to, though its draft does no longer.
func TestImportKeepsWhatIsPointedTo(t *testing.T) {
	t.Parallel()
	store := storagetest.Empty(t)
	course := `{"kind":"course","slug":"basics","sourceLocale":"en","fields":{"code":"C1"},"texts":{"en":{"title":"Basics"}},"published":["en"],"parts":[` +
		`{"kind":"module","slug":"m1","texts":{"en":{"title":"First"}},"parts":[%s]}]}`
	lesson := `{"kind":"lesson","slug":"l1","fields":{"durationMinutes":10},"texts":{"en":{"title":"Why"}}}`
	mustImport(t, store, []byte(fmt.Sprintf(course, lesson)))
	mustImport(t, store, []byte(`{"kind":"webinar","slug":"w","sourceLocale":"en","refs":{"lesson":"basics/l1"},"texts":{"en":{"title":"Pointing"}},"published":["en"],`+
		`"fields":{"number":1,"startsAt":"2026-01-01T10:00:00Z","timeZone":"Europe/Rome","durationMinutes":60,"language":"en"}}`))
	webinar := content.EncodeID("webinar", *records(t, store, "webinar")[0].ID)
	mustDo(t, store, act.VerbUpdate, "webinar", object{"id": webinar, "version": 1, "lesson": nil})
	report := importAll(t, store, []byte(fmt.Sprintf(course, "")), transfer.ImportOptions{})
	if len(report.Problems) != 1 || report.Problems[0].Problem.Rule != "referenced" {
		t.Errorf("got %+v", report)
	}
}

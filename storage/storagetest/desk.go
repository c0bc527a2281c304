package storagetest

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/act"
	"github.com/cocreated/hub/storage/canonical"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/edit"
	"github.com/cocreated/hub/storage/publish"
	"github.com/cocreated/hub/storage/transfer"
)

// Somebody may do everything, and is somebody.
var Somebody = act.Actor{AccountID: uuid.MustParse("0198c0de-0000-7000-8000-000000000001"), RequestID: "request-7"}

// Do writes, or ends the test.
func Do(t testing.TB, store *storage.Store, verb act.Verb, kind string, input map[string]any) *edit.Outcome {
	t.Helper()
	outcome, err := store.Writer().Do(t.Context(), Somebody, edit.Write{Verb: verb, Kind: kind, Input: input})
	if err != nil {
		t.Fatal(err)
	}
	return outcome
}

// Create makes an entry, or ends the test; it answers the id by which clients know it.
func Create(t testing.TB, store *storage.Store, kind string, input map[string]any) string {
	t.Helper()
	return ID(Do(t, store, act.VerbCreate, kind, input))
}

// ID is that of what was written, as clients know it.
func ID(outcome *edit.Outcome) string { return content.EncodeID(outcome.Kind, outcome.ID) }

// Refused does a write that must fail, and tells which fields broke which rules: `field
// RULE` for each.
func Refused(t testing.TB, store *storage.Store, verb act.Verb, kind string, input map[string]any) []string {
	t.Helper()
	_, err := store.Writer().Do(t.Context(), Somebody, edit.Write{Verb: verb, Kind: kind, Input: input})
	if err == nil {
		t.Fatal("nothing was refused")
	}
	problems, err := edit.UserErrorsOf(err)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, problem := range problems {
		field := ""
		if problem.Field != nil {
			field = *problem.Field
		}
		all = append(all, field+" "+problem.Code)
	}
	return all
}

// Publish makes entries live, or ends the test.
func Publish(t testing.TB, store *storage.Store, locales []content.Locale, ids ...string) *publish.Outcome {
	t.Helper()
	outcome, err := store.Publisher().Publish(t.Context(), Somebody, publish.Request{IDs: ids, Locales: locales})
	if err != nil {
		t.Fatal(err)
	}
	return outcome
}

// Import reads records, of which none may be wrong.
func Import(t testing.TB, store *storage.Store, data []byte) transfer.ImportReport {
	t.Helper()
	report, err := store.Importer().Import(t.Context(), bytes.NewReader(data), transfer.ImportOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if len(report.Problems) > 0 {
		t.Fatal(report.Problems)
	}
	return report
}

// Export writes the records of some kinds, or of all.
func Export(t testing.TB, store *storage.Store, kinds ...string) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := store.Exporter().Export(t.Context(), &out, transfer.ExportOptions{Kinds: kinds}); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// Records reads all entries of a kind as they are exported.
func Records(t testing.TB, store *storage.Store, kind string) []*edit.Record {
	t.Helper()
	var found []*edit.Record
	for line := range bytes.Lines(Export(t, store, kind)) {
		var record edit.Record
		if err := json.Unmarshal(line, &record); err != nil {
			t.Fatal(err)
		}
		found = append(found, &record)
	}
	return found
}

// Record reads an entry as it is exported; nil where there is none.
func Record(t testing.TB, store *storage.Store, kind string, id uuid.UUID) (record *edit.Record) {
	t.Helper()
	named, ok := store.Kinds.Named(kind)
	if !ok {
		t.Fatalf("there is no kind %q", kind)
	}
	exporter := store.Exporter()
	err := exporter.DB.RunInTx(t.Context(), &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}, func(ctx context.Context, tx bun.Tx) error {
		found, err := exporter.Records(ctx, tx, named, []uuid.UUID{id})
		if err != nil || len(found) == 0 {
			return err
		}
		line, err := canonical.Encode(found[0])
		if err != nil {
			return err
		}
		return json.Unmarshal(line, &record)
	})
	if err != nil {
		t.Fatal(err)
	}
	return record
}

// ReadDraft reads drafts, in the languages asked for.
func ReadDraft(t testing.TB, store *storage.Store, locales ...content.Locale) *content.Reader {
	t.Helper()
	reader, err := store.ReadDraft(time.Now(), locales)
	if err != nil {
		t.Fatal(err)
	}
	return reader
}

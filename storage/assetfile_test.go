package storage_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/act"
	"github.com/cocreated/hub/storage/edit"
	"github.com/cocreated/hub/storage/file"
	"github.com/cocreated/hub/storage/kind"
	"github.com/cocreated/hub/storage/storagetest"
	"github.com/cocreated/hub/storage/transfer"
)

const unknownFile = "0000000000000000000000000000000000000000000000000000000000000000"

// fileOf is what the draft of an asset says of its file.
func fileOf(t testing.TB, store *storage.Store, made *edit.Outcome) (fields kind.AssetFields) {
	t.Helper()
	if err := json.Unmarshal(recordOf(t, store, "asset", made.ID).Fields, &fields); err != nil {
		t.Fatal(err)
	}
	return fields
}

// TestAssetTakesOverItsFile writes assets that say of their files nothing but the
// checksum, or something else than is so.
func TestAssetTakesOverItsFile(t *testing.T) {
	t.Parallel()
	store := storagetest.Empty(t)
	photo, video := storagetest.File(t, store, "image/jpeg"), storagetest.File(t, store, "video/mp4")
	made := mustDo(t, store, act.VerbCreate, "asset", object{
		"fileName": "workshop.jpg", "sha256": photo, "contentType": "text/html", "texts": []object{text("en", "Workshop")},
	})
	id := encodeID(made)
	check := func(t *testing.T, checksum, contentType string) {
		t.Helper()
		fields := fileOf(t, store, made)
		if *fields.SHA256 != checksum || fields.ContentType != contentType || fields.SizeBytes != storagetest.FileBytes {
			t.Errorf("it is %+v, want a %s of %d bytes", fields, contentType, storagetest.FileBytes)
		}
	}
	check(t, photo, "image/jpeg")
	t.Run("Replace", func(t *testing.T) {
		replaced := mustDo(t, store, act.VerbUpdate, "asset", object{"id": id, "version": 1, "sha256": video})
		if replaced.ID != made.ID || replaced.Version != 2 {
			t.Errorf("it is %+v now", replaced)
		}
		check(t, video, "video/mp4")
	})
	t.Run("ContradictItsFile", func(t *testing.T) {
		same := mustDo(t, store, act.VerbUpdate, "asset", object{"id": id, "version": 2, "contentType": "text/html", "sizeBytes": int64(1)})
		if same.Version != 2 || len(same.Changes) > 0 {
			t.Errorf("it is %+v now, though its file is the same", same)
		}
	})
	t.Run("Restore", func(t *testing.T) {
		mustDo(t, store, act.VerbRestore, "", object{"id": id, "version": 2, "revision": 1})
		check(t, photo, "image/jpeg")
	})
	t.Run("WithoutFile", func(t *testing.T) {
		mustDo(t, store, act.VerbUpdate, "asset", object{"id": id, "version": 3, "sha256": nil, "contentType": "image/png"})
		if fields := fileOf(t, store, made); fields.SHA256 != nil || fields.ContentType != "image/png" {
			t.Errorf("it is %+v now", fields)
		}
	})
}

// TestAssetRefusesFiles names assets whose files the hub does not have, or gives to
// nobody.
func TestAssetRefusesFiles(t *testing.T) {
	t.Parallel()
	store := storagetest.Empty(t)
	infected := storagetest.FileIn(t, store, "application/pdf", file.Quarantined, nil)
	input := func(checksum string) object {
		return object{"fileName": "a.pdf", "sha256": checksum, "texts": []object{text("en", "A")}}
	}
	made := mustDo(t, store, act.VerbCreate, "asset", input(storagetest.File(t, store, "application/pdf")))
	for name, checksum := range map[string]string{"Unknown": unknownFile, "Quarantined": infected} {
		t.Run(name, func(t *testing.T) {
			if got := refused(t, store, act.VerbCreate, "asset", input(checksum)); !cmp.Equal(got, []string{"sha256 FILE"}) {
				t.Errorf("create is refused for %q", got)
			}
			update := with2(with2(input(checksum), "id", encodeID(made)), "version", 1)
			if got := refused(t, store, act.VerbUpdate, "asset", update); !cmp.Equal(got, []string{"sha256 FILE"}) {
				t.Errorf("update is refused for %q", got)
			}
		})
	}
	if got := refused(t, store, act.VerbCreate, "asset", input("ABC")); !cmp.Equal(got, []string{"contentType REQUIRED", "sha256 LEN"}) {
		t.Errorf("what is no checksum is refused for %q", got)
	}
}

// TestAssetInQuarantineIsWritten changes a text of an asset whose file was found to
// be infected: what it is called is another matter.
func TestAssetInQuarantineIsWritten(t *testing.T) {
	t.Parallel()
	store := storagetest.Empty(t)
	checksum := storagetest.File(t, store, "application/pdf")
	made := mustDo(t, store, act.VerbCreate, "asset", object{"fileName": "a.pdf", "sha256": checksum, "texts": []object{text("en", "A")}})
	if _, err := storagetest.Draft(store).NewRaw("UPDATE hub.files SET state = 'QUARANTINED' WHERE sha256 = ?", checksum).Exec(t.Context()); err != nil {
		t.Fatal(err)
	}
	renamed := mustDo(t, store, act.VerbUpdate, "asset", object{"id": encodeID(made), "version": 1, "texts": []object{text("en", "Infected")}})
	if renamed.Version != 2 {
		t.Errorf("it is %+v now", renamed)
	}
}

// TestImportAssets imports assets of which some have files that the hub does not
// have: each is named by its line, and those that are left are written.
func TestImportAssets(t *testing.T) {
	t.Parallel()
	store := storagetest.Empty(t)
	known := storagetest.File(t, store, "application/pdf")
	line := func(slug, checksum string) string {
		return fmt.Sprintf(`{"kind":"asset","slug":%q,"sourceLocale":"en","fields":{"fileName":"a.pdf","sha256":%q},"texts":{"en":{"title":"A"}},"published":["en"]}`+"\n", slug, checksum)
	}
	unpublished := strings.Replace(line("live-lacks", known), `"published"`, fmt.Sprintf(
		`"live":{"kind":"asset","slug":"live-lacks","sourceLocale":"en","fields":{"fileName":"a.pdf","sha256":%q},"texts":{"en":{"title":"A"}}},"published"`, unknownFile), 1)
	data := line("first", known) + line("lacks", unknownFile) + unpublished + line("last", known)
	report := importAll(t, store, []byte(data), transfer.ImportOptions{SkipInvalid: true})
	var problems []string
	for _, problem := range report.Problems {
		problems = append(problems, fmt.Sprintf("%d %s %s", problem.Line, problem.Problem.Field, problem.Problem.Rule))
	}
	if diff := cmp.Diff([]string{"2 fields.sha256 file", "3 live.fields.sha256 file"}, problems); diff != "" {
		t.Error(diff)
	}
	if report.Created != 2 {
		t.Fatalf("report %+v", report)
	}
	for _, record := range records(t, store, "asset") {
		if !strings.Contains(string(record.Fields), `"contentType":"application/pdf","sizeBytes":20480`) {
			t.Errorf("%s is %s", record.Slug, record.Fields)
		}
	}
	if again := mustImport(t, store, []byte(line("first", known))); again.Unchanged != 1 {
		t.Errorf("importing again: %+v", again)
	}
}

// TestDerivedStatements counts what it costs that columns follow from others: one
// statement where they are written, and none where only texts are.
func TestDerivedStatements(t *testing.T) {
	t.Parallel()
	store := storagetest.Empty(t)
	count := func(input object, verb act.Verb) (*edit.Outcome, int) {
		t.Helper()
		ctx, count := storage.CountStatements(context.Background())
		outcome, err := store.Writer().Do(ctx, somebody, edit.Write{Verb: verb, Kind: "asset", Input: input})
		if err != nil {
			t.Fatal(err)
		}
		return outcome, count()
	}
	input := object{"fileName": "a.pdf", "contentType": "application/pdf", "texts": []object{text("en", "A")}}
	without, before := count(input, act.VerbCreate)
	with, after := count(with2(input, "sha256", storagetest.File(t, store, "application/pdf")), act.VerbCreate)
	if after != before+1 {
		t.Errorf("a new asset with a file costs %d statements, one without %d", after, before)
	}
	rename := func(made *edit.Outcome) int {
		_, statements := count(object{"id": encodeID(made), "version": 1, "texts": []object{text("en", "B")}}, act.VerbUpdate)
		return statements
	}
	if before, after := rename(without), rename(with); before != after {
		t.Errorf("a new title costs %d statements with a file, %d without", after, before)
	}
}

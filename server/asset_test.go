package main

import (
	"bytes"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // to reach the hub's own Postgres

	"github.com/cocreated/hub/server/servertest"
	"github.com/cocreated/hub/storage/embedded/cluster"
	"github.com/cocreated/hub/storage/embedded/objectstore"
	"github.com/cocreated/hub/storage/file"
)

// paper writes a PDF of so many bytes.
func paper(t *testing.T, name string, size int) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(file, append([]byte("%PDF-1.7\n"), bytes.Repeat([]byte("x"), size)...), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// TestAssetPut takes files in beside a hub that serves.
func TestAssetPut(t *testing.T) {
	t.Parallel()
	data := servertest.DataFolder(t)
	serve(t, data, "--no-demo")
	report, page := paper(t, "annual-report_2026.pdf", 100), filepath.Join(t.TempDir(), "page.html")
	if err := os.WriteFile(page, []byte("<!DOCTYPE html>"), 0o600); err != nil {
		t.Fatal(err)
	}
	out, complaints, err := run(t, data, nil, "asset", "put", report, page, paper(t, "other.pdf", 200), "--licence", "CC-BY-4.0")
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if err == nil || len(lines) != 2 || !strings.HasSuffix(lines[0], "\tannual-report-2026") || !strings.Contains(complaints, "page.html: fileName: files of the type text/html are not taken") {
		t.Fatalf("it printed %q and complained %q, %v", out, complaints, err)
	}
	id, _, _ := strings.Cut(lines[0], "\t")
	out, complaints, err = run(t, data, nil, "asset", "put", "--replace", id, "--title", "Report", paper(t, "new.pdf", 300))
	if err != nil || out != id+"\tannual-report-2026\n" {
		t.Errorf("replaced, it printed %q and complained %q, %v", out, complaints, err)
	}
	exported, complaints, err := run(t, data, nil, "export")
	if err != nil || !strings.Contains(exported, `"fileName":"new.pdf"`) || !strings.Contains(exported, `"title":"Report"`) || !strings.Contains(exported, `"licence":"CC-BY-4.0"`) {
		t.Errorf("exported is %s %s %v", exported, complaints, err)
	}
	if _, complaints, err := run(t, data, nil, "asset", "put", "--replace", "x", report); err == nil || !strings.Contains(complaints, "is not an id of this hub") {
		t.Errorf("it complained %q, %v", complaints, err)
	}
	if _, complaints, err := run(t, data, nil, "asset", "put", "--title", "Both", report, report); err == nil || !strings.Contains(complaints, "are for one file") {
		t.Errorf("it complained %q, %v", complaints, err)
	}
	out, complaints, err = run(t, data, nil, "asset", "put", "--locale", "de", report, page)
	if err == nil || out != "" || !strings.Contains(complaints, `report_2026.pdf: sourceLocale: the language "de" is not one of`) || !strings.Contains(complaints, "page.html: ") {
		t.Errorf("in a language that the hub does not have, it printed %q and complained %q, %v", out, complaints, err)
	}
	if out, complaints, err := run(t, data, nil, "asset", "sweep"); err != nil || out != "0 uploads, 0 files, 0 objects that were on their way and 0 others were removed\n" {
		t.Errorf("a sweep printed %q and complained %q, %v", out, complaints, err)
	}
}

// TestKilledBeforeTheRecord kills a hub that has stored the bytes of a file and is
// about to record it. There are bytes without an asset then, and none after a sweep;
// and there is no asset without bytes.
func TestKilledBeforeTheRecord(t *testing.T) {
	t.Parallel()
	data := servertest.DataFolder(t)
	serve(t, data, "--no-demo")
	if out, complaints, err := run(t, data, nil, "asset", "put", paper(t, "kept.pdf", 100)); err != nil {
		t.Fatal(out, complaints, err)
	}
	db, bucket := insideOf(t, data)

	// Nobody gets past this until it is over.
	ctx := t.Context()
	lock, err := db.BeginTx(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = lock.Rollback() }()
	if _, err := lock.ExecContext(ctx, "LOCK TABLE hub.files IN EXCLUSIVE MODE"); err != nil {
		t.Fatal(err)
	}
	putting := hub(ctx, data, "asset", "put", paper(t, "lost.pdf", 20<<20))
	if err := putting.Start(); err != nil {
		t.Fatal(err)
	}
	waitUntil(t, "the hub is about to record the file", func() bool {
		var waits bool
		err := db.QueryRowContext(ctx, "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%INSERT INTO hub.files%' AND pid <> pg_backend_pid())").Scan(&waits)
		return err == nil && waits
	})
	if err := putting.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = putting.Wait()
	// Postgres notices that nobody is there any more once it may go on.
	if _, err := db.ExecContext(ctx, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%INSERT INTO hub.files%' AND pid <> pg_backend_pid()"); err != nil {
		t.Fatal(err)
	}
	if err := lock.Rollback(); err != nil {
		t.Fatal(err)
	}
	if files, objects := counted(t, db, bucket); files != 1 || objects != 2 {
		t.Errorf("there are %d files and %d objects; it was not killed where it should have been", files, objects)
	}
	// As a hub will do when all that is there is old.
	if _, err := servertest.Store(t, data, bucket).Files().Sweep(ctx, time.Now().Add(26*time.Hour)); err != nil {
		t.Fatal(err)
	}
	if files, objects := counted(t, db, bucket); files != 1 || objects != 1 {
		t.Errorf("after the sweep there are %d files and %d objects", files, objects)
	}
	var without int
	err = db.QueryRowContext(ctx, "SELECT count(*) FROM draft.assets WHERE file IS NULL").Scan(&without)
	if err != nil || without != 0 {
		t.Errorf("%d assets have no file, %v", without, err)
	}
}

// insideOf reaches the database and the bucket of a hub that serves.
func insideOf(t testing.TB, data string) (*sql.DB, *file.Bucket) {
	t.Helper()
	dsn, err := cluster.Attach(data, database)
	if err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("pgx", dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	var s3 file.S3
	for _, setting := range servertest.StoreOf(data) {
		name, value, _ := strings.Cut(setting, "=")
		switch name {
		case "S3_ENDPOINT":
			s3.Endpoint = value
		case "S3_BUCKET":
			s3.Bucket = value
		case "S3_ACCESS_KEY":
			s3.AccessKey = value
		case "S3_SECRET_KEY":
			s3.SecretKey = value
		}
	}
	if s3.Endpoint == "" {
		if s3, err = objectstore.Attach(t.Context(), filepath.Join(data, "objects")); err != nil {
			t.Fatal(err)
		}
	}
	bucket, err := file.OpenBucket(s3)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(bucket.Close)
	return db, bucket
}

// counted counts files and originals, and wants the bytes of each file to be there.
func counted(t *testing.T, db *sql.DB, bucket *file.Bucket) (files, objects int) {
	t.Helper()
	var keys []string
	for object, err := range bucket.List(t.Context(), "") {
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(object.Key, "/"+file.Original) {
			keys = append(keys, object.Key)
		}
	}
	rows, err := db.QueryContext(t.Context(), "SELECT id::text FROM hub.files")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			t.Fatal(err)
		}
		if !slices.Contains(keys, fmt.Sprintf("files/%s/original", id)) {
			t.Errorf("the file %s has no bytes; the objects are %v", id, keys)
		}
		files++
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return files, len(keys)
}

// waitUntil looks again and again whether something is so.
func waitUntil(t *testing.T, what string, so func() bool) {
	t.Helper()
	t.Log("waits until " + what)
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for !so() {
		<-tick.C
	}
}

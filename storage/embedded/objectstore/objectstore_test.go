package objectstore_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cocreated/hub/storage/embedded/objectstore"
	"github.com/cocreated/hub/storage/embedded/objectstore/gateway"
	"github.com/cocreated/hub/storage/file"
)

func TestMain(m *testing.M) {
	gateway.Main()
	os.Exit(m.Run())
}

func start(t *testing.T, dir string, beside bool) *objectstore.Server {
	t.Helper()
	server, err := objectstore.Start(t.Context(), objectstore.Options{Dir: dir, Logger: slog.New(slog.DiscardHandler), Beside: beside})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Stop(context.Background()) })
	return server
}

func open(t *testing.T, s3 file.S3) *file.Bucket {
	t.Helper()
	bucket, err := file.OpenBucket(s3)
	if err != nil {
		t.Fatal(err)
	}
	if err := bucket.Ensure(t.Context()); err != nil {
		t.Fatal(err)
	}
	return bucket
}

const key, text = "files/one/original", "what is kept"

func kept(t *testing.T, bucket *file.Bucket) {
	t.Helper()
	body, object, err := bucket.Get(t.Context(), key, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer body.Close()
	if read, err := io.ReadAll(body); err != nil || string(read) != text || object.ContentType != "text/plain" {
		t.Errorf("read %q of type %s, %v", read, object.ContentType, err)
	}
}

// TestStore keeps objects from one start to the next, with attributes of files and
// without, and is one store whoever asks.
func TestStore(t *testing.T) {
	t.Parallel()
	for name, beside := range map[string]bool{"Attributes": false, "Beside": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), "objects")
			first := start(t, dir, beside)
			bucket := open(t, first.S3())
			if err := bucket.Put(t.Context(), key, strings.NewReader(text), int64(len(text)), "text/plain"); err != nil {
				t.Fatal(err)
			}
			var locked *objectstore.LockedError
			if _, err := objectstore.Start(t.Context(), objectstore.Options{Dir: dir}); !errors.As(err, &locked) || locked.PID != os.Getpid() {
				t.Errorf("a second store on the folder: %v", err)
			}
			s3, err := objectstore.Attach(t.Context(), dir)
			if err != nil {
				t.Fatal(err)
			}
			kept(t, open(t, s3))
			if err := first.Stop(t.Context()); err != nil {
				t.Fatal(err)
			}
			// What a store was begun with is kept, whatever is said later.
			kept(t, open(t, start(t, dir, false).S3()))
		})
	}
}

// TestFilesAreForTheirOwner lets nobody else into the folder, nor read objects or keys.
func TestFilesAreForTheirOwner(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "objects")
	bucket := open(t, start(t, dir, false).S3())
	if err := bucket.Put(t.Context(), key, strings.NewReader(text), int64(len(text)), "text/plain"); err != nil {
		t.Fatal(err)
	}
	files := 0
	err := filepath.Walk(dir, func(path string, info os.FileInfo, err error) error {
		if err != nil {
			return err
		}
		switch filepath.Base(path) {
		case "objects", "buckets", "original", "credentials.json", "address.json":
			files++
			if info.Mode().Perm()&0o077 != 0 {
				t.Errorf("%s is %s", path, info.Mode())
			}
		}
		return nil
	})
	if err != nil || files != 5 {
		t.Errorf("found %d files and folders, %v", files, err)
	}
}

// TestAttachToNothing says so, whatever a store left behind that was killed.
func TestAttachToNothing(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "objects")
	if _, err := objectstore.Attach(t.Context(), dir); err == nil || !strings.Contains(err.Error(), "no object store runs on") {
		t.Errorf("where there never was one: %v", err)
	}
	server := start(t, dir, false)
	address, err := os.ReadFile(filepath.Join(dir, "address.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "address.json"), address, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := objectstore.Attach(t.Context(), dir); err == nil || !strings.Contains(err.Error(), "no object store runs on") {
		t.Errorf("where one was killed: %v", err)
	}
}

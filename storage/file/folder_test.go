package file_test

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/fault"
	"github.com/cocreated/hub/storage/file"
)

func folderOf(files map[string][]byte) fs.FS {
	folder := fstest.MapFS{}
	for name, data := range files {
		folder[name] = &fstest.MapFile{Data: data}
	}
	return folder
}

func (l *library) putAll(folder fs.FS) error {
	return l.PutAll(l.Context(), folder, func(int64) {})
}

// rows counts the files that are recorded.
func (l *library) rows(db bun.IDB) int64 {
	l.Helper()
	count, err := db.NewSelect().TableExpr("hub.files").Count(l.Context())
	if err != nil {
		l.Fatal(err)
	}
	return count
}

func TestPutAll(t *testing.T) {
	t.Parallel()
	library := openLibrary(t)
	files := map[string][]byte{
		"a.png": pngOf(t, 3, 2), "photo.jpg": photo(t), "notes.txt": []byte("Words."),
		".hidden.exe": []byte("not meant"), "content.ndjson": []byte("{}"), "below/b.txt": []byte("not meant"),
	}
	folder := folderOf(files)
	total, err := file.FolderBytes(folder)
	if err != nil {
		t.Fatal(err)
	}
	var done int64
	if err := library.PutAll(t.Context(), folder, func(bytes int64) { done += bytes }); err != nil {
		t.Fatal(err)
	}
	if want := int64(len(files["a.png"]) + len(files["photo.jpg"]) + len(files["notes.txt"])); done != want || total != want {
		t.Errorf("%d bytes are said to be done of %d, want %d", done, total, want)
	}
	keys := library.keys()
	if len(keys) != 3 || library.rows(library.DB) != 3 {
		t.Errorf("%d rows and the objects %v, want 3 of each", library.rows(library.DB), keys)
	}

	t.Run("AgainStoresNothing", func(t *testing.T) {
		if _, err := library.DB.ExecContext(t.Context(), "UPDATE hub.files SET wanted_at = transaction_timestamp() - interval '2 days'"); err != nil {
			t.Fatal(err)
		}
		if err := library.putAll(folder); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(keys, library.keys()); diff != "" {
			t.Errorf("objects (-before +after):\n%s", diff)
		}
		swept, err := library.DB.NewSelect().TableExpr("hub.files").Where("wanted_at < transaction_timestamp() - interval '1 day'").Count(t.Context())
		if err != nil || swept > 0 {
			t.Errorf("%d files would be swept before the records come: %v", swept, err)
		}
	})
	t.Run("TellsOfAllThatIsWrong", func(t *testing.T) {
		err := library.putAll(folderOf(map[string][]byte{"a.svg": []byte("<svg/>"), "b.txt": []byte("Other words."), "c.png": []byte("no image")}))
		var problem *fault.Error
		if !errors.As(err, &problem) || !strings.Contains(err.Error(), "a.svg: ") || !strings.Contains(err.Error(), "c.png: ") {
			t.Errorf("it said %v", err)
		}
		if rows := library.rows(library.DB); rows != 4 {
			t.Errorf("%d files, want the one more that is good", rows)
		}
	})
}

// TestPretend has files recorded for as long as the transaction takes.
func TestPretend(t *testing.T) {
	t.Parallel()
	library := openLibrary(t)
	image := photo(t)
	takenBack := errors.New("taken back")
	err := library.DB.RunInTx(t.Context(), nil, func(ctx context.Context, tx bun.Tx) error {
		pretend := file.Pretend(folderOf(map[string][]byte{"photo.jpg": image, "notes.txt": []byte("Words.")}))
		for range 2 {
			if err := pretend(ctx, tx); err != nil {
				return err
			}
		}
		if rows := library.rows(tx); rows != 2 {
			t.Errorf("%d files while it lasts, want 2", rows)
		}
		var checksum string
		if err := tx.NewSelect().TableExpr("hub.files").Column("sha256").Where("content_type = 'image/jpeg'").Scan(ctx, &checksum); err != nil {
			return err
		}
		if checksum == sumOf(image) {
			t.Error("an image is recorded with its metadata")
		}
		return takenBack
	})
	if !errors.Is(err, takenBack) {
		t.Fatal(err)
	}
	if rows, keys := library.rows(library.DB), library.keys(); rows != 0 || len(keys) != 0 {
		t.Errorf("%d files and the objects %v are left", rows, keys)
	}
}

func TestSave(t *testing.T) {
	t.Parallel()
	library := openLibrary(t)
	words := []byte("Words.")
	if err := library.putAll(folderOf(map[string][]byte{"notes.md": words})); err != nil {
		t.Fatal(err)
	}
	dir, checksum := t.TempDir(), sumOf(words)
	path := filepath.Join(dir, checksum+".md")
	check := func(t *testing.T) {
		t.Helper()
		if err := library.Save(t.Context(), dir, checksum); err != nil {
			t.Fatal(err)
		}
		if saved, err := os.ReadFile(path); err != nil || !bytes.Equal(saved, words) {
			t.Errorf("saved is %q, %v", saved, err)
		}
		if names, err := os.ReadDir(dir); err != nil || len(names) != 1 {
			t.Errorf("in the folder are %v, %v", names, err)
		}
	}
	t.Run("Writes", check)
	t.Run("LeavesWhatIsWhole", func(t *testing.T) {
		before, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		check(t)
		if after, err := os.Stat(path); err != nil || !os.SameFile(before, after) {
			t.Errorf("it was written anew: %v", err)
		}
	})
	t.Run("MendsWhatIsNot", func(t *testing.T) {
		if err := os.WriteFile(path, []byte("Sword."), 0o600); err != nil {
			t.Fatal(err)
		}
		check(t)
	})
	t.Run("RefusesQuarantine", func(t *testing.T) {
		if _, err := library.DB.ExecContext(t.Context(), "UPDATE hub.files SET state = 'QUARANTINED'"); err != nil {
			t.Fatal(err)
		}
		var problem *fault.Error
		if err := library.Save(t.Context(), t.TempDir(), checksum); !errors.As(err, &problem) || problem.Rule != "quarantine" {
			t.Errorf("it said %v", err)
		}
	})
	t.Run("RefusesWhatIsNotThere", func(t *testing.T) {
		var problem *fault.Error
		if err := library.Save(t.Context(), t.TempDir(), sumOf([]byte("others"))); !errors.As(err, &problem) || problem.Rule != "file" {
			t.Errorf("it said %v", err)
		}
	})
	t.Run("NoticesOtherBytes", func(t *testing.T) {
		if _, err := library.DB.ExecContext(t.Context(), "UPDATE hub.files SET state = 'READY'"); err != nil {
			t.Fatal(err)
		}
		for _, other := range []string{"Sword.", "More words."} {
			if err := library.Bucket.Put(t.Context(), library.keys()[0], strings.NewReader(other), int64(len(other)), "text/markdown"); err != nil {
				t.Fatal(err)
			}
			dir := t.TempDir()
			if err := library.Save(t.Context(), dir, checksum); err == nil {
				t.Errorf("%q was saved", other)
			}
			if names, err := os.ReadDir(dir); err != nil || len(names) != 0 {
				t.Errorf("in the folder are %v, %v", names, err)
			}
		}
	})
}

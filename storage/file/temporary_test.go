package file_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// TestSweepTemporary removes what a hub that was killed has left in the folder for
// temporary files, and nothing that may be in use or is of others.
func TestSweepTemporary(t *testing.T) {
	l := openLibrary(t) // first, because the store of all tests is begun there
	t.Setenv("TMPDIR", t.TempDir())
	left, other := filepath.Join(os.TempDir(), "hub-file-inspect-1"), filepath.Join(os.TempDir(), "other")
	for _, dir := range []string{left, other} {
		if err := os.MkdirAll(filepath.Join(dir, "original"), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	l.sweep(later())
	if _, err := os.Stat(left); err != nil {
		t.Errorf("what may be in use: %v", err)
	}
	for _, dir := range []string{left, other} {
		if err := os.Chtimes(dir, time.Time{}, time.Now().Add(-25*time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
	l.sweep(soon())
	if _, err := os.Stat(left); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("what was left: %v", err)
	}
	if _, err := os.Stat(other); err != nil {
		t.Errorf("what is of others: %v", err)
	}
}

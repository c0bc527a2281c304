package file_test

import (
	"strings"
	"testing"

	"github.com/cocreated/hub/storage/file/filetest"
	"github.com/cocreated/hub/storage/storagetest"
)

// TestSweepLeavesOtherHubs opens a hub on the bucket of another, as one with a new
// database does by mistake: it removes nothing of what it does not know.
func TestSweepLeavesOtherHubs(t *testing.T) {
	t.Parallel()
	bucket := filetest.Bucket(t)
	open := func() *library {
		store := storagetest.WithFiles(t, bucket)
		return &library{TB: t, Library: store.Files(), store: store}
	}
	first, second := open(), open()
	file := first.put("kept")
	first.show(file)
	first.sweep(soon())
	if swept, err := second.Sweep(t.Context(), later()); err == nil || !strings.Contains(err.Error(), "belongs to another hub") {
		t.Errorf("it swept %+v, %v", swept, err)
	}
	if files, objects := first.whole(); files != 1 || objects != 1 {
		t.Errorf("left are %d files and %d objects", files, objects)
	}
	first.sweep(later())
}

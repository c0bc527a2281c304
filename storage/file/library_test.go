package file_test

import (
	"context"
	"io"
	"testing"

	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/file"
	"github.com/cocreated/hub/storage/file/filetest"
	"github.com/cocreated/hub/storage/storagetest"
)

// library is files in a bucket and a database of a test's own.
type library struct {
	testing.TB
	*file.Library
	store *storage.Store
}

func openLibrary(t testing.TB) *library {
	t.Helper()
	store := storagetest.WithFiles(t, filetest.Bucket(t))
	return &library{TB: t, Library: store.Files(), store: store}
}

// keys are those of all objects, but for the one that says whose they are.
func (l *library) keys() []string {
	l.Helper()
	keys := []string{}
	for object, err := range l.Bucket.List(context.WithoutCancel(l.Context()), "") {
		if err != nil {
			l.Fatal(err)
		}
		if object.Key != "owner" {
			keys = append(keys, object.Key)
		}
	}
	return keys
}

// bytesOf reads the original of a file.
func (l *library) bytesOf(stored *file.File) []byte {
	l.Helper()
	body, _, err := l.Bucket.Get(l.Context(), stored.Key(file.Original), 0, 0)
	if err != nil {
		l.Fatal(err)
	}
	defer body.Close()
	read, err := io.ReadAll(body)
	if err != nil {
		l.Fatal(err)
	}
	return read
}

// count counts rows.
func (l *library) count(of string) (n int) {
	l.Helper()
	if err := l.DB.NewRaw("SELECT count(*) FROM "+of).Scan(l.Context(), &n); err != nil {
		l.Fatal(err)
	}
	return n
}

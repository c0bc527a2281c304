package file_test

import (
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/cocreated/hub/storage/file"
	"github.com/cocreated/hub/storage/file/filetest"
)

func TestBucket(t *testing.T) {
	t.Parallel()
	ctx, bucket := t.Context(), filetest.Bucket(t)
	const key = "files/one/original"
	if _, err := bucket.Stat(ctx, key); !errors.Is(err, file.ErrMissing) {
		t.Fatalf("of an object that is not there: %v", err)
	}
	if _, _, err := bucket.Get(ctx, key, 0, 0); !errors.Is(err, file.ErrMissing) {
		t.Fatalf("of an object that is not there: %v", err)
	}
	if err := bucket.Put(ctx, key, strings.NewReader("0123456789"), 10, "text/plain"); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		offset, length int64
		want           string
	}{{0, 0, "0123456789"}, {3, 0, "3456789"}, {3, 4, "3456"}, {0, 1, "0"}} {
		body, info, err := bucket.Get(ctx, key, test.offset, test.length)
		if err != nil {
			t.Fatal(err)
		}
		read, err := io.ReadAll(body)
		body.Close()
		if err != nil || string(read) != test.want || info.ContentType != "text/plain" {
			t.Errorf("from %d, %d bytes: %q, %v", test.offset, test.length, read, err)
		}
	}
	var keys []string
	for object, err := range bucket.List(ctx, "files/") {
		if err != nil {
			t.Fatal(err)
		}
		keys = append(keys, object.Key)
	}
	if strings.Join(keys, " ") != key {
		t.Errorf("listed are %v", keys)
	}
	if err := bucket.RemoveAll(ctx, "files/"); err != nil {
		t.Fatal(err)
	}
	if _, err := bucket.Stat(ctx, key); !errors.Is(err, file.ErrMissing) {
		t.Errorf("of an object that was removed: %v", err)
	}
}

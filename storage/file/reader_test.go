package file_test

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/cocreated/hub/storage/file"
	"github.com/cocreated/hub/storage/file/filetest"
)

func TestReader(t *testing.T) {
	t.Parallel()
	ctx, bucket := t.Context(), filetest.Bucket(t)
	said := []byte(strings.Repeat("0123456789", 1000))
	if err := bucket.Put(ctx, "one", bytes.NewReader(said), int64(len(said)), "text/plain"); err != nil {
		t.Fatal(err)
	}
	size := int64(len(said))

	t.Run("ReadsAndSeeks", func(t *testing.T) {
		t.Parallel()
		if err := iotest.TestReader(bucket.Reader(ctx, "one", size), said); err != nil {
			t.Error(err)
		}
	})
	t.Run("WhatIsExpectedIsAHint", func(t *testing.T) {
		t.Parallel()
		reader := bucket.Reader(ctx, "one", size)
		reader.Expect(10, 20)
		if err := iotest.TestReader(reader, said); err != nil {
			t.Error(err)
		}
	})
	t.Run("MissingObject", func(t *testing.T) {
		t.Parallel()
		reader := bucket.Reader(ctx, "two", size)
		if _, err := reader.Read(make([]byte, 1)); !errors.Is(err, file.ErrMissing) || !errors.Is(reader.Err(), file.ErrMissing) {
			t.Errorf("read with %v, and knows of %v", err, reader.Err())
		}
	})
	t.Run("ObjectTooShort", func(t *testing.T) {
		t.Parallel()
		reader := bucket.Reader(ctx, "one", size+1)
		if n, err := io.Copy(io.Discard, reader); n != 0 || !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("read %d bytes with %v", n, err)
		}
	})
	t.Run("ClosedReadsNothing", func(t *testing.T) {
		t.Parallel()
		reader := bucket.Reader(ctx, "one", size)
		if err := reader.Close(); err != nil {
			t.Fatal(err)
		}
		if n, err := reader.Read(make([]byte, 1)); n != 0 || err == nil {
			t.Errorf("read %d bytes with %v", n, err)
		}
	})
}

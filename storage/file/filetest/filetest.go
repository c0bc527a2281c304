// Package filetest gives each test a bucket of its own: in a store that one test
// binary starts for itself, or in the one that the environment names.
package filetest

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"

	"github.com/cocreated/hub/storage/embedded/objectstore"
	"github.com/cocreated/hub/storage/embedded/objectstore/gateway"
	"github.com/cocreated/hub/storage/file"
)

// store is the object store of this test binary.
var store struct {
	once   sync.Once
	s3     file.S3
	server *objectstore.Server
	dir    string
	err    error
}

// Main runs the tests of a package, by whatever runs them, and stops the store that
// they started.
func Main(m *testing.M, run func(*testing.M) int) int {
	gateway.Main()
	code := run(m)
	if store.server != nil {
		if err := store.server.Stop(context.Background()); err != nil {
			fmt.Fprintln(os.Stderr, err)
			code = 1
		}
	}
	_ = os.RemoveAll(store.dir)
	return code
}

func start() error {
	store.once.Do(func() {
		if endpoint := os.Getenv("HUB_TEST_S3_ENDPOINT"); endpoint != "" {
			store.s3 = file.S3{Endpoint: endpoint, AccessKey: os.Getenv("HUB_TEST_S3_ACCESS_KEY"), SecretKey: os.Getenv("HUB_TEST_S3_SECRET_KEY")}
			return
		}
		if store.dir, store.err = os.MkdirTemp("", "hub-test-objects-"); store.err != nil {
			return
		}
		store.server, store.err = objectstore.Start(context.Background(), objectstore.Options{Dir: store.dir, Logger: slog.New(slog.DiscardHandler)})
		if store.err == nil {
			store.s3 = store.server.S3()
		}
	})
	return store.err
}

// S3 is how tests reach the store, with a name for a bucket that is not there yet.
func S3(t testing.TB) file.S3 {
	t.Helper()
	if err := start(); err != nil {
		t.Fatal(err)
	}
	s3 := store.s3
	s3.Bucket = "test-" + strings.ReplaceAll(uuid.NewString(), "-", "")
	return s3
}

// Bucket makes an empty bucket.
func Bucket(t testing.TB) *file.Bucket {
	t.Helper()
	bucket, err := file.OpenBucket(S3(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(bucket.Close)
	if err := bucket.Ensure(t.Context()); err != nil {
		t.Fatal(err)
	}
	return bucket
}

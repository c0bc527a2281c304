// Package storagetest gives each test a database of its own: cloned from a
// template, on a server that one test binary starts for itself.
package storagetest

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/demo"
	"github.com/cocreated/hub/storage/embedded/cluster"
	"github.com/cocreated/hub/storage/file"
	"github.com/cocreated/hub/storage/kind"
	"github.com/cocreated/hub/storage/transfer"
)

// Languages are those of the demo content.
func Languages() content.Languages {
	return content.Languages{
		content.ContentLanguages: {"en", "fr", "it", "es", "bg"},
		kind.NewsletterLanguages: {"en", "fr", "it", "sr-Latn", "ru"},
	}
}

// server is the Postgres server of this test binary.
var server struct {
	once    sync.Once
	cluster *cluster.Cluster
	dir     string
	err     error
	count   atomic.Int64
	demo    sync.Once
	demoErr error
}

// Main runs the tests of a package and stops the server that they started.
func Main(m *testing.M) int {
	code := m.Run()
	if server.cluster != nil {
		if err := server.cluster.Stop(context.Background()); err != nil {
			fmt.Fprintln(os.Stderr, err)
			code = 1
		}
	}
	_ = os.RemoveAll(server.dir)
	return code
}

func start() error {
	server.once.Do(func() {
		base := "/dev/shm"
		if _, err := os.Stat(base); err != nil {
			base = os.TempDir()
		}
		sweep(base)
		if server.dir, server.err = os.MkdirTemp(base, fmt.Sprintf("hub-test-%d-", os.Getpid())); server.err != nil {
			return
		}
		ctx := context.Background()
		server.cluster, server.err = cluster.Start(ctx, cluster.Options{
			Dir: server.dir, BinDir: os.Getenv("HUB_POSTGRES_BIN"), Fast: true, Logger: slog.New(slog.DiscardHandler),
		})
		if server.err != nil {
			return
		}
		if server.err = run(ctx, "CREATE DATABASE hub_empty"); server.err == nil {
			_, server.err = storage.Migrate(ctx, server.cluster.DSN("hub_empty"))
		}
	})
	return server.err
}

// sweep removes what test binaries left behind that were killed: their folders have
// the number of their process in the name.
func sweep(base string) {
	folders, _ := filepath.Glob(filepath.Join(base, "hub-test-*-*"))
	for _, folder := range folders {
		var pid int
		if _, err := fmt.Sscanf(filepath.Base(folder), "hub-test-%d-", &pid); err == nil && syscall.Kill(pid, 0) != nil {
			_ = os.RemoveAll(folder)
		}
	}
}

// withDemo makes the template that holds the demo content.
func withDemo() error {
	if err := start(); err != nil {
		return err
	}
	server.demo.Do(func() {
		ctx := context.Background()
		if server.demoErr = run(ctx, "CREATE DATABASE hub_demo TEMPLATE hub_empty"); server.demoErr != nil {
			return
		}
		var store *storage.Store
		if store, server.demoErr = open(ctx, server.cluster.DSN("hub_demo"), nil); server.demoErr != nil {
			return
		}
		defer store.Close()
		if server.demoErr = recordMedia(ctx, store); server.demoErr != nil {
			return
		}
		records, err := demo.Open()
		if err != nil {
			server.demoErr = err
			return
		}
		report, err := store.Importer().Import(ctx, records, transfer.ImportOptions{Author: "demo"})
		if server.demoErr = err; err == nil && len(report.Problems) > 0 {
			server.demoErr = report.Problems[0]
		}
		if server.demoErr == nil {
			// As autovacuum would some time; until then Postgres plans for empty tables.
			_, server.demoErr = Draft(store).ExecContext(ctx, "VACUUM ANALYZE")
		}
	})
	return server.demoErr
}

func run(ctx context.Context, statement string) error {
	conn, err := pgx.Connect(ctx, server.cluster.DSN("postgres"))
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	_, err = conn.Exec(ctx, statement)
	return err
}

func open(ctx context.Context, dsn string, bucket *file.Bucket) (*storage.Store, error) {
	return storage.Open(ctx, storage.Options{DSN: dsn, Own: true, Languages: Languages(), Bucket: bucket})
}

// Empty opens a store with no content in it.
func Empty(t testing.TB) *storage.Store {
	t.Helper()
	return clone(t, "hub_empty", start, nil)
}

// WithFiles opens a store with no content in it, and a bucket for files.
func WithFiles(t testing.TB, bucket *file.Bucket) *storage.Store {
	t.Helper()
	return clone(t, "hub_empty", start, bucket)
}

// Demo opens a store with the demo content in it.
func Demo(t testing.TB) *storage.Store {
	t.Helper()
	return clone(t, "hub_demo", withDemo, nil)
}

// EmptyDSN is the address of a migrated database with no content in it.
func EmptyDSN(t testing.TB) string {
	t.Helper()
	return cloneDSN(t, "hub_empty", start)
}

func clone(t testing.TB, template string, prepare func() error, bucket *file.Bucket) *storage.Store {
	t.Helper()
	store, err := open(t.Context(), cloneDSN(t, template, prepare), bucket)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(store.Close)
	return store
}

func cloneDSN(t testing.TB, template string, prepare func() error) string {
	t.Helper()
	if err := prepare(); err != nil {
		t.Fatal(err)
	}
	name := fmt.Sprintf("test_%d", server.count.Add(1))
	if err := run(t.Context(), "CREATE DATABASE "+name+" TEMPLATE "+template+" STRATEGY file_copy"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := run(context.Background(), "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
			t.Error(err)
		}
	})
	return server.cluster.DSN(name)
}

// ServerDSN is the address, as superuser, of a database on the test server, whether
// it exists or not.
func ServerDSN(t testing.TB, database string) string {
	t.Helper()
	if err := start(); err != nil {
		t.Fatal(err)
	}
	return server.cluster.DSN(database)
}

package cluster_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"go.uber.org/goleak"
	"golang.org/x/sys/unix"

	"github.com/cocreated/hub/storage/embedded/cluster"
)

// The variables that make the test binary be a hub, for others to kill.
const (
	childDir     = "HUB_CLUSTER_CHILD"
	childOutlive = "HUB_CLUSTER_CHILD_OUTLIVE"
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(childDir); dir != "" {
		child(dir)
	}
	goleak.VerifyTestMain(m)
}

// child starts the cluster, writes a row, says so, and waits to be killed.
func child(dir string) {
	o := options(dir)
	if os.Getenv(childOutlive) != "" {
		cluster.Outlive(&o)
	}
	c, err := cluster.Start(context.Background(), o)
	if err == nil {
		err = write(c)
	}
	fmt.Println(err)
	select {}
}

// options takes the Postgres under test from HUB_POSTGRES_BIN, as the hub does.
func options(dir string) cluster.Options {
	return cluster.Options{
		Dir: dir, BinDir: os.Getenv("HUB_POSTGRES_BIN"), Fast: true,
		Logger: slog.New(slog.NewTextHandler(io.Discard, nil)),
	}
}

func start(t *testing.T, dir string) *cluster.Cluster {
	t.Helper()
	c, err := cluster.Start(t.Context(), options(dir))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Stop(context.Background()) })
	return c
}

func stop(t *testing.T, c *cluster.Cluster) {
	t.Helper()
	if err := c.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// folder is a data folder in memory where there is room, one that the users postgres and nobody can pass.
func folder(t *testing.T) string {
	t.Helper()
	parent := "/dev/shm"
	var fs unix.Statfs_t
	if unix.Statfs(parent, &fs) != nil || uint64(fs.Bavail)*uint64(fs.Bsize) < 512<<20 || unix.Access(parent, unix.W_OK) != nil {
		parent = ""
	}
	dir, err := os.MkdirTemp(parent, "cluster")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o711); err != nil {
		t.Fatal(err)
	}
	return dir
}

func with(c *cluster.Cluster, do func(context.Context, *pgx.Conn) error) error {
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, c.DSN("postgres"))
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	return do(ctx, conn)
}

func write(c *cluster.Cluster) error {
	return with(c, func(ctx context.Context, conn *pgx.Conn) error {
		_, err := conn.Exec(ctx, "create table kept (what text); insert into kept values ('a row')")
		return err
	})
}

func ask(t *testing.T, c *cluster.Cluster, query string) (answer string) {
	t.Helper()
	err := with(c, func(ctx context.Context, conn *pgx.Conn) error {
		return conn.QueryRow(ctx, query).Scan(&answer)
	})
	if err != nil {
		t.Fatal(err)
	}
	return answer
}

func wantRow(t *testing.T, c *cluster.Cluster) {
	t.Helper()
	if got := ask(t, c, "select what from kept"); got != "a row" {
		t.Errorf("what was written is %q", got)
	}
}

func wantError(t *testing.T, err error, parts ...string) {
	t.Helper()
	if err == nil {
		t.Fatal("no error")
	}
	for _, part := range parts {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("%q does not say %q", err, part)
		}
	}
}

func pidFile(dir string) string { return filepath.Join(dir, "postgres", "data", "postmaster.pid") }

func postmaster(t *testing.T, dir string) int {
	t.Helper()
	text, err := os.ReadFile(pidFile(dir))
	if err != nil {
		t.Fatal(err)
	}
	first, _, _ := strings.Cut(string(text), "\n")
	pid, err := strconv.Atoi(first)
	if err != nil {
		t.Fatal(err)
	}
	return pid
}

func serverLog(t *testing.T, dir string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, "postgres", "server.log"))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

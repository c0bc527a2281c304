package cluster_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cocreated/hub/storage/embedded/cluster"
)

func TestStart(t *testing.T) {
	dir := filepath.Join(folder(t), "made where missing")
	t.Setenv("PGPORT", "1")
	t.Setenv("PGDATA", "/nowhere")
	c := start(t, dir)
	for setting, want := range map[string]string{
		"listen_addresses": "", "data_checksums": "on", "server_encoding": "UTF8", "fsync": "off",
		"max_connections": "100", "server_version": c.Version(), "TimeZone": "UTC",
	} {
		got := ask(t, c, "select current_setting('"+setting+"')")
		if got, _, _ = strings.Cut(got, " "); got != want { // Debian adds its own version behind
			t.Errorf("%s is %q, want %q", setting, got, want)
		}
	}
	if got := ask(t, c, "select datcollate || current_user from pg_database where datname = 'postgres'"); !strings.HasPrefix(got, "C") || !strings.HasSuffix(got, "hub") {
		t.Error(got)
	}
	if err := write(c); err != nil {
		t.Fatal(err)
	}
	stop(t, c)
	stop(t, c)
	<-c.Done()
	if err := c.Err(); err != nil {
		t.Error(err)
	}

	again := start(t, dir)
	wantRow(t, again)
	stop(t, again)
	if strings.Contains(serverLog(t, dir), "interrupted") {
		t.Error("the server was not shut down in order")
	}
}

func TestDurableByDefault(t *testing.T) {
	t.Parallel()
	o := options(folder(t))
	o.Fast = false
	c, err := cluster.Start(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Stop(context.Background())
	for _, setting := range []string{"fsync", "synchronous_commit", "full_page_writes"} {
		if got := ask(t, c, "show "+setting); got != "on" {
			t.Errorf("%s is %s", setting, got)
		}
	}
}

func TestSecondHub(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	c := start(t, dir)
	_, err := cluster.Start(t.Context(), options(dir))
	var locked *cluster.LockedError
	if !errors.As(err, &locked) || locked.PID != os.Getpid() || locked.Dir != dir {
		t.Fatal(err)
	}
	wantError(t, err, dir, "HUB_DATA")
	ask(t, c, "select 'the first hub is unharmed'")
}

func TestUnfitPath(t *testing.T) {
	t.Setenv("TMPDIR", folder(t))
	long := filepath.Join(folder(t), strings.Repeat("a long path ", 12))
	for name, dir := range map[string]string{"long": long, "comma": filepath.Join(folder(t), `a "comma", and [more]`)} {
		t.Run(name, func(t *testing.T) {
			c := start(t, dir)
			if err := write(c); err != nil {
				t.Fatal(err)
			}
			if attached, err := cluster.Attach(dir, "postgres"); err != nil || attached != c.DSN("postgres") {
				t.Errorf("%q, %v", attached, err)
			}
			stop(t, c)
			_, err := cluster.Attach(dir, "postgres")
			wantError(t, err, "no Postgres server runs")
			c = start(t, dir)
			wantRow(t, c)
			stop(t, c)
			if left, _ := os.ReadDir(os.TempDir()); len(left) > 0 {
				t.Error("left behind:", left)
			}
		})
	}
}

// The hub may run as root today and find its folder behind a closed door tomorrow.
func TestUsers(t *testing.T) {
	t.Parallel()
	if os.Geteuid() != 0 {
		t.Skip("the hub has a choice of users only as root")
	}
	door := folder(t)
	dir := filepath.Join(door, "data")
	for i, mode := range []os.FileMode{0o711, 0o700, 0o711} {
		if err := os.Chmod(door, mode); err != nil {
			t.Fatal(err)
		}
		c, err := cluster.Start(t.Context(), options(dir))
		if err != nil && mode == 0o700 && strings.Contains(err.Error(), "user namespace") {
			t.Skip("user namespaces are forbidden here: ", err)
		}
		if err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			err = write(c)
		}
		if err != nil {
			t.Fatal(err)
		}
		wantRow(t, c)
		stop(t, c)
	}
}

func TestStartFails(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	stop(t, start(t, dir))
	conf := filepath.Join(dir, "postgres", "data", "postgresql.auto.conf")
	if err := os.WriteFile(conf, []byte("no_such_setting = 1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for range 2 { // the folder is free again after a failure
		_, err := cluster.Start(t.Context(), options(dir))
		wantError(t, err, "exit status 1", "no_such_setting", "server.log")
	}

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := cluster.Start(ctx, options(dir)); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func TestNotACluster(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	if err := os.MkdirAll(filepath.Join(dir, "postgres", "data", "photos"), 0o755); err != nil {
		t.Fatal(err)
	}
	_, err := cluster.Start(t.Context(), options(dir))
	wantError(t, err, "is no Postgres cluster", "move it away")
}

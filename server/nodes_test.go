package main

import (
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/cocreated/hub/server/servertest"
	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/embedded/cluster"
)

// TestNodes has two hubs, a Postgres with a streaming replica from which the public reads, and Varnish in front, as
// docs/operators.md says: what is published at one is read at the other and through the cache, and whatever is taken
// away from them, the rest goes on.
func TestNodes(t *testing.T) {
	t.Parallel()
	varnishd, err := exec.LookPath("varnishd")
	if err != nil {
		if _, err = os.Stat("/usr/sbin/varnishd"); err != nil {
			t.Skip("Varnish is not installed (Debian: varnish)")
		}
		varnishd = "/usr/sbin/varnishd"
	}
	primaryFolder, replicaFolder := servertest.DataFolder(t), servertest.DataFolder(t)
	primary := startCluster(t, primaryFolder)
	if err := storage.EnsureDatabase(t.Context(), primary.DSN("postgres"), "hub"); err != nil {
		t.Fatal(err)
	}
	base(t, primary, primaryFolder, replicaFolder)
	replica := startCluster(t, replicaFolder)
	n := &nodes{t: t, cache: freePort(t)}
	settings := []string{
		"DATABASE_URL=" + either(primary, replica), "LIVE_DATABASE_URL=" + replica.DSN("hub"), "HUB_PURGE_URL=http://" + n.cache + "/",
	}
	n.program = servertest.Program{Path: itself.Path, Env: append(settings, itself.Env...)}
	n.publish("first")
	one, two := n.program.Serve(t, n.folder()), n.program.Serve(t, n.folder())
	n.startCache(varnishd, one, two)

	n.until("through the cache", n.cache, "first")
	for kept := false; !kept && t.Context().Err() == nil; {
		response, _ := n.get(n.cache)
		kept = strings.Contains(response.Header.Get("X-Varnish"), " ") // the ids of two requests
	}
	n.publish("second")
	for _, hub := range []*servertest.Hub{one, two} {
		n.until("at each node", strings.TrimPrefix(hub.Origin(), "http://"), "second")
	}
	n.until("through the cache", n.cache, "second")

	// A node is killed.
	if err := one.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = one.Wait()
	n.publish("third")
	n.until("with one node", n.cache, "third")

	// The replica lags: it says what it has, and the rest once it has it.
	execute(t, replica.DSN("hub"), "SELECT pg_wal_replay_pause()")
	n.publish("fourth")
	for range 20 {
		if said := n.said(n.cache); strings.Contains(said, "fourth") || !strings.Contains(said, "third") {
			t.Fatalf("the replica lags, and the hub says %s", said)
		}
	}
	execute(t, replica.DSN("hub"), "SELECT pg_wal_replay_resume()")
	n.until("after the replica lagged", n.cache, "fourth")

	// The primary is gone, and the replica takes its place.
	if err := primary.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	if said := n.said(n.cache); !strings.Contains(said, "fourth") {
		t.Errorf("without the primary, the hub says %s", said)
	}
	execute(t, replica.DSN("hub"), "SELECT pg_promote()")
	n.publish("fifth")
	n.until("after failover", n.cache, "fifth")

	// Everything behind the cache is gone.
	if err := replica.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := two.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = two.Wait()
	if said := n.said(n.cache); !strings.Contains(said, "fifth") {
		t.Errorf("with nothing behind it, the cache says %s", said)
	}
}

// nodes are hubs on one database, with a cache in front.
type nodes struct {
	t       *testing.T
	program servertest.Program
	cache   string
	number  int
}

func (n *nodes) folder() string { return servertest.DataFolder(n.t) }

// publish publishes a webinar by a command beside the hubs.
func (n *nodes) publish(title string) {
	n.t.Helper()
	n.number++
	record := fmt.Sprintf(`{"kind":"webinar","slug":%q,"sourceLocale":"en","fields":{"number":%d,"startsAt":"2030-01-01T10:00:00Z","timeZone":"Europe/Rome","durationMinutes":60,"language":"en"},"texts":{"en":{"title":%q}},"published":["en"]}`,
		title, n.number, title)
	// A primary that has just taken over may not be one for all connections yet.
	for {
		_, complaint, err := n.program.Run(n.t, n.folder(), strings.NewReader(record), "import", "-")
		if err == nil {
			return
		}
		if n.t.Context().Err() != nil || !strings.Contains(complaint, "read-only") && !strings.Contains(complaint, "read only") && !strings.Contains(complaint, "connect") {
			n.t.Fatalf("publish %s: %v %s", title, err, complaint)
		}
	}
}

// get asks for the webinars, as browsers do.
func (n *nodes) get(address string) (*http.Response, string) {
	n.t.Helper()
	query := url.QueryEscape(`{ webinars(first: 100, orderBy: [{field: NUMBER}]) { nodes { title } } }`)
	return fetch(n.t, http.MethodGet, "http://"+address+"/graphql?query="+query, "", nil)
}

func (n *nodes) said(address string) string {
	n.t.Helper()
	_, said := n.get(address)
	return said
}

// until asks until a webinar shows.
func (n *nodes) until(when, address, title string) {
	n.t.Helper()
	for !strings.Contains(n.said(address), title) {
		if n.t.Context().Err() != nil {
			n.t.Fatalf("%s, %s does not show", when, title)
		}
	}
}

// startCache starts Varnish with what docs/ has for it, on the ports of this test.
func (n *nodes) startCache(varnishd string, one, two *servertest.Hub) {
	n.t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "docs", "varnish.vcl"))
	if err != nil {
		n.t.Fatal(err)
	}
	port := func(hub *servertest.Hub) string { return hub.Origin()[strings.LastIndex(hub.Origin(), ":")+1:] }
	config := strings.NewReplacer(`"8080"`, fmt.Sprintf("%q", port(one)), `"8081"`, fmt.Sprintf("%q", port(two))).Replace(string(text))
	folder := n.t.TempDir()
	file := filepath.Join(folder, "hub.vcl")
	if err := os.WriteFile(file, []byte(config), 0o644); err != nil {
		n.t.Fatal(err)
	}
	varnish := exec.CommandContext(n.t.Context(), varnishd, "-F", "-n", filepath.Join(folder, "varnish"), "-a", n.cache, "-f", file, "-j", "none", "-s", "malloc,32m")
	varnish.Cancel = func() error { return varnish.Process.Signal(syscall.SIGTERM) }
	if err := varnish.Start(); err != nil {
		n.t.Fatal(err)
	}
	n.t.Cleanup(func() { _ = varnish.Process.Signal(syscall.SIGTERM); _ = varnish.Wait() })
	for n.t.Context().Err() == nil {
		if connection, err := net.Dial("tcp", n.cache); err == nil {
			_ = connection.Close()
			return
		}
	}
}

func startCluster(t *testing.T, folder string) *cluster.Cluster {
	t.Helper()
	started, err := cluster.Start(t.Context(), cluster.Options{Dir: folder, BinDir: os.Getenv("HUB_POSTGRES_BIN"), Logger: slog.New(slog.DiscardHandler), Fast: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = started.Stop(t.Context()) })
	return started
}

// base makes a replica of a cluster in a folder, as pg_basebackup would, which is not everywhere.
func base(t *testing.T, of *cluster.Cluster, from, folder string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), of.DSN("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	if _, err := conn.Exec(t.Context(), "SELECT pg_backup_start('replica', true)"); err != nil {
		t.Fatal(err)
	}
	source, data := filepath.Join(from, "postgres", "data"), filepath.Join(folder, "postgres", "data")
	if err := copyFolder(source, data); err != nil {
		t.Fatal(err)
	}
	var label string
	if err := conn.QueryRow(t.Context(), "SELECT labelfile FROM pg_backup_stop(false)").Scan(&label); err != nil {
		t.Fatal(err)
	}
	primary := connection(of)
	for name, text := range map[string]string{
		"backup_label": label, "standby.signal": "",
		"postgresql.auto.conf": fmt.Sprintf("primary_conninfo = 'host=%s port=%d user=%s'\n", primary.Host, primary.Port, primary.User),
	} {
		if err := os.WriteFile(filepath.Join(data, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// copyFolder copies the data of a running server: not what says that it runs, nor its log of changes, which the replica
// asks it for.
func copyFolder(from, to string) error {
	return filepath.WalkDir(from, func(path string, entry fs.DirEntry, err error) error {
		name, _ := filepath.Rel(from, path)
		switch {
		case errors.Is(err, fs.ErrNotExist) || strings.HasPrefix(name, "postmaster."):
			return nil // gone in the meantime
		case err != nil:
			return err
		case entry.IsDir():
			return os.MkdirAll(filepath.Join(to, name), 0o700)
		case filepath.Dir(name) == "pg_wal":
			return nil
		}
		content, err := os.ReadFile(path)
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(to, name), content, 0o600)
	})
}

// either is the address of that of two servers which can be written to.
func either(one, two *cluster.Cluster) string {
	first, second := connection(one), connection(two)
	return fmt.Sprintf("host=%s,%s port=%d,%d user=%s dbname=hub target_session_attrs=read-write", first.Host, second.Host, first.Port, second.Port, first.User)
}

func connection(of *cluster.Cluster) *pgx.ConnConfig {
	config, err := pgx.ParseConfig(of.DSN("hub"))
	if err != nil {
		panic(err) // the hub has made it
	}
	return config
}

func execute(t *testing.T, dsn, statement string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	if _, err := conn.Exec(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
}

func freePort(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

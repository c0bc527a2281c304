package servertest

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/embedded/cluster"
	"github.com/cocreated/hub/storage/file"
	"github.com/cocreated/hub/storage/storagetest"
)

// Program is what runs a hub.
type Program struct {
	Path string
	// Env is what the environment has besides.
	Env []string
}

// Build builds the hub's program in a folder, with the race detector where the test has it.
func Build(ctx context.Context, folder string) (Program, error) {
	program := Program{Path: filepath.Join(folder, "hub")}
	arguments := []string{"build", "-trimpath", "-buildvcs=false", "-o", program.Path}
	if race {
		arguments = append(arguments, "-race")
	}
	said, err := exec.CommandContext(ctx, "go", append(arguments, "github.com/cocreated/hub/server")...).CombinedOutput()
	if err != nil {
		return Program{}, fmt.Errorf("build the hub: %w\n%s", err, said)
	}
	return program, nil
}

// DataFolder makes a folder for a hub of its own, in memory where possible.
func DataFolder(t testing.TB) string {
	t.Helper()
	base := "/dev/shm"
	if _, err := os.Stat(base); err != nil {
		base = ""
	}
	dir, err := os.MkdirTemp(base, "hub-server-test-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return filepath.Join(dir, "data")
}

// Command prepares a hub process on a data folder.
func (p Program) Command(ctx context.Context, data string, arguments ...string) *exec.Cmd {
	command := exec.CommandContext(ctx, p.Path, arguments...)
	command.Env = append(os.Environ(), "HUB_DATA="+data, "HUB_ADDR=127.0.0.1:0", "HUB_METRICS_ADDR=", "DATABASE_URL=")
	command.Env = append(append(command.Env, p.Env...), StoreOf(data)...)
	command.Cancel = func() error { return command.Process.Signal(syscall.SIGTERM) }
	return command
}

// StoreOf is the settings by which a hub keeps files: in its own store, or in a bucket of its own in the one that tests
// are told.
func StoreOf(data string) []string {
	endpoint := os.Getenv("HUB_TEST_S3_ENDPOINT")
	if endpoint == "" {
		return []string{"S3_ENDPOINT=", "S3_BUCKET=", "S3_ACCESS_KEY=", "S3_SECRET_KEY=", "S3_PUBLIC_ENDPOINT=", "S3_REGION="}
	}
	return []string{
		"S3_ENDPOINT=" + endpoint, fmt.Sprintf("S3_BUCKET=test-%x", sha256.Sum224([]byte(data))),
		"S3_ACCESS_KEY=" + os.Getenv("HUB_TEST_S3_ACCESS_KEY"), "S3_SECRET_KEY=" + os.Getenv("HUB_TEST_S3_SECRET_KEY"),
	}
}

// Run runs a hub command to its end.
func (p Program) Run(t *testing.T, data string, input io.Reader, arguments ...string) (stdout, stderr string, err error) {
	t.Helper()
	command := p.Command(t.Context(), data, arguments...)
	var out, complaints bytes.Buffer
	command.Stdin, command.Stdout, command.Stderr = input, &out, &complaints
	err = command.Run()
	return out.String(), complaints.String(), err
}

// Hub is a hub that serves.
type Hub struct {
	*exec.Cmd
	// URL is the address of its API.
	URL string
	// Said is what it said on its standard output before it listened.
	Said string
	Log  *Log
}

// Origin is where all its addresses begin.
func (h *Hub) Origin() string { return strings.TrimSuffix(h.URL, "/graphql") }

// Log is what a hub has logged so far; it can be read while the hub writes.
type Log struct {
	mu    sync.Mutex
	lines bytes.Buffer
}

func (l *Log) Write(line []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.lines.Write(line)
}

func (l *Log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.lines.String()
}

// Serve starts a hub and waits until it says that it listens. It stops with the test.
func (p Program) Serve(t testing.TB, data string, arguments ...string) *Hub {
	t.Helper()
	hub := &Hub{Cmd: p.Command(t.Context(), data, append([]string{"serve"}, arguments...)...), Log: &Log{}}
	hub.Stderr = hub.Log
	output, err := hub.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := hub.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if hub.ProcessState == nil {
			_ = hub.Process.Signal(syscall.SIGTERM)
			_ = hub.Wait()
		}
	})
	lines := bufio.NewScanner(output)
	for lines.Scan() {
		hub.Said += lines.Text() + "\n"
		if _, url, found := strings.Cut(lines.Text(), "API "); found {
			hub.URL = strings.TrimSpace(url)
		}
		if strings.HasPrefix(lines.Text(), "Listening on") {
			go func() { _, _ = io.Copy(io.Discard, output) }()
			return hub
		}
	}
	_ = hub.Wait()
	t.Fatalf("the hub did not start:\n%s", hub.Log)
	return nil
}

// Stop tells a hub to stop and waits until it has.
func (h *Hub) Stop(t *testing.T) {
	t.Helper()
	if err := h.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := h.Wait(); err != nil {
		t.Errorf("stopping: %v\n%s", err, h.Log)
	}
}

// Store opens the store of a hub that serves, with a bucket.
func Store(t testing.TB, data string, bucket *file.Bucket) *storage.Store {
	t.Helper()
	dsn, err := cluster.Attach(data, "hub")
	if err != nil {
		t.Fatal(err)
	}
	store, err := storage.Open(t.Context(), storage.Options{DSN: dsn, Own: true, Languages: storagetest.Languages(), Bucket: bucket})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(store.Close)
	return store
}

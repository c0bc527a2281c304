package main

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

	"github.com/cocreated/hub/storage/file/filetest"
	"github.com/cocreated/hub/storage/storagetest"
)

// asHub in the environment makes the test binary be the hub.
const asHub = "HUB_TEST_AS_HUB"

func TestMain(m *testing.M) {
	if os.Getenv(asHub) != "" {
		main()
		return
	}
	os.Exit(filetest.Main(m, storagetest.Main))
}

// dataFolder makes a folder for a hub of its own, in memory where possible.
func dataFolder(t testing.TB) string {
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

// hub prepares a hub process on a data folder.
func hub(ctx context.Context, data string, arguments ...string) *exec.Cmd {
	command := exec.CommandContext(ctx, os.Args[0], arguments...)
	command.Env = append(os.Environ(), asHub+"=1", "HUB_DATA="+data, "HUB_ADDR=127.0.0.1:0", "HUB_METRICS_ADDR=", "DATABASE_URL=")
	command.Env = append(command.Env, storeOf(data)...)
	command.Cancel = func() error { return command.Process.Signal(syscall.SIGTERM) }
	return command
}

// storeOf is the settings by which a hub keeps files: in its own store, or in a bucket
// of its own in the one that tests are told.
func storeOf(data string) []string {
	endpoint := os.Getenv("HUB_TEST_S3_ENDPOINT")
	if endpoint == "" {
		return []string{"S3_ENDPOINT=", "S3_BUCKET=", "S3_ACCESS_KEY=", "S3_SECRET_KEY=", "S3_PUBLIC_ENDPOINT=", "S3_REGION="}
	}
	return []string{
		"S3_ENDPOINT=" + endpoint, fmt.Sprintf("S3_BUCKET=test-%x", sha256.Sum224([]byte(data))),
		"S3_ACCESS_KEY=" + os.Getenv("HUB_TEST_S3_ACCESS_KEY"), "S3_SECRET_KEY=" + os.Getenv("HUB_TEST_S3_SECRET_KEY"),
	}
}

// run runs a hub command to its end.
func run(t *testing.T, data string, input io.Reader, arguments ...string) (stdout, stderr string, err error) {
	t.Helper()
	command := hub(t.Context(), data, arguments...)
	var out, complaints bytes.Buffer
	command.Stdin, command.Stdout, command.Stderr = input, &out, &complaints
	err = command.Run()
	return out.String(), complaints.String(), err
}

// running is a hub that serves.
type running struct {
	*exec.Cmd
	url string
	// said is what it said on its standard output before it listened.
	said string
	log  *hubLog
}

// hubLog is what a hub has logged so far; it can be read while the hub writes.
type hubLog struct {
	mu    sync.Mutex
	lines bytes.Buffer
}

func (l *hubLog) Write(line []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.lines.Write(line)
}

func (l *hubLog) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.lines.String()
}

// serve starts a hub and waits until it says that it listens.
func serve(t testing.TB, data string, arguments ...string) *running {
	t.Helper()
	server := &running{Cmd: hub(t.Context(), data, append([]string{"serve"}, arguments...)...), log: &hubLog{}}
	server.Stderr = server.log
	output, err := server.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if server.ProcessState == nil {
			_ = server.Process.Signal(syscall.SIGTERM)
			_ = server.Wait()
		}
	})
	lines := bufio.NewScanner(output)
	for lines.Scan() {
		server.said += lines.Text() + "\n"
		if _, url, found := strings.Cut(lines.Text(), "API "); found {
			server.url = strings.TrimSpace(url)
		}
		if strings.HasPrefix(lines.Text(), "Listening on") {
			go func() { _, _ = io.Copy(io.Discard, output) }()
			return server
		}
	}
	_ = server.Wait()
	t.Fatalf("the hub did not start:\n%s", server.log)
	return nil
}

// stop tells a hub to stop and waits until it has.
func (r *running) stop(t *testing.T) {
	t.Helper()
	if err := r.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := r.Wait(); err != nil {
		t.Errorf("stopping: %v\n%s", err, r.log)
	}
}

// TestUsage misuses a command: it says what is wrong and how to find help, not every setting. Help begins with the
// flags of the command itself.
func TestUsage(t *testing.T) {
	t.Parallel()
	out, complaints, err := run(t, t.TempDir(), nil, "asset", "put", "no-such-file.pdf")
	if err == nil || strings.Contains(out, "HUB_") || !strings.Contains(out, "--help") || !strings.Contains(complaints, "no such file") {
		t.Errorf("it printed %q and complained %q, %v", out, complaints, err)
	}
	out, _, err = run(t, t.TempDir(), nil, "asset", "put", "--help")
	if own, settings := strings.Index(out, "--replace"), strings.Index(out, "--addr"); err != nil || own < 0 || settings < own {
		t.Errorf("help is %s, %v", out, err)
	}
}

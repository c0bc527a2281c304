package main

import (
	"context"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/cocreated/hub/server/servertest"
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

// itself is the test binary as a hub.
var itself = servertest.Program{Path: os.Args[0], Env: []string{asHub + "=1"}}

// hub prepares a hub process on a data folder.
func hub(ctx context.Context, data string, arguments ...string) *exec.Cmd {
	return itself.Command(ctx, data, arguments...)
}

// run runs a hub command to its end.
func run(t *testing.T, data string, input io.Reader, arguments ...string) (stdout, stderr string, err error) {
	t.Helper()
	return itself.Run(t, data, input, arguments...)
}

// serve starts a hub and waits until it says that it listens.
func serve(t testing.TB, data string, arguments ...string) *servertest.Hub {
	t.Helper()
	return itself.Serve(t, data, arguments...)
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

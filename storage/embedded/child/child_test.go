package child_test

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"runtime"
	"syscall"
	"testing"

	"github.com/cocreated/hub/storage/embedded/child"
)

// asParent makes the test binary a parent that has a child and waits to be killed.
const asParent = "HUB_TEST_PARENT"

func TestMain(m *testing.M) {
	if os.Getenv(asParent) != "" {
		cmd := exec.Command("sh", "-c", "echo started; exec sleep 600")
		cmd.Stdout = os.Stdout
		child.FollowParent(cmd, syscall.SIGKILL)
		if _, err := child.Start(cmd); err != nil {
			panic(err)
		}
		select {}
	}
	os.Exit(m.Run())
}

// TestChildDiesWithItsParent kills a parent. Its child shares the pipe that the test
// reads, which ends once nobody holds it any more.
func TestChildDiesWithItsParent(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux tells a child of its parent's death")
	}
	parent := exec.CommandContext(t.Context(), os.Args[0])
	parent.Env = append(os.Environ(), asParent+"=1")
	out, err := parent.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := parent.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(out, make([]byte, len("started\n"))); err != nil {
		t.Fatal(err)
	}
	parent.Process.Kill()
	if _, err := io.ReadAll(out); err != nil {
		t.Error(err)
	}
	if err := parent.Wait(); err == nil {
		t.Error("the parent was not killed")
	}
}

func TestEnd(t *testing.T) {
	if _, err := child.Start(exec.CommandContext(t.Context(), t.TempDir()+"/missing")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a program that is missing: %v", err)
	}
	for _, test := range []struct {
		program string
		failed  bool
	}{{"true", false}, {"false", true}} {
		process, err := child.Start(exec.CommandContext(t.Context(), test.program))
		if err != nil {
			t.Fatal(err)
		}
		<-process.Ended()
		if failed := process.Err() != nil; failed != test.failed {
			t.Errorf("%s: %v", test.program, process.Err())
		}
		if process.Failure() == nil {
			t.Errorf("%s: an end that should not have been has no reason", test.program)
		}
	}
}

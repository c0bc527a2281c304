package media_test

import (
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/cocreated/hub/storage/file/media"
	"github.com/cocreated/hub/storage/file/media/mediatest"
)

// wide are limits that nothing here runs into.
var wide = media.Bounds{Time: time.Minute, Memory: 1 << 30, File: 1 << 30, Output: 1 << 10}

// run has a program of the system do something.
func run(t *testing.T, bounds media.Bounds, program string, args ...string) (text string, cut bool, err error) {
	t.Helper()
	path, err := exec.LookPath(program)
	if err != nil {
		t.Fatal(err)
	}
	return media.Run(t.Context(), path, bounds, args...)
}

func refused(err error) bool {
	var refusal *media.Refusal
	return errors.As(err, &refusal)
}

// TestTimeRunsOut gives a program too little time by the clock. That may be the fault
// of a busy machine, so the file is not refused for it. What the program started ends
// with it: it would hold the output open.
func TestTimeRunsOut(t *testing.T) {
	t.Parallel()
	bounds := wide
	bounds.Time = 200 * time.Millisecond
	name := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(name, 0o600); err != nil {
		t.Fatal(err)
	}
	pipe, err := os.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer pipe.Close()
	_, _, err = run(t, bounds, "sh", "-c", "sleep 100000 > "+name+" & wait")
	if !errors.Is(err, context.DeadlineExceeded) || refused(err) {
		t.Errorf("the time was not up: %v", err)
	}
	// It is at its end when nobody is left who could write.
	if _, err := io.ReadAll(pipe); err != nil {
		t.Error(err)
	}
}

// TestCancelled ends a program when nobody wants to know any more.
func TestCancelled(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancelCause(t.Context())
	enough := errors.New("enough")
	cancel(enough)
	if _, _, err := media.Run(ctx, "/bin/sleep", wide, "600"); err == nil || refused(err) {
		t.Errorf("it was not ended: %v", err)
	}
}

func TestLimits(t *testing.T) {
	t.Parallel()
	if runtime.GOOS != "linux" {
		t.Skip("only Linux can hold another process to limits")
	}
	for _, test := range []struct {
		name   string
		bounds media.Bounds
		args   []string
	}{
		{"Computing", media.Bounds{Time: time.Minute, CPU: time.Second, Memory: 1 << 30, File: 1 << 20}, []string{"sh", "-c", "while :; do :; done"}},
		{"Memory", media.Bounds{Time: time.Minute, Memory: 256 << 20, File: 1 << 20}, []string{"dd", "if=/dev/zero", "of=/dev/null", "bs=512M", "count=1"}},
		{"File", media.Bounds{Time: time.Minute, Memory: 1 << 30, File: 1 << 20}, []string{"dd", "if=/dev/zero", "of=large", "bs=64k", "count=10000"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if _, _, err := run(t, test.bounds, test.args[0], test.args[1:]...); !refused(err) {
				t.Errorf("it did not run into its limit: %v", err)
			}
		})
	}
	t.Run("WithinThem", func(t *testing.T) {
		t.Parallel()
		if _, _, err := run(t, wide, "dd", "if=/dev/zero", "of=small", "bs=64k", "count=10"); err != nil {
			t.Error(err)
		}
	})
	t.Run("Descriptors", func(t *testing.T) {
		t.Parallel()
		out, _, err := run(t, wide, "sh", "-c", "ulimit -n; ulimit -c; ulimit -t")
		if err != nil || strings.Join(strings.Fields(out), " ") != "64 0 60" {
			t.Errorf("it may have open, leave and compute: %q, %v", out, err)
		}
	})
}

// TestOutputIsBounded stops a program that never ends writing.
func TestOutputIsBounded(t *testing.T) {
	t.Parallel()
	out, cut, err := run(t, wide, "yes")
	if err != nil || !cut || len(out) != wide.Output {
		t.Errorf("%d bytes, cut: %v, %v", len(out), cut, err)
	}
	if out, cut, err = run(t, wide, "echo", "short"); err != nil || cut || out != "short\n" {
		t.Errorf("%q, cut: %v, %v", out, cut, err)
	}
}

// TestSurroundings: programs see nothing of the hub's environment, and read from nothing.
func TestSurroundings(t *testing.T) {
	t.Setenv("S3_SECRET_KEY", "secret")
	out, _, err := run(t, wide, "sh", "-c", "env; pwd; cat")
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(out, "secret") || !strings.Contains(out, "VIPS_BLOCK_UNTRUSTED=1") {
		t.Errorf("its environment: %s", out)
	}
	lines := strings.Fields(out)
	if dir := lines[len(lines)-1]; !strings.Contains(dir, "hub-file-room-") {
		t.Errorf("it works in %s", dir)
	} else if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("its folder is left: %v", err)
	}
}

// TestWithoutTools: nothing is there, and everything says so.
func TestWithoutTools(t *testing.T) {
	t.Setenv("PATH", "")
	tools := media.Find(t.Context())
	if missing := tools.Missing(); !slices.Contains(missing, media.Vips) || !slices.Contains(missing, media.FFmpeg) || !slices.Contains(missing, media.Poppler) {
		t.Errorf("missing: %v", missing)
	}
	path := mediatest.Write(t, t.TempDir()+"/file", []byte("text"))
	for name, do := range map[string]func() error{
		"Image": func() error { _, err := tools.Image(t.Context(), path, "image/png"); return err },
		"Resize": func() error {
			return tools.Resize(t.Context(), path, "image/png", path+".webp", media.Crop{Width: 1, Format: media.FormatWebP})
		},
		"Probe":     func() error { _, err := tools.Probe(t.Context(), path, "video/mp4"); return err },
		"Frame":     func() error { return tools.Frame(t.Context(), path, "video/mp4", path+".jpeg", &media.Recording{}) },
		"Ladder":    func() error { return tools.Ladder(t.Context(), path, "video/mp4", t.TempDir(), &media.Recording{}) },
		"Pages":     func() error { _, err := tools.Pages(t.Context(), path); return err },
		"FirstPage": func() error { return tools.FirstPage(t.Context(), path, path+".jpeg") },
		"Text":      func() error { _, err := tools.Text(t.Context(), path); return err },
	} {
		var missing *media.Missing
		if err := do(); !errors.As(err, &missing) || missing.Package == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

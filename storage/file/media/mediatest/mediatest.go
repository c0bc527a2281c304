// Package mediatest makes files for tests: good ones, and such as strangers send.
package mediatest

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"os"
	"os/exec"
	"sync"
	"testing"

	"github.com/cocreated/hub/storage/file/media"
)

// Tools are the programs of the system. A test that needs one that is missing is
// skipped, but fails where everything has to be tested.
func Tools(t testing.TB, needed ...media.Package) *media.Tools {
	t.Helper()
	need(t, needed...)
	return media.Find(t.Context())
}

// found are the programs of the system. To look for them takes a while: one is tried.
var found = sync.OnceValue(func() *media.Tools { return media.Find(context.Background()) })

func need(t testing.TB, needed ...media.Package) {
	t.Helper()
	tools := found()
	for _, name := range needed {
		switch {
		case tools.Have(name):
		case os.Getenv("CI") != "":
			t.Fatalf("%s is not installed; .ci/media gets it", name)
		default:
			t.Skipf("%s is not installed; .ci/media gets it", name)
		}
	}
}

// FFmpeg makes a file as its arguments say; the path is added as the last one.
func FFmpeg(t testing.TB, path string, args ...string) string {
	t.Helper()
	need(t, media.FFmpeg)
	cmd := exec.CommandContext(t.Context(), "ffmpeg", append(append([]string{"-v", "error", "-nostdin", "-y"}, args...), path)...)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("ffmpeg: %v: %s", err, out)
	}
	return path
}

// Video makes a video of test pictures with a tone, like `640x360`, of so many
// seconds. Its index stands at its beginning, as for the web.
func Video(t testing.TB, path, size, seconds string) string {
	t.Helper()
	return FFmpeg(t, path,
		"-f", "lavfi", "-i", "testsrc=rate=25:size="+size+":duration="+seconds, "-f", "lavfi", "-i", "sine=duration="+seconds,
		"-c:v", "libx264", "-preset", "ultrafast", "-g", "25", "-pix_fmt", "yuv420p", "-c:a", "aac", "-movflags", "+faststart")
}

// Film makes a video of so many seconds that is too large to be read ahead from its
// beginning to its end.
func Film(t testing.TB, path string, seconds int) string {
	t.Helper()
	return FFmpeg(t, path, "-f", "lavfi", "-i", fmt.Sprintf("testsrc2=size=640x360:rate=10:duration=%d,noise=alls=30:allf=t", seconds),
		"-f", "lavfi", "-i", fmt.Sprintf("sine=duration=%d", seconds),
		"-c:v", "libx264", "-preset", "ultrafast", "-crf", "35", "-pix_fmt", "yuv420p", "-g", "10", "-c:a", "aac", "-movflags", "+faststart")
}

// TurnedVideo writes a video anew as one of a camera that was held upright: its
// pictures are to be turned by a quarter.
func TurnedVideo(t testing.TB, path, from string) string {
	t.Helper()
	data, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	// The first track's header, in which a matrix follows 40 bytes.
	const header, before = "tkhd", 40
	at := bytes.Index(data, []byte(header))
	if at < 0 {
		t.Fatal("the video has no track")
	}
	matrix := data[at+len(header)+before:]
	for i, value := range []int32{0, 1 << 16, 0, -1 << 16, 0, 0, 0, 0, 1 << 30} {
		binary.BigEndian.PutUint32(matrix[4*i:], uint32(value))
	}
	return Write(t, path, data)
}

// Write writes a file.
func Write(t testing.TB, path string, data []byte) string {
	t.Helper()
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// CutOff writes the beginning of a file, a share of it.
func CutOff(t testing.TB, path, from string, share float64) string {
	t.Helper()
	data, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	return Write(t, path, data[:int(float64(len(data))*share)])
}

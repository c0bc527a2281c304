package file

import (
	"bytes"
	"errors"
	"image"
	"image/jpeg"
	"io"
	"math"
	"strings"
	"testing"
	"testing/iotest"
)

// withComment is a JPEG that says where it was taken.
func withComment(t *testing.T, side int) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := jpeg.Encode(&out, image.NewGray(image.Rect(0, 0, side, side)), nil); err != nil {
		t.Fatal(err)
	}
	const said = "taken in Milan"
	comment := append([]byte{0xFF, 0xFE, 0, byte(len(said) + 2)}, said...)
	return append(append(out.Bytes()[:2:2], comment...), out.Bytes()[2:]...)
}

// TestCleanImage reads an image without its metadata as a store does that has to send it
// again: from the beginning, after a part of it.
func TestCleanImage(t *testing.T) {
	t.Parallel()
	clean, err := cleaned("image/jpeg", bytes.NewReader(withComment(t, 400)))
	if err != nil {
		t.Fatal(err)
	}
	defer clean.Close()
	part := make([]byte, 100)
	if _, err := io.ReadFull(clean, part); err != nil {
		t.Fatal(err)
	}
	if at, err := clean.Seek(0, io.SeekCurrent); at != 100 || err != nil {
		t.Errorf("after 100 bytes it is at %d: %v", at, err)
	}
	if _, err := clean.Seek(7, io.SeekStart); err == nil {
		t.Error("it goes on from the middle")
	}
	for range 2 {
		if _, err := clean.Seek(0, io.SeekStart); err != nil {
			t.Fatal(err)
		}
		reading := newMeter(clean, math.MaxInt64, nil)
		whole, err := io.ReadAll(reading)
		if err != nil || reading.size != clean.size || reading.sha256() != clean.sha256 || !bytes.HasPrefix(whole, part) || strings.Contains(string(whole), "Milan") {
			t.Errorf("%d of %d bytes: %v", reading.size, clean.size, err)
		}
	}
}

// TestImageInOnePlace takes in images where no temporary file can be made: what comes from
// a file is not copied, and nothing is where its metadata is taken out. It is the only test
// that sets where temporary files are, so it does not run beside others.
func TestImageInOnePlace(t *testing.T) {
	taken := withComment(t, 8)
	t.Setenv("TMPDIR", t.TempDir()+"/nowhere")
	found, err := examine("milan.jpg", bytes.NewReader(taken))
	if err != nil || found.SizeBytes != int64(len(taken)-18) {
		t.Errorf("%+v: %v", found, err)
	}
	if _, err := examine("milan.jpg", iotest.OneByteReader(bytes.NewReader(taken))); err == nil {
		t.Error("what can be read once only is read twice")
	}
	limited := newMeter(bytes.NewReader(taken), int64(len(taken)-1), errors.New("too large"))
	if _, err := limited.whole(limited); err == nil || limited.failed == nil {
		t.Errorf("more than there may be: %v", err)
	}
}

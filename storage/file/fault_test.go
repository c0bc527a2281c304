package file_test

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/Shopify/toxiproxy/v2"

	"github.com/cocreated/hub/storage/fault"
	"github.com/cocreated/hub/storage/file"
	"github.com/cocreated/hub/storage/file/filetest"
	"github.com/cocreated/hub/storage/storagetest"
)

// openFaulty is a library whose way to the store can be cut.
func openFaulty(t *testing.T) (*library, *toxiproxy.Proxy) {
	t.Helper()
	bucket, proxy := filetest.Faulty(t)
	store := storagetest.WithFiles(t, bucket)
	return &library{TB: t, Library: store.Files(), store: store}, proxy
}

// cut cuts each connection after so many bytes, in one direction, until the answered
// function is called.
func cut(t *testing.T, proxy *toxiproxy.Proxy, stream string, bytes string) (mend func()) {
	t.Helper()
	toxic := `{"name": "cut", "type": "limit_data", "stream": "` + stream + `", "attributes": {"bytes": ` + bytes + `}}`
	if _, err := proxy.Toxics.AddToxicJson(strings.NewReader(toxic)); err != nil {
		t.Fatal(err)
	}
	return func() {
		t.Helper()
		if err := proxy.Toxics.RemoveToxic(t.Context(), "cut"); err != nil {
			t.Fatal(err)
		}
	}
}

// internal fails where an error is none, or blames the client.
func internal(t *testing.T, err error) {
	t.Helper()
	var known *fault.Error
	if err == nil || errors.As(err, &known) {
		t.Fatalf("the store is cut off, and it ends with %v", err)
	}
}

// settled sweeps what is old enough, and wants as many files as objects, each with
// what belongs to it, and nothing on its way.
func (l *library) settled(want int) {
	l.Helper()
	before := len(l.keys())
	swept := l.sweep(later())
	files, objects := l.whole()
	if files != want || objects != want {
		l.Errorf("of %d objects %+v were swept: left are %d files and %d objects, want %d", before, swept, files, objects, want)
	}
	for multipart, err := range l.Bucket.Multiparts(l.Context()) {
		l.Errorf("%s is still on its way, %v", multipart.Key, err)
	}
}

// TestStoreCutOffInPut cuts the store off at several places of a file that is taken in.
func TestStoreCutOffInPut(t *testing.T) {
	t.Parallel()
	l, proxy := openFaulty(t)
	data := noise(plainMP4, 17<<20)
	for _, after := range []string{"0", "100", "3000000", "16777300"} {
		mend := cut(t, proxy, "upstream", after)
		_, err := l.Put(t.Context(), "talk.mp4", "", bytes.NewReader(data))
		mend()
		internal(t, err)
	}
	if files := l.count("hub.files"); files != 0 {
		t.Errorf("%d files are recorded", files)
	}
	l.settled(0)
	file, err := l.Put(t.Context(), "talk.mp4", "", bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	l.show(file)
	l.settled(1)
}

// TestStoreCutOffInUpload cuts the store off while an upload is completed: while it is
// put together, read, and stored anew. It can be completed when the store is back.
func TestStoreCutOffInUpload(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		file          string
		data          []byte
		stream, bytes string
	}{
		"LargeAway":        {"talk.mp4", noise(plainMP4, 20<<20), "upstream", "0"},
		"LargeWhileRead":   {"talk.mp4", noise(plainMP4, 20<<20), "downstream", "3000000"},
		"SmallWhileRead":   {"a.pdf", noise("%PDF-1.7\n", 5<<20), "downstream", "3000000"},
		"SmallWhileStored": {"a.pdf", noise("%PDF-1.7\n", 5<<20), "upstream", "3000000"},
		"ImageWhileStored": {"a.jpg", photo(t), "upstream", "500"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l, proxy := openFaulty(t)
			upload := l.start(test.file, "", test.data)
			l.sendAll(upload, test.data)
			mend := cut(t, proxy, test.stream, test.bytes)
			_, err := l.FinishUpload(t.Context(), upload)
			mend()
			internal(t, err)
			if files := l.count("hub.files"); files != 0 {
				t.Errorf("%d files are recorded", files)
			}
			file, err := l.FinishUpload(t.Context(), l.again(upload))
			if err != nil {
				t.Fatal(err)
			}
			l.show(file)
			l.settled(1)
		})
	}
}

// TestStoreCutOffInPart cuts the store off in the middle of parts; they are sent again.
func TestStoreCutOffInPart(t *testing.T) {
	t.Parallel()
	l, proxy := openFaulty(t)
	data := noise(plainMP4, 20<<20)
	upload := l.start("talk.mp4", "", data)
	mend := cut(t, proxy, "upstream", "5000000")
	for i, part := range l.parts(upload) {
		if part.Size < 5_000_000 {
			continue // it comes through
		}
		if status, err := l.send(part, bytes.NewReader(data[int64(i)*file.PartBytes:][:part.Size]), part.Size); err == nil && status == 200 {
			t.Errorf("part %d has come", part.Number)
		}
	}
	mend()
	for _, part := range l.parts(l.again(upload)) {
		if part.Done {
			t.Errorf("part %d is said to have come", part.Number)
		}
	}
	l.sendAll(l.again(upload), data)
	file, err := l.FinishUpload(t.Context(), l.again(upload))
	if err != nil {
		t.Fatal(err)
	}
	l.show(file)
	l.settled(1)
}

// TestDiscardFails takes in what is refused while the store forgets nothing: the sweep
// removes it.
func TestDiscardFails(t *testing.T) {
	t.Parallel()
	l, proxy := openFaulty(t)
	body := io.MultiReader(bytes.NewReader(noise(plainMP4, 17<<20)), stopping{proxy})
	_, err := l.Put(t.Context(), "talk.mp4", "", body)
	if !errors.Is(err, errStopped) {
		t.Fatalf("it ends with %v", err)
	}
	if err := proxy.Start(); err != nil {
		t.Fatal(err)
	}
	l.settled(0)
}

var errStopped = errors.New("the sender has gone away, and so has the store")

// stopping is the end of a body at which the store goes away.
type stopping struct{ proxy *toxiproxy.Proxy }

func (s stopping) Read([]byte) (int, error) {
	s.proxy.Stop()
	return 0, errStopped
}

package file_test

import (
	"bytes"
	"context"
	"errors"
	"image/color"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/cocreated/hub/storage/file"
	"github.com/cocreated/hub/storage/file/filetest"
	"github.com/cocreated/hub/storage/file/media"
	"github.com/cocreated/hub/storage/file/media/mediatest"
	"github.com/cocreated/hub/storage/storagetest"
)

// TestRendition makes a rendition when it is first asked for, once for all who ask.
func TestRendition(t *testing.T) {
	t.Parallel()
	w := openWorks(t, mediatest.Tools(t, media.Vips), nil)
	stored, err := w.Put(t.Context(), "a.png", "", bytes.NewReader(mediatest.PNG(t, mediatest.Halves(800, 400, color.White, color.Black))))
	if err != nil {
		t.Fatal(err)
	}
	wanted := file.Rendition{Width: 100, Height: 100, FocusX: 50, FocusY: 50, Format: file.WebP}
	var all sync.WaitGroup
	for range 5 {
		all.Go(func() {
			if made, err := w.Rendition(t.Context(), stored, wanted); err != nil || made.Key != stored.Key(wanted.String()) || made.ContentType != "image/webp" || made.Size == 0 {
				t.Errorf("%+v, %v", made, err)
			}
		})
	}
	all.Wait()
	if keys := w.keys(); len(keys) != 2 {
		t.Errorf("there are the objects %v", keys)
	}
	// It is not made anew: nothing could.
	w.Tools = nil
	if made, err := w.Rendition(t.Context(), stored, wanted); err != nil || made.Key != stored.Key(wanted.String()) {
		t.Errorf("%+v, %v", made, err)
	}
	if made, err := w.Rendition(t.Context(), stored, file.Rendition{Width: 200, Format: file.AVIF}); err != nil || made.Key != stored.Key(file.Original) {
		t.Errorf("without tools it is %+v, %v", made, err)
	}
}

// TestRenditionsInTurn asks for many renditions at once. Only as many originals are read
// as are worked on: each is a file on the disk of the hub.
func TestRenditionsInTurn(t *testing.T) {
	t.Parallel()
	s3 := filetest.S3(t)
	store, err := url.Parse(s3.Endpoint)
	if err != nil {
		t.Fatal(err)
	}
	const asked = 4
	var looked, reading, most atomic.Int32
	allLooked := make(chan struct{})
	forward := httputil.NewSingleHostReverseProxy(store)
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.Method == http.MethodHead && strings.HasSuffix(r.URL.Path, ".webp"):
			if looked.Add(1) == asked {
				close(allLooked)
			}
		case r.Method == http.MethodGet && strings.HasSuffix(r.URL.Path, "/"+file.Original):
			now := reading.Add(1)
			defer reading.Add(-1)
			for old := most.Load(); now > old && !most.CompareAndSwap(old, now); old = most.Load() {
			}
			<-allLooked
		}
		forward.ServeHTTP(w, r)
	}))
	t.Cleanup(proxy.Close)
	s3.Endpoint = proxy.URL
	bucket, err := file.OpenBucket(s3)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(bucket.Close)
	if err := bucket.Ensure(t.Context()); err != nil {
		t.Fatal(err)
	}
	files := storagetest.WithFiles(t, bucket).Files()
	files.Tools = mediatest.Tools(t, media.Vips)
	stored, err := files.Put(t.Context(), "a.png", "", bytes.NewReader(mediatest.PNG(t, mediatest.Halves(80, 40, color.White, color.Black))))
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for i := range asked {
		all.Go(func() {
			wanted := file.Rendition{Width: 64, Height: 64, FocusX: i, Format: file.WebP}
			if _, err := files.Rendition(t.Context(), stored, wanted); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if most.Load() > 2 {
		t.Errorf("%d originals were read at a time", most.Load())
	}
}

func TestRenditionOfNothing(t *testing.T) {
	t.Parallel()
	w := openWorks(t, mediatest.Tools(t, media.Vips), nil)
	stored, err := w.Put(t.Context(), "a.txt", "", bytes.NewReader([]byte("A note.")))
	if err != nil {
		t.Fatal(err)
	}
	if made, err := w.Rendition(t.Context(), stored, file.Rendition{Width: 100, Format: file.WebP}); !errors.Is(err, file.ErrMissing) {
		t.Errorf("%+v, %v", made, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	stored.Preview = true
	if made, err := w.Rendition(ctx, stored, file.Rendition{Width: 100, Format: file.WebP}); err == nil {
		t.Errorf("who went away got %+v", made)
	}
}

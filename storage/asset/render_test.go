package asset_test

import (
	"bytes"
	"context"
	"errors"
	"image/color"
	"sync"
	"testing"

	"github.com/cocreated/hub/storage/asset"
	"github.com/cocreated/hub/storage/media"
	"github.com/cocreated/hub/storage/media/mediatest"
)

// TestRendition makes a rendition when it is first asked for, once for all who ask.
func TestRendition(t *testing.T) {
	t.Parallel()
	w := openWorks(t, mediatest.Tools(t, media.Vips), nil)
	file, err := w.Put(t.Context(), "a.png", "", bytes.NewReader(mediatest.PNG(t, mediatest.Halves(800, 400, color.White, color.Black))))
	if err != nil {
		t.Fatal(err)
	}
	wanted := asset.Rendition{Width: 100, Height: 100, FocusX: 50, FocusY: 50, Format: asset.WebP}
	var all sync.WaitGroup
	for range 5 {
		all.Go(func() {
			if made, err := w.Rendition(t.Context(), file, wanted); err != nil || made.Key != file.Key(wanted.String()) || made.ContentType != "image/webp" || made.Size == 0 {
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
	if made, err := w.Rendition(t.Context(), file, wanted); err != nil || made.Key != file.Key(wanted.String()) {
		t.Errorf("%+v, %v", made, err)
	}
	if made, err := w.Rendition(t.Context(), file, asset.Rendition{Width: 200, Format: asset.AVIF}); err != nil || made.Key != file.Key(asset.Original) {
		t.Errorf("without tools it is %+v, %v", made, err)
	}
}

func TestRenditionOfNothing(t *testing.T) {
	t.Parallel()
	w := openWorks(t, mediatest.Tools(t, media.Vips), nil)
	file, err := w.Put(t.Context(), "a.txt", "", bytes.NewReader([]byte("A note.")))
	if err != nil {
		t.Fatal(err)
	}
	if made, err := w.Rendition(t.Context(), file, asset.Rendition{Width: 100, Format: asset.WebP}); !errors.Is(err, asset.ErrMissing) {
		t.Errorf("%+v, %v", made, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	file.Preview = true
	if made, err := w.Rendition(ctx, file, asset.Rendition{Width: 100, Format: asset.WebP}); err == nil {
		t.Errorf("who went away got %+v", made)
	}
}

package delivery_test

import (
	"bytes"
	"image"
	"image/color"
	_ "image/jpeg"
	_ "image/png"
	"mime"
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"
	_ "golang.org/x/image/webp"

	"github.com/cocreated/hub/server/delivery"
	"github.com/cocreated/hub/storage/account"
	"github.com/cocreated/hub/storage/asset"
	"github.com/cocreated/hub/storage/asset/assettest"
	"github.com/cocreated/hub/storage/media"
	"github.com/cocreated/hub/storage/media/mediatest"
)

// in is the address of an asset as an image in a width.
func (h *house) in(id uuid.UUID, file *asset.File, rendition asset.Rendition, draft bool) string {
	return *h.addresses.Write(asset.Address{ID: id, Variant: asset.Variant{Name: rendition.String(), Version: file.Version()}, Name: "x", Draft: draft})
}

// photo is an image whose left part is white.
func photo(t *testing.T) *bytes.Reader {
	t.Helper()
	return bytes.NewReader(mediatest.PNG(t, mediatest.Halves(800, 400, color.White, color.Black)))
}

// TestRenditions asks for images in widths.
func TestRenditions(t *testing.T) {
	t.Parallel()
	tools := mediatest.Tools(t, media.Vips)
	h := open(t, assettest.Bucket(t), func(o *delivery.Options) { o.Assets.Files.Tools = tools })
	editor := bearer(h.token(account.Editor))
	file := h.file("image/png", photo(t), asset.Facts{Width: 800, Height: 400})
	id := h.show("photo", "Una foto.png", file, true)
	for rendition, size := range map[asset.Rendition]image.Point{
		{Width: 200, Format: asset.WebP}:                                     {X: 200, Y: 100},
		{Width: 96, Height: 96, FocusX: 0, FocusY: 50, Format: asset.JPEG}:   {X: 96, Y: 96},
		{Width: 96, Height: 96, FocusX: 100, FocusY: 50, Format: asset.JPEG}: {X: 96, Y: 96},
		{Width: 1600, Format: asset.WebP}:                                    {X: 800, Y: 400},
	} {
		answer := h.ask(t, "GET", h.in(id, file, rendition, false))
		picture, format, err := image.DecodeConfig(strings.NewReader(answer.body))
		if answer.StatusCode != http.StatusOK || err != nil || picture.Width != size.X || picture.Height != size.Y || "image/"+format != rendition.Format.ContentType() {
			t.Errorf("%s: %s, %s of %d×%d, %v", rendition, answer.Status, format, picture.Width, picture.Height, err)
		}
		_, parameters, _ := mime.ParseMediaType(answer.Header.Get("Content-Disposition"))
		if answer.Header.Get("Content-Type") != rendition.Format.ContentType() || answer.Header.Get("Cache-Control") != forEver || parameters["filename"] != "Una foto-"+rendition.String() {
			t.Errorf("%s: %v", rendition, answer.Header)
		}
		again := h.ask(t, "GET", h.in(id, file, rendition, false), "If-None-Match", answer.Header.Get("ETag"))
		if again.StatusCode != http.StatusNotModified {
			t.Errorf("%s: of what is known: %s", rendition, again.Status)
		}
	}
	small := asset.Rendition{Width: 64, Format: asset.WebP}
	h.unpublish(id)
	h.gone(t, h.in(id, file, small, false))
	h.gone(t, h.in(id, file, small, true))
	if draft := h.ask(t, "GET", h.in(id, file, small, true), editor...); draft.StatusCode != http.StatusOK || draft.Header.Get("Cache-Control") != notAtAll {
		t.Errorf("of the draft: %s with %v", draft.Status, draft.Header)
	}

	text := h.file("text/plain", strings.NewReader("nothing to be seen"), asset.Facts{})
	h.gone(t, h.in(h.show("notes", "notes.txt", text, true), text, small, false))
	broken := h.file("image/png", strings.NewReader("no image at all"), asset.Facts{})
	h.gone(t, h.in(h.show("broken", "broken.png", broken, true), broken, small, false))
}

// TestRenditionsWithoutTools gives the image as it is, and nobody keeps it as what it was asked for as.
func TestRenditionsWithoutTools(t *testing.T) {
	t.Parallel()
	h := open(t, assettest.Bucket(t))
	file := h.file("image/png", photo(t), asset.Facts{})
	answer := h.ask(t, "GET", h.in(h.show("photo", "photo.png", file, true), file, asset.Rendition{Width: 200, Format: asset.WebP}, false))
	if answer.StatusCode != http.StatusOK || answer.Header.Get("Content-Type") != "image/png" || answer.Header.Get("Cache-Control") != untilAsked || int64(len(answer.body)) != file.SizeBytes {
		t.Errorf("%s with %v", answer.Status, answer.Header)
	}
}

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
	"github.com/cocreated/hub/storage/file"
	"github.com/cocreated/hub/storage/file/filetest"
	"github.com/cocreated/hub/storage/file/media"
	"github.com/cocreated/hub/storage/file/media/mediatest"
)

// in is the address of an asset as an image in a width.
func (h *house) in(id uuid.UUID, stored *file.File, rendition file.Rendition, draft bool) string {
	return *h.addresses.Write(file.Address{ID: id, Variant: file.Variant{Name: rendition.String(), Version: stored.Version()}, Name: "x", Draft: draft})
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
	h := open(t, filetest.Bucket(t), func(o *delivery.Options) { o.Assets.Files.Tools = tools })
	editor := bearer(h.token(account.Editor))
	stored := h.file("image/png", photo(t), file.Facts{Width: 800, Height: 400})
	id := h.show("photo", "Una foto.png", stored, true)
	for rendition, size := range map[file.Rendition]image.Point{
		{Width: 200, Format: file.WebP}:                                     {X: 200, Y: 100},
		{Width: 96, Height: 96, FocusX: 0, FocusY: 50, Format: file.JPEG}:   {X: 96, Y: 96},
		{Width: 96, Height: 96, FocusX: 100, FocusY: 50, Format: file.JPEG}: {X: 96, Y: 96},
		{Width: 1600, Format: file.WebP}:                                    {X: 800, Y: 400},
	} {
		answer := h.ask(t, "GET", h.in(id, stored, rendition, false))
		picture, format, err := image.DecodeConfig(strings.NewReader(answer.body))
		if answer.StatusCode != http.StatusOK || err != nil || picture.Width != size.X || picture.Height != size.Y || "image/"+format != rendition.Format.ContentType() {
			t.Errorf("%s: %s, %s of %d×%d, %v", rendition, answer.Status, format, picture.Width, picture.Height, err)
		}
		_, parameters, _ := mime.ParseMediaType(answer.Header.Get("Content-Disposition"))
		if answer.Header.Get("Content-Type") != rendition.Format.ContentType() || answer.Header.Get("Cache-Control") != forEver || parameters["filename"] != "Una foto-"+rendition.String() {
			t.Errorf("%s: %v", rendition, answer.Header)
		}
		again := h.ask(t, "GET", h.in(id, stored, rendition, false), "If-None-Match", answer.Header.Get("ETag"))
		if again.StatusCode != http.StatusNotModified {
			t.Errorf("%s: of what is known: %s", rendition, again.Status)
		}
	}
	small := file.Rendition{Width: 64, Format: file.WebP}
	h.unpublish(id)
	h.gone(t, h.in(id, stored, small, false))
	h.gone(t, h.in(id, stored, small, true))
	if draft := h.ask(t, "GET", h.in(id, stored, small, true), editor...); draft.StatusCode != http.StatusOK || draft.Header.Get("Cache-Control") != notAtAll {
		t.Errorf("of the draft: %s with %v", draft.Status, draft.Header)
	}

	text := h.file("text/plain", strings.NewReader("nothing to be seen"), file.Facts{})
	h.gone(t, h.in(h.show("notes", "notes.txt", text, true), text, small, false))
	broken := h.file("image/png", strings.NewReader("no image at all"), file.Facts{})
	h.gone(t, h.in(h.show("broken", "broken.png", broken, true), broken, small, false))
}

// TestRenditionsWithoutTools gives the image as it is, and nobody keeps it as what it was asked for as.
func TestRenditionsWithoutTools(t *testing.T) {
	t.Parallel()
	h := open(t, filetest.Bucket(t))
	stored := h.file("image/png", photo(t), file.Facts{})
	answer := h.ask(t, "GET", h.in(h.show("photo", "photo.png", stored, true), stored, file.Rendition{Width: 200, Format: file.WebP}, false))
	if answer.StatusCode != http.StatusOK || answer.Header.Get("Content-Type") != "image/png" || answer.Header.Get("Cache-Control") != untilAsked || int64(len(answer.body)) != stored.SizeBytes {
		t.Errorf("%s with %v", answer.Status, answer.Header)
	}
}

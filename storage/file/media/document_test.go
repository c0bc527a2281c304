package media_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cocreated/hub/storage/file/media"
	"github.com/cocreated/hub/storage/file/media/mediatest"
)

func TestDocument(t *testing.T) {
	t.Parallel()
	tools := mediatest.Tools(t, media.Poppler, media.Vips)
	path := mediatest.Write(t, filepath.Join(t.TempDir(), "-document"), mediatest.PDF(t, "Public money", "", "Public code"))
	if pages, err := tools.Pages(t.Context(), path); err != nil || pages != 3 {
		t.Errorf("%d pages, %v", pages, err)
	}
	text, err := tools.Text(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"Public money", "", "Public code"}, text); diff != "" {
		t.Error(diff)
	}
	out := filepath.Join(t.TempDir(), "page")
	if err := tools.FirstPage(t.Context(), path, out); err != nil {
		t.Fatal(err)
	}
	picture, err := tools.Image(t.Context(), out, "image/jpeg")
	if err != nil || picture.Height != 1920 || !alike(t, picture.Color, "#ffffff") {
		t.Errorf("%+v, %v", picture, err)
	}
}

// TestManyPages reads the text of as many pages as are worth it.
func TestManyPages(t *testing.T) {
	t.Parallel()
	tools := mediatest.Tools(t, media.Poppler)
	pages := make([]string, media.MostPages+3)
	for i := range pages {
		pages[i] = fmt.Sprint("Page ", i+1)
	}
	path := mediatest.Write(t, filepath.Join(t.TempDir(), "document"), mediatest.PDF(t, pages...))
	if counted, err := tools.Pages(t.Context(), path); err != nil || counted != len(pages) {
		t.Errorf("%d pages, %v", counted, err)
	}
	text, err := tools.Text(t.Context(), path)
	if err != nil || len(text) != media.MostPages || text[media.MostPages-1] != "Page 2000" {
		t.Errorf("the text of %d pages, %v", len(text), err)
	}
}

func TestDocumentIsRefused(t *testing.T) {
	t.Parallel()
	tools := mediatest.Tools(t, media.Poppler)
	whole := mediatest.PDF(t, "Public money")
	for _, test := range []struct {
		name string
		data []byte
		says string
	}{
		{"HTML", []byte("<!doctype html><p>Hello"), "damaged"},
		{"Empty", nil, "damaged"},
		{"CutOff", whole[:40], "damaged"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, err := tools.Pages(t.Context(), mediatest.Write(t, filepath.Join(t.TempDir(), "document"), test.data))
			if !refused(err) || !strings.Contains(err.Error(), test.says) {
				t.Error(err)
			}
		})
	}
}

// TestDocumentThatUnpacksToMuch reads a page of gigabytes of zeros: what it costs
// is bounded, and its page cannot be made.
func TestDocumentThatUnpacksToMuch(t *testing.T) {
	t.Parallel()
	tools := mediatest.Tools(t, media.Poppler)
	tools.Hasten(time.Second)
	path := mediatest.Write(t, filepath.Join(t.TempDir(), "bomb"), mediatest.PDFBomb(t, 5000))
	if pages, err := tools.Pages(t.Context(), path); err != nil || pages != 1 {
		t.Errorf("%d pages, %v", pages, err)
	}
	for name, do := range map[string]func() error{
		"Text":      func() error { _, err := tools.Text(t.Context(), path); return err },
		"FirstPage": func() error { return tools.FirstPage(t.Context(), path, path+".jpeg") },
	} {
		if err := do(); !refused(err) || !strings.Contains(err.Error(), "takes longer") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

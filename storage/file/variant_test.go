package file_test

import (
	"testing"

	"github.com/cocreated/hub/storage/file"
)

func TestParseVariant(t *testing.T) {
	t.Parallel()
	for segment, want := range map[string]file.Variant{
		"original":                          {Name: "original"},
		"original~0123456789abcdef":         {Name: "original", Version: "0123456789abcdef"},
		"captions.sr-Latn":                  {Name: "captions.sr-Latn"},
		"w640h360x50y0.avif":                {Name: "w640h360x50y0.avif"},
		"w640.webp~0123456789abcdef":        {Name: "w640.webp", Version: "0123456789abcdef"},
		"":                                  {},
		"original~":                         {},
		"original~0123456789ABCDEF":         {},
		"original~0123456789abcde":          {},
		"original~0123456789abcdef0":        {},
		"..%2f":                             {},
		"a/b":                               {},
		"original~0123456789abcdef\n":       {},
		"~0123456789abcdef":                 {},
		"original~0123456789abcdef~1234567": {},
	} {
		got, ok := file.ParseVariant(segment)
		if got != want || ok != (want.Name != "") {
			t.Errorf("%q: %+v, %t", segment, got, ok)
		}
		if ok && got.String() != segment {
			t.Errorf("%q is written %q", segment, got)
		}
	}
}

func TestParseRendition(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]file.Rendition{
		"w640.webp":            {Width: 640, Format: file.WebP},
		"w16.jpg":              {Width: 16, Format: file.JPEG},
		"w3840h480x0y100.avif": {Width: 3840, Height: 480, FocusX: 0, FocusY: 100, Format: file.AVIF},
		"w15.webp":             {},
		"w3841.webp":           {},
		"w641.webp":            {},
		"w640h361x50y50.webp":  {},
		"w0640.webp":           {},
		"w640h360.webp":        {},
		"w640h0x50y50.webp":    {},
		"w640h36x101y0.webp":   {},
		"w640h036x1y1.webp":    {},
		"w640.gif":             {},
		"w640.jpeg":            {},
		"w99999.webp":          {},
		"original":             {},
		"w640.webp\n":          {},
	} {
		got, ok := file.ParseRendition(name)
		if !ok {
			got = file.Rendition{}
		}
		if got != want || ok != (want.Width > 0) {
			t.Errorf("%q: %+v, %t", name, got, ok)
		}
		if ok && got.String() != name {
			t.Errorf("%q is written %q", name, got)
		}
	}
}

func TestTrack(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]file.Track{
		"captions.it":        {Form: file.Captions, Locale: "it"},
		"subtitles.sr-Latn":  {Form: file.Subtitles, Locale: "sr-Latn"},
		"transcript.fr":      {Form: file.Transcript, Locale: "fr"},
		"captions.":          {},
		"captions":           {},
		"original":           {},
		"w640.webp":          {},
		"descriptions.it":    {},
		"captions.it.fr.vtt": {Form: file.Captions, Locale: "it.fr.vtt"},
	} {
		got, ok := file.Variant{Name: name}.Track()
		if got != want || ok != (want.Form != "") {
			t.Errorf("%q: %+v, %t", name, got, ok)
		}
		if ok && got.String() != name {
			t.Errorf("%q is written %q", name, got)
		}
	}
}

package file_test

import (
	"math"
	"testing"

	"github.com/cocreated/hub/storage/file"
)

// TestOffered asks for an image in every size there is. Few are made, and each is near
// what was asked for.
func TestOffered(t *testing.T) {
	t.Parallel()
	made := map[file.Rendition]bool{}
	for width := file.MinSide; width <= file.MaxSide; width += 7 {
		whole := file.Rendition{Width: width, Format: file.WebP}.Offered()
		if whole.Width < width || whole.Height != 0 {
			t.Fatalf("%d pixels wide is made as %s", width, whole)
		}
		made[whole] = true
		for height := file.MinSide; height <= file.MaxSide; height += 7 {
			wanted := file.Rendition{Width: width, Height: height, FocusX: 20, FocusY: 80, Format: file.WebP}
			offered := wanted.Offered()
			if !made[offered] {
				if again, known := file.ParseRendition(offered.String()); !known || again != offered {
					t.Fatalf("%d × %d is made as %s, which is not known", width, height, offered)
				}
				made[offered] = true
			}
			shape := float64(width) / float64(height)
			off := shape * float64(offered.Height) / float64(offered.Width)
			if shape > 0.25 && shape < 4 && math.Abs(math.Log(off)) > 0.13 {
				t.Fatalf("%d × %d is made as %s", width, height, offered)
			}
		}
	}
	if len(made) > 1000 {
		t.Errorf("there are %d of one file in one format", len(made))
	}
	for name, wanted := range map[string]file.Rendition{
		"w640h360x50y50.webp":   {Width: 640, Height: 360, FocusX: 50, FocusY: 50, Format: file.WebP},
		"w800h450x50y50.webp":   {Width: 780, Height: 440, FocusX: 50, FocusY: 50, Format: file.WebP},
		"w1280h672x50y50.jpg":   {Width: 1200, Height: 630, FocusX: 50, FocusY: 50, Format: file.JPEG},
		"w3840h3840x50y50.avif": {Width: 3840, Height: 3840, FocusX: 50, FocusY: 50, Format: file.AVIF},
		"w16h128x50y50.avif":    {Width: 16, Height: 3840, FocusX: 50, FocusY: 50, Format: file.AVIF},
		"w128h21x50y50.avif":    {Width: 100, Height: 16, FocusX: 50, FocusY: 50, Format: file.AVIF},
		"w720.webp":             {Width: 641, Format: file.WebP},
	} {
		if got := wanted.Offered().String(); got != name {
			t.Errorf("%+v is made as %s, not as %s", wanted, got, name)
		}
	}
}

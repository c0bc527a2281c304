package media_test

import (
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cocreated/hub/storage/file/media"
	"github.com/cocreated/hub/storage/file/media/mediatest"
)

var (
	red  = color.NRGBA{R: 200, G: 16, B: 32, A: 255}
	blue = color.NRGBA{R: 16, G: 32, B: 200, A: 255}
)

func TestImage(t *testing.T) {
	t.Parallel()
	tools := mediatest.Tools(t, media.Vips)
	halves := mediatest.Halves(80, 40, red, blue)
	for _, test := range []struct {
		name, contentType string
		data              []byte
		want              media.Picture
	}{
		{"PNG", "image/png", mediatest.PNG(t, halves), media.Picture{Width: 80, Height: 40, Frames: 1, Color: "#c81020"}},
		{"Turned", "image/jpeg", mediatest.Turned(t, halves, 6), media.Picture{Width: 40, Height: 80, Frames: 1, Color: "#c81020"}},
		{"Transparent", "image/png", mediatest.PNG(t, image.NewNRGBA(image.Rect(0, 0, 7, 5))), media.Picture{Width: 7, Height: 5, Frames: 1}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got, err := tools.Image(t.Context(), mediatest.Write(t, filepath.Join(t.TempDir(), "image[page=9]"), test.data), test.contentType)
			if err != nil {
				t.Fatal(err)
			}
			if !alike(t, got.Color, test.want.Color) {
				t.Errorf("the colour is %q, want %q", got.Color, test.want.Color)
			}
			got.Color = test.want.Color
			if diff := cmp.Diff(&test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// alike tells whether two colours look the same: coding and scaling change them a little.
func alike(t *testing.T, a, b string) bool {
	t.Helper()
	if a == "" || b == "" {
		return a == b
	}
	var is, want [3]int
	for color, into := range map[string]*[3]int{a: &is, b: &want} {
		if _, err := fmt.Sscanf(color, "#%02x%02x%02x", &into[0], &into[1], &into[2]); err != nil {
			t.Fatal(err)
		}
	}
	for i := range is {
		if is[i]-want[i] > 3 || want[i]-is[i] > 3 {
			return false
		}
	}
	return true
}

func TestMovingImage(t *testing.T) {
	t.Parallel()
	tools := mediatest.Tools(t, media.Vips, media.FFmpeg)
	path := mediatest.FFmpeg(t, filepath.Join(t.TempDir(), "moving.gif"), "-f", "lavfi", "-i", "testsrc=size=64x48:rate=5:duration=1")
	got, err := tools.Image(t.Context(), path, "image/gif")
	if err != nil || got.Frames != 5 || got.Width != 64 || got.Height != 48 {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestImageIsRefused(t *testing.T) {
	t.Parallel()
	tools := mediatest.Tools(t, media.Vips)
	noise := image.NewNRGBA(image.Rect(0, 0, 300, 300))
	for i := range noise.Pix {
		noise.Pix[i] = byte(i * i >> 3)
	}
	whole := mediatest.PNG(t, noise)
	for _, test := range []struct {
		name, contentType string
		data              []byte
		says              string
	}{
		{"Bomb", "image/png", mediatest.Bomb(t, 10_000, 10_000), "10000 × 10000"},
		{"HTML", "image/png", []byte("<!doctype html><script>alert(1)</script>"), "damaged"},
		{"SVG", "image/png", []byte(`<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>`), "damaged"},
		{"OtherType", "image/webp", whole, "damaged"},
		{"NoType", "image/x-unknown", whole, "damaged"},
		{"CutOff", "image/png", whole[:len(whole)/2], "damaged"},
		{"CutOffJPEG", "image/jpeg", mediatest.JPEG(t, noise)[:9000], "damaged"},
		{"Empty", "image/jpeg", nil, "damaged"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, err := tools.Image(t.Context(), mediatest.Write(t, filepath.Join(t.TempDir(), "image"), test.data), test.contentType)
			if !refused(err) || !strings.Contains(err.Error(), test.says) {
				t.Errorf("%v", err)
			}
		})
	}
}

func TestCropAroundTheFocalPoint(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name          string
		crop          media.Crop
		width, height int
		whole, kept   [4]int
	}{
		{"Width", media.Crop{Width: 100}, 400, 300, [4]int{0, 0, 100, 75}, [4]int{0, 0, 100, 75}},
		{"NeverLarger", media.Crop{Width: 800}, 400, 300, [4]int{0, 0, 400, 300}, [4]int{0, 0, 400, 300}},
		{"Middle", media.Crop{Width: 100, Height: 100, FocalX: 0.5, FocalY: 0.5}, 400, 200, [4]int{0, 0, 200, 100}, [4]int{50, 0, 100, 100}},
		{"Corner", media.Crop{Width: 100, Height: 100, FocalX: 1, FocalY: 0}, 400, 200, [4]int{0, 0, 200, 100}, [4]int{100, 0, 100, 100}},
		{"TooSmall", media.Crop{Width: 1600, Height: 900, FocalX: 0.5, FocalY: 1}, 400, 400, [4]int{0, 0, 400, 400}, [4]int{0, 175, 400, 225}},
		{"Line", media.Crop{Width: 10}, 4000, 1, [4]int{0, 0, 10, 1}, [4]int{0, 0, 10, 1}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			whole, kept := test.crop.Fit(test.width, test.height)
			if whole != test.whole || kept != test.kept {
				t.Errorf("made smaller to %v, of which %v is kept; want %v, %v", whole, kept, test.whole, test.kept)
			}
		})
	}
}

func TestResize(t *testing.T) {
	t.Parallel()
	tools := mediatest.Tools(t, media.Vips, media.AVIF)
	path := mediatest.Write(t, filepath.Join(t.TempDir(), "image"), mediatest.Turned(t, mediatest.Halves(800, 400, red, blue), 6))
	for _, test := range []struct {
		name, contentType string
		to                media.Crop
		width, height     int
	}{
		{"WebP", "image/webp", media.Crop{Width: 100, Format: media.FormatWebP}, 100, 200},
		{"AVIF", "image/avif", media.Crop{Width: 100, Height: 50, FocalX: 0.5, FocalY: 1, Format: media.FormatAVIF}, 100, 50},
		{"JPEG", "image/jpeg", media.Crop{Width: 100, Height: 100, FocalX: 0.5, FocalY: 0.5, Format: media.FormatJPEG}, 100, 100},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			out := filepath.Join(t.TempDir(), "out")
			if err := tools.Resize(t.Context(), path, "image/jpeg", out, test.to); err != nil {
				t.Fatal(err)
			}
			got, err := tools.Image(t.Context(), out, test.contentType)
			if err != nil || got.Width != test.width || got.Height != test.height {
				t.Errorf("%+v, %v", got, err)
			}
			data, err := os.ReadFile(out)
			if err != nil || strings.Contains(string(data), mediatest.Secret) {
				t.Errorf("metadata are left, or %v", err)
			}
		})
	}
}

// TestResizeKeepsThePlace crops an image of two colours around each: the quarter that
// is blue lies at the bottom once it is turned.
func TestResizeKeepsThePlace(t *testing.T) {
	t.Parallel()
	tools := mediatest.Tools(t, media.Vips)
	path := mediatest.Write(t, filepath.Join(t.TempDir(), "image"), mediatest.Turned(t, mediatest.Halves(800, 400, red, blue), 6))
	for focal, want := range map[float64]color.NRGBA{0: red, 1: blue} {
		out := filepath.Join(t.TempDir(), "out")
		if err := tools.Resize(t.Context(), path, "image/jpeg", out, media.Crop{Width: 40, Height: 10, FocalX: 0.5, FocalY: focal, Format: media.FormatJPEG}); err != nil {
			t.Fatal(err)
		}
		file, err := os.Open(out)
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		picture, err := jpeg.Decode(file)
		if err != nil {
			t.Fatal(err)
		}
		got := color.NRGBAModel.Convert(picture.At(20, 5)).(color.NRGBA)
		if (got.R > got.B) != (want.R > want.B) {
			t.Errorf("around %v it is %v", focal, got)
		}
	}
}

func TestResizeRefusesWhatIsNotMade(t *testing.T) {
	t.Parallel()
	tools := mediatest.Tools(t, media.Vips)
	path := mediatest.Write(t, filepath.Join(t.TempDir(), "image"), mediatest.Bomb(t, 10_000, 10_000))
	for _, to := range []media.Crop{{Width: 10, Format: "svg"}, {Width: 0, Format: media.FormatWebP}, {Width: 10, Height: -1, Format: media.FormatWebP}, {Width: 10, Format: media.FormatWebP}} {
		if err := tools.Resize(t.Context(), path, "image/png", path+".out", to); err == nil {
			t.Errorf("%+v was made", to)
		}
		if _, err := os.Stat(path + ".out"); err == nil {
			t.Errorf("%+v left something", to)
		}
	}
}

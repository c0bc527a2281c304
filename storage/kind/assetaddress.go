package kind

import (
	"fmt"
	"slices"
	"strings"

	"github.com/cocreated/hub/storage/fault"
	"github.com/cocreated/hub/storage/file"
)

// served tells whether there is a file at the addresses of the asset.
func (a *Asset) served() bool { return a.File != nil && a.File.Served() }

// address is where a variant of the asset's file is served, in the stage that it was
// read from. Its version is in it.
func (a *Asset) address(variant, name string) file.Address {
	return file.Address{
		ID: a.UUID, Variant: file.Variant{Name: variant, Version: a.File.Version()}, Name: name, Draft: !a.IsPublic(),
	}
}

// FileAddress is where the file is; nil where it is not served.
func (a *Asset) FileAddress(at *file.Addresses) *string {
	if !a.served() {
		return nil
	}
	return at.Write(a.address(file.Original, a.FileName))
}

// DownloadAddress is where the file is, to be kept instead of shown; nil where it is
// not served.
func (a *Asset) DownloadAddress(at *file.Addresses) *string {
	if !a.served() {
		return nil
	}
	address := a.address(file.Original, a.FileName)
	address.Download = true
	return at.Write(address)
}

// PreviewAddress is where an image is that shows what is in a file; nil for images,
// which show themselves, and where there is none.
func (a *Asset) PreviewAddress(at *file.Addresses) *string {
	if !a.served() || !a.File.Preview {
		return nil
	}
	return at.Write(a.address(file.Preview, file.Renamed(a.FileName, ".jpg")))
}

// StreamAddress is where the HLS ladder of a video begins; nil where there is none.
func (a *Asset) StreamAddress(at *file.Addresses) *string {
	if !a.served() || !a.File.Streams {
		return nil
	}
	return at.Write(a.address(file.Streams, "index.m3u8"))
}

// ImageAddress is where the image, or what is to be seen of another file, is in a
// width; nil where there is nothing to be seen. With a height it is cropped around the
// focal point.
func (a *Asset) ImageAddress(at *file.Addresses, width int, height *int, format file.Format) (*string, error) {
	if err := checkSide("width", width); err != nil {
		return nil, err
	}
	rendition := file.Rendition{Width: width, Format: format}
	if height != nil {
		if err := checkSide("height", *height); err != nil {
			return nil, err
		}
		rendition.Height = *height
		rendition.Focus(a.focus())
	}
	if !a.served() || !a.File.Pictured() {
		return nil, nil
	}
	return at.Write(a.address(rendition.Offered().String(), file.Renamed(a.FileName, "."+format.Extension()))), nil
}

// focus is the focal point, or else the middle.
func (a *Asset) focus() (x, y float64) {
	if a.FocalPoint == nil {
		return 0.5, 0.5
	}
	return a.FocalPoint.X, a.FocalPoint.Y
}

// usualWidths are those of a srcset that nobody has chosen: telephones to large
// screens.
var usualWidths = []int{320, 640, 960, 1280, 1920, 2560}

// maxWidths is how many widths a srcset has at most.
const maxWidths = 20

// Srcset is the attribute of that name of HTML: addresses of the image in widths. None
// is wider than the image itself, which is not made larger.
func (a *Asset) Srcset(at *file.Addresses, widths []int, format file.Format) (*string, error) {
	switch {
	case widths == nil:
		widths = usualWidths
	case len(widths) == 0 || len(widths) > maxWidths:
		return nil, fault.Invalid("widths", "length", "name between 1 and %d widths", maxWidths)
	}
	widest := known(a.facts().Width)
	widths = slices.Clone(widths)
	for i, width := range widths {
		if err := checkSide(fmt.Sprintf("widths[%d]", i), width); err != nil {
			return nil, err
		}
		if widest != nil {
			width = min(width, *widest)
		}
		widths[i] = file.Rendition{Width: width, Format: format}.Offered().Width
	}
	slices.Sort(widths)
	var candidates []string
	for _, width := range slices.Compact(widths) {
		address, err := a.ImageAddress(at, width, nil, format)
		if err != nil || address == nil {
			return nil, err
		}
		if widest != nil {
			width = min(width, *widest)
		}
		candidates = append(candidates, fmt.Sprintf("%s %dw", *address, width))
	}
	set := strings.Join(candidates, ", ")
	return &set, nil
}

// Address is where the track is, as browsers read it (WebVTT).
func (t *TextTrack) Address(at *file.Addresses) *string {
	form := file.Captions
	if t.Kind == subtitles {
		form = file.Subtitles
	}
	return t.address(at, form, ".vtt")
}

// TranscriptAddress is where what the track says is, without the times.
func (t *TextTrack) TranscriptAddress(at *file.Addresses) *string {
	return t.address(at, file.Transcript, ".txt")
}

func (t *TextTrack) address(at *file.Addresses, form file.TrackForm, ending string) *string {
	track := file.Track{Form: form, Locale: string(t.Language)}
	return at.Write(file.Address{
		ID: t.EntryID, Variant: file.Variant{Name: track.String(), Version: file.TextVersion(track.Text(t.Cues))},
		Name: string(t.Language) + ending, Draft: !t.IsPublic(),
	})
}

func checkSide(field string, pixels int) error {
	rule, bound := "min", file.MinSide
	switch {
	case pixels > file.MaxSide:
		rule, bound = "max", file.MaxSide
	case pixels >= file.MinSide:
		return nil
	}
	return fault.Invalid(field, rule, "images are made in %d to %d pixels; the %s is %d", file.MinSide, file.MaxSide, rule, bound)
}

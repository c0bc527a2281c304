package file

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
)

// Format is an enum of the schema: how an image is encoded.
type Format string

// Formats of images that are made on demand.
const (
	AVIF Format = "AVIF"
	WebP Format = "WEBP"
	JPEG Format = "JPEG"
)

// formats are what the names of renditions end with.
var formats = map[string]Format{"avif": AVIF, "webp": WebP, "jpg": JPEG}

// Extension is what the name of a file in the format ends with, without the dot.
func (f Format) Extension() string {
	for extension, format := range formats {
		if format == f {
			return extension
		}
	}
	return ""
}

// ContentType is the media type of the format.
func (f Format) ContentType() string {
	if f == JPEG {
		return "image/jpeg"
	}
	return "image/" + f.Extension()
}

// Bounds of what a rendition may measure, in pixels.
const (
	MinSide = 16
	MaxSide = 3840
)

// Rendition is an image in a width that is asked for.
type Rendition struct {
	Width int
	// Height crops the image to a shape; 0 keeps its own.
	Height int
	// FocusX and FocusY are the place that stays in sight when it is cropped, in
	// hundredths of the width and the height from the upper left corner.
	FocusX, FocusY int
	Format         Format
}

// Focus sets the place that stays in sight, in shares of the width and the height.
func (r *Rendition) Focus(x, y float64) {
	r.FocusX, r.FocusY = int(math.Round(x*100)), int(math.Round(y*100))
}

// String is the name by which addresses and the store know the rendition:
// `w640.webp`, `w640h360x50y20.avif`. The focus is part of it: it changes the bytes.
func (r Rendition) String() string {
	name := "w" + strconv.Itoa(r.Width)
	if r.Height > 0 {
		name += fmt.Sprintf("h%dx%dy%d", r.Height, r.FocusX, r.FocusY)
	}
	return name + "." + r.Format.Extension()
}

// Valid tells whether the rendition is one that is offered, around a place on the image.
func (r Rendition) Valid() bool {
	within := func(share int) bool { return 0 <= share && share <= 100 }
	return r.Format.Extension() != "" && r == r.Offered() && within(r.FocusX) && within(r.FocusY)
}

var renditionName = regexp.MustCompile(`^w(\d{2,4})(?:h(\d{2,4})x(\d{1,3})y(\d{1,3}))?\.([a-z]+)$`)

// ParseRendition reads what String writes, and nothing else: a rendition has one name.
func ParseRendition(name string) (Rendition, bool) {
	parts := renditionName.FindStringSubmatch(name)
	if parts == nil {
		return Rendition{}, false
	}
	number := func(i int) int {
		value, _ := strconv.Atoi(parts[i]) // a few digits, or none
		return value
	}
	r := Rendition{Width: number(1), Height: number(2), FocusX: number(3), FocusY: number(4), Format: formats[parts[5]]}
	return r, r.Valid() && r.String() == name
}

package file

import (
	"errors"
	"image"
	// The formats whose dimensions are read.
	_ "image/gif"
	_ "image/jpeg"
	_ "image/png"
	"io"

	// And WebP.
	_ "golang.org/x/image/webp"

	"github.com/cocreated/hub/storage/file/metadata"
)

// MaxPixels is how large an image may be: what is small in the store can be huge
// once it is unpacked.
const MaxPixels = 50_000_000

// cleaned is an image as it is stored: without metadata.
func cleaned(contentType string, original io.ReadSeeker) (*spool, error) {
	if err := checkPixels(contentType, original); err != nil {
		return nil, err
	}
	clean, err := newSpool(func(out io.Writer) error { return metadata.Strip(contentType, out, original) })
	switch {
	case errors.Is(err, metadata.ErrInseparable):
		return nil, refuse("file", "metadata", "the image says where, when or by whom it was made, and that cannot be taken out of this type; export it without metadata, or as WebP")
	case errors.Is(err, metadata.ErrDamaged):
		return nil, refuse("file", "damaged", "%v; export it anew", err)
	}
	return clean, err
}

// checkPixels refuses an image that is too large to be worked on. The dimensions of
// an AVIF are known to those who decode it only, who refuse it themselves.
func checkPixels(contentType string, original io.ReadSeeker) error {
	if contentType == "image/avif" {
		return nil
	}
	if _, err := original.Seek(0, io.SeekStart); err != nil {
		return err
	}
	config, _, err := image.DecodeConfig(original)
	if err != nil {
		return refuse("file", "damaged", "the image cannot be read; export it anew")
	}
	if pixels := int64(config.Width) * int64(config.Height); pixels > MaxPixels {
		return refuse("file", "pixels", "an image has at most %d megapixels, and this one has %d; make it smaller", MaxPixels/1_000_000, (pixels+999_999)/1_000_000)
	}
	return nil
}

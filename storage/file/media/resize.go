package media

import (
	"context"
	"fmt"
	"math"
	"strconv"
)

// Format is one that images are made in.
type Format string

// The formats.
const (
	FormatWebP Format = "webp"
	FormatAVIF Format = "avif"
	FormatJPEG Format = "jpeg"
)

// saving is how libvips is told to write a format, without any metadata.
var saving = map[Format]string{
	FormatWebP: "output.webp[Q=80,strip]",
	FormatAVIF: "output.avif[Q=60,effort=3,strip]",
	FormatJPEG: "output.jpeg[Q=82,optimize_coding,strip,background=255 255 255]",
}

// Crop is what an image is made to: as wide as Width, and where Height is given as
// high as that, cropped around a place that is to stay in sight. It is never enlarged.
type Crop struct {
	Width, Height int
	// FocalX and FocalY are shares of the width and height, from the upper left corner.
	FocalX, FocalY float64
	Format         Format
}

// box is a rectangle of pixels.
type box struct{ left, top, width, height int }

// fit says to what an image of some size is made smaller, and what of that is kept.
func (c *Crop) fit(width, height int) (whole, kept box) {
	if c.Height == 0 {
		scale := min(1, float64(c.Width)/float64(width))
		whole = scaled(width, height, scale)
		return whole, whole
	}
	cover := max(float64(c.Width)/float64(width), float64(c.Height)/float64(height))
	// An image that is too small to cover the rectangle covers a smaller one of the
	// same shape.
	wide, high := float64(c.Width)/max(1, cover), float64(c.Height)/max(1, cover)
	whole = scaled(width, height, min(1, cover))
	kept.width = min(whole.width, atLeastOne(wide))
	kept.height = min(whole.height, atLeastOne(high))
	kept.left = around(c.FocalX, whole.width, kept.width)
	kept.top = around(c.FocalY, whole.height, kept.height)
	return whole, kept
}

func scaled(width, height int, scale float64) box {
	return box{width: atLeastOne(float64(width) * scale), height: atLeastOne(float64(height) * scale)}
}

func atLeastOne(length float64) int { return max(1, int(math.Round(length))) }

// around is where a part begins that is to have a place in its middle, as far as the
// whole reaches.
func around(place float64, whole, part int) int {
	begin := int(math.Round(place*float64(whole) - float64(part)/2))
	return min(max(begin, 0), whole-part)
}

// Turn waits until one more image may be made smaller; done lets the next have its turn.
// Whoever fetches an image to have it made smaller waits first: then no more of them lie
// about than are worked on.
func (t *Tools) Turn(ctx context.Context) (done func(), err error) {
	select {
	case t.resizing <- struct{}{}:
		return func() { <-t.resizing }, nil
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

// Resize makes an image smaller, in its turn. What comes out is in sRGB, upright, without
// metadata; of one that moves it is the first frame.
func (t *Tools) Resize(ctx context.Context, path, contentType, out string, to Crop) error {
	switch {
	case saving[to.Format] == "":
		return fmt.Errorf("images are not made in the format %q", to.Format)
	case to.Width < 1 || to.Height < 0:
		return fmt.Errorf("an image cannot be %d × %d", to.Width, to.Height)
	}
	if err := t.need(Vips); err != nil {
		return err
	}
	if to.Format == FormatAVIF {
		if err := t.need(AVIF); err != nil {
			return err
		}
	}
	room, err := newRoom(path)
	if err != nil {
		return err
	}
	defer room.close()
	picture, err := t.header(ctx, room, loaders[contentType])
	if err != nil {
		return err
	}
	whole, kept := to.fit(picture.Width, picture.Height)
	// Through a PNG without metadata: libvips 8.14 keeps them in a WebP, whatever it is told.
	if err := t.thumbnail(ctx, room, "whole.png[compression=1,strip]", strconv.Itoa(whole.width), "--height", strconv.Itoa(whole.height), "--size", "force"); err != nil {
		return err
	}
	if _, err := t.vips(ctx, vips, room, "crop", "whole.png", saving[to.Format],
		strconv.Itoa(kept.left), strconv.Itoa(kept.top), strconv.Itoa(kept.width), strconv.Itoa(kept.height)); err != nil {
		return err
	}
	return room.take("output."+string(to.Format), out)
}

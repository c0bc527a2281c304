package media

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

const (
	// MostPixels is how many an image may have, whatever it takes as a file.
	MostPixels = 50_000_000
	// pictureMemory holds an image of so many pixels, decoded, twice.
	pictureMemory = 2 << 30
	// pictureFile bounds what libvips writes besides: large images that have to be turned.
	pictureFile = 1 << 30
	// pictureTime is long where a machine is busy; pictureComputing is what it is for.
	pictureTime      = 5 * time.Minute
	pictureComputing = time.Minute
)

// Picture is what is known of an image.
type Picture struct {
	// Width and Height are those of what is shown: turned as its metadata say.
	Width, Height int
	// Frames is one, or more where it moves.
	Frames int
	// Color is the one that it has most of, `#rrggbb`; empty where all of it is transparent.
	Color string
}

// loaders are what libvips reads each type of image with.
var loaders = map[string]string{
	"image/jpeg": "jpegload",
	"image/png":  "pngload",
	"image/gif":  "gifload",
	"image/webp": "webpload",
	"image/avif": "heifload",
}

const unreadableImage = "the image is damaged, or is not of the type that it says"

// Image looks into an image. Its size is known before any of it is decoded.
func (t *Tools) Image(ctx context.Context, path, contentType string) (*Picture, error) {
	if err := t.need(Vips); err != nil {
		return nil, err
	}
	room, err := newRoom(path)
	if err != nil {
		return nil, err
	}
	defer room.close()
	picture, err := t.header(ctx, room, loaders[contentType])
	if err != nil {
		return nil, err
	}
	picture.Color, err = t.color(ctx, room)
	return picture, err
}

// summary is how vipsheader describes an image.
var summary = regexp.MustCompile(`^` + input + `: ([0-9]+)x([0-9]+) .*\b([a-z0-9]+load)\b`)

// header reads what an image says of itself.
func (t *Tools) header(ctx context.Context, in *room, loader string) (*Picture, error) {
	read, err := t.vips(ctx, vipsheader, in, input)
	if err != nil {
		return nil, err
	}
	found := summary.FindStringSubmatch(read.text)
	if found == nil || loader == "" || found[3] != loader {
		return nil, &Refusal{Message: unreadableImage, Detail: read.text}
	}
	width, err1 := strconv.Atoi(found[1])
	height, err2 := strconv.Atoi(found[2])
	if err := errors.Join(err1, err2); err != nil {
		return nil, &Refusal{Message: unreadableImage, Detail: err.Error()}
	}
	if width*height > MostPixels {
		return nil, &Refusal{Message: fmt.Sprintf("the image has %d × %d pixels; at most %d million are allowed", width, height, MostPixels/1_000_000)}
	}
	picture := &Picture{Width: width, Height: height, Frames: t.field(ctx, in, "n-pages")}
	// The upper half of orientations lie on their side.
	if t.field(ctx, in, "orientation") > 4 {
		picture.Width, picture.Height = height, width
	}
	return picture, nil
}

// field reads a number from the header of an image; those that have none have 1.
func (t *Tools) field(ctx context.Context, in *room, name string) int {
	read, err := t.vips(ctx, vipsheader, in, "-f", name, input)
	if err != nil {
		return 1
	}
	value, err := strconv.Atoi(strings.TrimSpace(read.text))
	if err != nil {
		return 1
	}
	return max(value, 1)
}

// color finds the colour of an image. All of it is decoded for that, so one that is
// cut off is noticed here.
func (t *Tools) color(ctx context.Context, in *room) (string, error) {
	const small, side = "small.png", "64"
	if err := t.thumbnail(ctx, in, small, side, "--height", side, "--size", "down"); err != nil {
		return "", err
	}
	data, err := os.ReadFile(filepath.Join(in.dir, small))
	if err != nil {
		return "", err
	}
	picture, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		return "", err
	}
	return dominant(picture), nil
}

// thumbnail makes an image smaller, upright and in sRGB. One that is cut off fails.
func (t *Tools) thumbnail(ctx context.Context, in *room, to, width string, how ...string) error {
	args := slices.Concat([]string{"thumbnail", input, to, width, "--fail-on", "truncated"}, how)
	// Without a profile of its own it is in sRGB already, and would only lose.
	if _, err := t.vips(ctx, vipsheader, in, "-f", "icc-profile-data", input); err == nil {
		args = append(args, "--export-profile", "srgb")
	}
	_, err := t.vips(ctx, vips, in, args...)
	return err
}

func (t *Tools) vips(ctx context.Context, program string, in *room, args ...string) (*output, error) {
	read, err := t.run(ctx, program, in, limits{time: pictureTime, cpu: pictureComputing, memory: pictureMemory, file: pictureFile, output: 1 << 10}, args...)
	return read, refuse(err, unreadableImage)
}

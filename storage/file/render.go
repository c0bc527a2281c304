package file

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"time"

	"github.com/cocreated/hub/storage/file/media"
)

// renderTime is how long a rendition may take to make, with what it waits for others.
const renderTime = 5 * time.Minute

// crop is the rendition as those who make it know it.
func (r Rendition) crop() media.Crop {
	format := map[Format]media.Format{AVIF: media.FormatAVIF, WebP: media.FormatWebP, JPEG: media.FormatJPEG}[r.Format]
	return media.Crop{Width: r.Width, Height: r.Height, FocalX: float64(r.FocusX) / 100, FocalY: float64(r.FocusY) / 100, Format: format}
}

// Rendition finds the object that is a rendition of a file, and makes it when it is
// first asked for. Where nothing can make it, it is the image as it is. It fails with
// [ErrMissing] where there is nothing to be seen of the file.
func (l *Library) Rendition(ctx context.Context, file *File, wanted Rendition) (Object, error) {
	if !file.Pictured() || !file.Served() {
		return Object{}, ErrMissing
	}
	key := file.Key(wanted.String())
	found, err := l.Bucket.Stat(ctx, key)
	if !errors.Is(err, ErrMissing) {
		return found, err
	}
	// Whoever asked first may go away; the others wait for the same.
	made := l.rendering.DoChan(key, func() (any, error) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), renderTime)
		defer cancel()
		return l.render(ctx, file, wanted)
	})
	select {
	case <-ctx.Done():
		return Object{}, context.Cause(ctx)
	case made := <-made:
		if made.Err != nil {
			return Object{}, made.Err
		}
		return made.Val.(Object), nil
	}
}

// render makes a rendition and keeps it.
func (l *Library) render(ctx context.Context, file *File, wanted Rendition) (Object, error) {
	picture, contentType := Original, file.ContentType
	if file.Type() != Image {
		picture, contentType = Preview, JPEG.ContentType()
	}
	if l.Tools == nil {
		return l.Bucket.Stat(ctx, file.Key(picture))
	}
	done, err := l.Tools.Turn(ctx)
	if err != nil {
		return Object{}, err
	}
	defer done()
	dir, err := os.MkdirTemp("", media.TempPrefix+"rendition-")
	if err != nil {
		return Object{}, err
	}
	defer os.RemoveAll(dir)
	from, to := filepath.Join(dir, "from"), filepath.Join(dir, "to")
	if err := l.fetch(ctx, file.Key(picture), from); err != nil {
		return Object{}, err
	}
	err = l.Tools.Resize(ctx, from, contentType, to, wanted.crop())
	var missing *media.Missing
	if errors.As(err, &missing) {
		return l.Bucket.Stat(ctx, file.Key(picture))
	}
	if err != nil {
		return Object{}, err
	}
	key := file.Key(wanted.String())
	if err := l.keep(ctx, to, key, wanted.Format.ContentType()); err != nil {
		return Object{}, err
	}
	return l.Bucket.Stat(ctx, key)
}

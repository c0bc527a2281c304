package file

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"

	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/file/media"
	"github.com/cocreated/hub/storage/job"
)

// streamsMissing begins what is said where there are none.
const streamsMissing = "it has no streams, so that it plays as the file that it is"

// Stream makes the streams of a video. The video is ready without them: where they
// cannot be made, it lacks them.
func (l *Library) Stream(ctx context.Context, args StreamFile, attempt job.Attempt) error {
	file, err := fileBy(ctx, l.DB, args.SHA256)
	if err != nil || file == nil || file.State != Ready {
		return err
	}
	dir, err := os.MkdirTemp("", media.TempPrefix+"stream-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	err = l.stream(ctx, file, dir)
	var refusal *media.Refusal
	var missing *media.Missing
	switch {
	case err == nil:
		return l.setStreams(ctx, file, "")
	case errors.As(err, &refusal):
		return l.setStreams(ctx, file, streamsMissing+": "+refusal.Message)
	case errors.As(err, &missing):
		return l.setStreams(ctx, file, streamsMissing+": "+missing.Error())
	case attempt.Last():
		return errors.Join(err, l.setStreams(context.WithoutCancel(ctx), file, streamsMissing))
	}
	return err
}

// stream makes the streams and stores them, the list of them last: it is there once
// all that it names is.
func (l *Library) stream(ctx context.Context, file *File, dir string) error {
	if l.Tools == nil {
		return &media.Missing{Package: media.FFmpeg}
	}
	path, out := filepath.Join(dir, Original), filepath.Join(dir, Streams)
	if err := l.fetch(ctx, file.Key(Original), path); err != nil {
		return err
	}
	if err := os.Mkdir(out, 0o700); err != nil {
		return err
	}
	recording, err := l.Tools.Probe(ctx, path, file.ContentType)
	if err != nil {
		return err
	}
	if err := l.Tools.Ladder(ctx, path, file.ContentType, out, recording); err != nil {
		return err
	}
	made, err := os.ReadDir(out)
	if err != nil {
		return err
	}
	for _, object := range made {
		if object.Name() == media.Playlist {
			continue
		}
		if err := l.keepStream(ctx, file, out, object.Name()); err != nil {
			return err
		}
	}
	return l.keepStream(ctx, file, out, media.Playlist)
}

func (l *Library) keepStream(ctx context.Context, file *File, dir, name string) error {
	contentType := "video/mp2t"
	if filepath.Ext(name) == filepath.Ext(media.Playlist) {
		contentType = "application/vnd.apple.mpegurl"
	}
	return l.keep(ctx, filepath.Join(dir, name), file.Key(Streams+"/"+name), contentType)
}

// setStreams notes that a video has streams, or why it has none.
func (l *Library) setStreams(ctx context.Context, file *File, lack string) error {
	return l.change(ctx, file.SHA256, func(_ context.Context, _ bun.Tx, now *File) error {
		var lacks []string
		for _, other := range now.Lacks {
			if !strings.HasPrefix(other, streamsMissing) {
				lacks = append(lacks, other)
			}
		}
		if lack != "" {
			lacks = append(lacks, lack)
		}
		now.Streams, now.Lacks = lack == "", lacks
		return nil
	})
}

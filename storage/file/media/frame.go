package media

import (
	"context"
	"fmt"
	"slices"
	"strconv"
)

const (
	// previewSide is how long the longer side of a preview may be, in pixels.
	previewSide = 1920
	// posterShare is where in a video its poster is taken, and posterSeconds the least
	// time into it: titles fade in.
	posterShare   = 0.1
	posterSeconds = 3
)

// Frame writes the poster of a video, a JPEG.
func (t *Tools) Frame(ctx context.Context, path, contentType, out string, r *Recording) error {
	if err := t.need(FFmpeg); err != nil {
		return err
	}
	room, err := newRoom(path)
	if err != nil {
		return err
	}
	defer room.close()
	const poster = "poster.jpeg"
	// A short video has its poster in its middle.
	at := min(max(posterSeconds, r.Seconds*posterShare), r.Seconds/2)
	width, height := within(r.Width, r.Height, previewSide)
	_, err = t.run(ctx, ffmpeg, room, recordingLimits(0), slices.Concat(
		[]string{"-nostdin", "-ss", strconv.FormatFloat(at, 'f', 3, 64)}, source(demuxers[contentType]),
		[]string{
			"-map", fmt.Sprintf("0:%d", r.video), "-frames:v", "1", "-vf", fmt.Sprintf("scale=%d:%d,setsar=1,format=yuvj420p", width, height),
			"-c:v", "mjpeg", "-q:v", "3", "-map_metadata", "-1", "-f", "image2", "-update", "1", poster,
		})...)
	if err != nil {
		return refuse(err, unreadableRecording)
	}
	return room.take(poster, out)
}

// within is a size of the same shape whose longer side is at most so long.
func within(width, height, side int) (w, h int) {
	fitted := scaled(width, height, min(1, float64(side)/float64(max(width, height))))
	return fitted.width, fitted.height
}

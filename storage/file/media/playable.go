package media

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

const (
	// edgeSeconds is how much of the beginning and of the end of a recording is decoded.
	edgeSeconds = 3
	// slack is how far before the end that it says a recording may end, in seconds.
	slack = 1
)

// checkPlayable decodes the beginning of a recording and its end. The end must come
// when the recording says: one that was cut off ends before.
func (t *Tools) checkPlayable(ctx context.Context, in *room, demuxer string, r *Recording) error {
	begun, err := t.decode(ctx, in, demuxer, r, "-t", strconv.Itoa(edgeSeconds))
	if err != nil {
		return err
	}
	// The first stream that is decoded is the video, where there is one.
	if begun.frames[0] == 0 {
		return &Refusal{Message: unreadableRecording, Detail: "nothing of its beginning can be decoded"}
	}
	if r.Seconds == 0 {
		r.Seconds, err = t.measure(ctx, in, demuxer, r)
		return err
	}
	if slices.Contains(endless, demuxer) {
		return nil
	}
	from := max(0, r.Seconds-edgeSeconds)
	ended, err := t.decode(ctx, in, demuxer, r, "-copyts", "-ss", strconv.FormatFloat(from, 'f', 3, 64))
	if err != nil {
		return err
	}
	if stated := r.begin + r.Seconds; ended.end < stated-slack {
		return &Refusal{
			Message: "the recording is cut off: its end is missing",
			Detail:  fmt.Sprintf("it is to end at %.3f s and ends at %.3f s", stated, ended.end),
		}
	}
	return nil
}

// codecs is what was decoded of a recording.
type codecs struct {
	// frames are how many there are, by stream.
	frames [2]int
	// end is when the last of them ends, in seconds.
	end float64
}

// decode decodes what is played of a part of a recording.
func (t *Tools) decode(ctx context.Context, in *room, demuxer string, r *Recording, part ...string) (*codecs, error) {
	read, err := t.run(ctx, ffmpeg, in, recordingLimits(1<<20), slices.Concat(
		[]string{"-nostdin"}, part, source(demuxer), r.played(), []string{"-f", "framecrc", "-"})...)
	if err != nil {
		return nil, refuse(err, unreadableRecording)
	}
	return parseFrames(read.text), nil
}

// parseFrames reads the list of frames that ffmpeg's framecrc writes: the length of
// the ticks of each stream (`#tb 0: 1/25`), and a line for each frame
// (`0, 12, 12, 1, …`: its stream, when it is decoded, when it is shown, for how long).
func parseFrames(list string) *codecs {
	var d codecs
	var tick [len(d.frames)]float64
	for line := range strings.Lines(list) {
		if header, ok := strings.CutPrefix(line, "#tb "); ok {
			index, length, _ := strings.Cut(strings.TrimSpace(header), ": ")
			if i, err := strconv.Atoi(index); err == nil && i < len(tick) {
				tick[i] = ratio(length, "/")
			}
			continue
		}
		fields := strings.Split(line, ",")
		i, err := strconv.Atoi(strings.TrimSpace(fields[0]))
		if err != nil || i >= len(tick) || len(fields) < 4 {
			continue
		}
		d.frames[i]++
		shown, length := number(strings.TrimSpace(fields[2])), number(strings.TrimSpace(fields[3]))
		d.end = max(d.end, (shown+length)*tick[i])
	}
	return &d
}

// measure reads a recording to its end to see how long it is, as browsers leave it to
// others to find out what they record.
func (t *Tools) measure(ctx context.Context, in *room, demuxer string, r *Recording) (float64, error) {
	read, err := t.run(ctx, ffmpeg, in, recordingLimits(1<<20), slices.Concat(
		[]string{"-nostdin"}, source(demuxer), r.played(), []string{"-c", "copy", "-progress", "pipe:1", "-f", "null", "-"})...)
	if err != nil {
		return 0, refuse(err, unreadableRecording)
	}
	const field = "out_time_us="
	last := strings.LastIndex(read.text, field)
	if last < 0 {
		return 0, &Refusal{Message: unreadableRecording, Detail: "its end cannot be found"}
	}
	micros, _, _ := strings.Cut(read.text[last+len(field):], "\n")
	return number(micros) / 1e6, nil
}

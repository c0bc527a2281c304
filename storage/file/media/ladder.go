package media

import (
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

const (
	// ladderTime is how long the streams of a video may take to make. It is done
	// beside everything else, on one core.
	ladderTime = 6 * time.Hour
	// ladderMemory is enough for an encoder of each rung.
	ladderMemory = 3 << 30
	// segmentFile is how large a segment may be, in bytes.
	segmentFile = 64 << 20
	// segmentSeconds is how long a segment is; every keySeconds one can begin.
	segmentSeconds = 6
	keySeconds     = 2
	// mostRate is how many pictures a second a stream has at most.
	mostRate = 30
)

// Playlist is the name of the list of all streams that Ladder writes.
const Playlist = "index.m3u8"

// rung is one of the streams: so many lines, and at most so many kilobits a second.
type rung struct {
	lines, kilobits int
}

// rungs are what players choose from by how fast the reader's line is.
var rungs = []rung{{360, 800}, {720, 2500}, {1080, 4500}}

// Ladder makes the streams of a video (HLS) in an empty folder: H.264 and AAC, which
// every browser plays, none with more lines than the video has. Segments of all begin
// at the same moments, so that a player can change between them.
func (t *Tools) Ladder(ctx context.Context, path, contentType, dir string, r *Recording) error {
	if err := t.need(FFmpeg); err != nil {
		return err
	}
	room, err := newRoom(path)
	if err != nil {
		return err
	}
	defer room.close()
	most := limits{time: ladderTime, memory: ladderMemory, file: segmentFile}
	if _, err := t.run(ctx, ffmpeg, room, most, ladderArgs(demuxers[contentType], r)...); err != nil {
		return refuse(err, "the video could not be turned into streams")
	}
	made, err := os.ReadDir(room.dir)
	if err != nil {
		return err
	}
	for _, file := range made {
		if !file.Type().IsRegular() {
			continue
		}
		if err := room.take(file.Name(), filepath.Join(dir, file.Name())); err != nil {
			return err
		}
	}
	return nil
}

// ladderArgs tells ffmpeg to decode once and to encode each rung from that.
func ladderArgs(demuxer string, r *Recording) []string {
	climbed := r.rungs()
	var graph strings.Builder
	fmt.Fprintf(&graph, "[0:%d]", r.video)
	if r.rate > mostRate {
		fmt.Fprintf(&graph, "fps=%d,", mostRate)
	}
	fmt.Fprintf(&graph, "split=%d", len(climbed))
	for i := range climbed {
		fmt.Fprintf(&graph, "[s%d]", i)
	}
	var maps, rates, names []string
	for i, rung := range climbed {
		width, height := r.scaledTo(rung.lines)
		fmt.Fprintf(&graph, ";[s%d]scale=%d:%d,setsar=1,format=yuv420p[v%d]", i, width, height, i)
		maps = append(maps, "-map", fmt.Sprintf("[v%d]", i))
		rates = append(rates, fmt.Sprintf("-maxrate:v:%d", i), fmt.Sprintf("%dk", rung.kilobits), fmt.Sprintf("-bufsize:v:%d", i), fmt.Sprintf("%dk", 2*rung.kilobits))
		name := fmt.Sprintf("v:%d", i)
		if r.Audio != "" {
			maps = append(maps, "-map", fmt.Sprintf("0:%d", r.audio))
			name += fmt.Sprintf(",a:%d", i)
		}
		names = append(names, fmt.Sprintf("%s,name:%dp", name, rung.lines))
	}
	return slices.Concat(
		[]string{"-nostdin"}, source(demuxer), []string{"-filter_complex_threads", "1", "-filter_complex", graph.String()}, maps,
		[]string{
			"-c:v", "libx264", "-preset", "veryfast", "-profile:v", "main", "-crf", "23", "-threads", "1",
			"-force_key_frames", fmt.Sprintf("expr:gte(t,n_forced*%d)", keySeconds), "-sc_threshold", "0",
		}, rates,
		[]string{
			"-c:a", "aac", "-b:a", "128k", "-ac", "2", "-ar", "48000", "-map_metadata", "-1", "-map_chapters", "-1",
			"-f", "hls", "-hls_time", fmt.Sprint(segmentSeconds), "-hls_playlist_type", "vod", "-hls_flags", "independent_segments",
			"-hls_segment_filename", "%v-%05d.ts", "-master_pl_name", Playlist, "-var_stream_map", strings.Join(names, " "), "%v.m3u8",
		})
}

// rungs are those that a video reaches; one that reaches none has one of its own size.
func (r *Recording) rungs() []rung {
	lines := min(r.Width, r.Height)
	var reached []rung
	for _, rung := range rungs {
		if rung.lines <= lines {
			reached = append(reached, rung)
		}
	}
	if len(reached) == 0 {
		return []rung{{lines, rungs[0].kilobits}}
	}
	return reached
}

// scaledTo is the size of a video whose shorter side has so many lines. Both sides are
// even, as the encoder needs them.
func (r *Recording) scaledTo(lines int) (width, height int) {
	scale := float64(lines) / float64(min(r.Width, r.Height))
	even := func(length int) int { return max(2, 2*int(math.Round(float64(length)*scale/2))) }
	return even(r.Width), even(r.Height)
}

package main

import (
	"context"
	"fmt"
	"image"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// video shows the scenes one after the other above a bar that tells how far it is, with a
// quiet tone: what browsers everywhere play, and ready to begin before it is all there.
func (m *maker) video(ctx context.Context, webinar *record, scenes []scene) ([]byte, error) {
	shown, err := m.screenshot(ctx, cards(webinar, scenes), cardWidth, cardHeight*len(scenes))
	if err != nil {
		return nil, err
	}
	length := scenes[len(scenes)-1].end
	var args []string
	var filter, joined strings.Builder
	for i, scene := range scenes {
		card, err := encode(shown.SubImage(image.Rect(0, i*cardHeight, cardWidth, (i+1)*cardHeight)))
		if err != nil {
			return nil, err
		}
		name := filepath.Join(m.scratch, fmt.Sprintf("card%d.png", i))
		if err := os.WriteFile(name, card, 0o600); err != nil {
			return nil, err
		}
		args = append(args, "-loop", "1", "-framerate", "10", "-t", fmt.Sprintf("%.1f", scene.end-scene.start), "-i", name)
		fmt.Fprintf(&joined, "[%d:v]", i)
	}
	fmt.Fprintf(&filter, "%sconcat=n=%d[cards];", joined.String(), len(scenes))
	fmt.Fprintf(&filter, "color=white@0.9:size=%dx4:rate=10:duration=%.1f[bar];", cardWidth, length)
	fmt.Fprintf(&filter, "[cards][bar]overlay=x='-w+w*t/%.1f':y=H-4:shortest=1,format=yuv420p[v];", length)
	fmt.Fprintf(&filter, "sine=frequency=220:sample_rate=16000:duration=%.1f,volume=0.08,afade=d=1,afade=t=out:st=%.1f:d=1[a]", length, length-1)
	name := filepath.Join(m.scratch, "video.mp4")
	args = append(args, "-filter_complex", filter.String(), "-map", "[v]", "-map", "[a]",
		"-c:v", "libx264", "-profile:v", "baseline", "-level", "3.0", "-preset", "veryslow", "-tune", "stillimage", "-crf", "30", "-g", "50", "-threads", "1",
		// The encoder's note of its version and settings is left out.
		"-bsf:v", "filter_units=remove_types=6",
		"-c:a", "aac", "-b:a", "12k", "-ac", "1", "-map_metadata", "-1", "-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact",
		"-metadata:s:a", "language="+threeLetters[webinar.field("language")], "-movflags", "+faststart", "-y", name)
	command := exec.CommandContext(ctx, "ffmpeg", append([]string{"-nostdin", "-loglevel", "error"}, args...)...)
	if said, err := command.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("ffmpeg: %w: %s", err, said)
	}
	return os.ReadFile(name)
}

// threeLetters are the names of languages in MP4 (ISO 639-2/T).
var threeLetters = map[string]string{"bg": "bul", "en": "eng", "es": "spa", "fr": "fra", "it": "ita"}

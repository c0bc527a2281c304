package caption

import (
	"fmt"
	"math"
	"strings"
)

// escaper writes text so that no player takes any of it for markup, nor for a line of
// times.
var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// WebVTT writes cues as browsers read them.
func WebVTT(cues []Cue) []byte {
	var out strings.Builder
	out.WriteString("WEBVTT\n")
	for _, cue := range cues {
		fmt.Fprintf(&out, "\n%s --> %s\n", timestamp(cue.Start), timestamp(cue.End))
		for _, line := range lines(cue.Text) {
			out.WriteString(escaper.Replace(line))
			out.WriteByte('\n')
		}
	}
	return []byte(out.String())
}

// timestamp is a time as WebVTT has it.
func timestamp(seconds float64) string {
	ms := int64(math.Round(seconds * 1000))
	return fmt.Sprintf("%02d:%02d:%02d.%03d", ms/3_600_000, ms/60_000%60, ms/1000%60, ms%1000)
}

// lines are those of a text that say something: an empty one would end the cue.
func lines(text string) []string {
	var said []string
	for line := range strings.Lines(strings.ReplaceAll(text, "\r", "\n")) {
		if line = strings.TrimSpace(line); line != "" {
			said = append(said, line)
		}
	}
	return said
}

// pause is a silence after which something else is said, in seconds.
const pause = 2

// Transcript writes what is said without the times, in paragraphs.
func Transcript(cues []Cue) []byte {
	var out strings.Builder
	for i, cue := range cues {
		switch {
		case i == 0:
		case cue.Start-cues[i-1].End >= pause:
			out.WriteString("\n\n")
		default:
			out.WriteByte(' ')
		}
		out.WriteString(strings.Join(lines(cue.Text), " "))
	}
	out.WriteByte('\n')
	return []byte(out.String())
}

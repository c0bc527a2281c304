package caption

import (
	"fmt"
	"math"
	"strings"
)

// escaped are the characters that mean something else in WebVTT.
var escaped = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// WebVTT writes cues as a WebVTT file. A blank line would end a cue, so lines without
// anything on them are left out, and so are cues without anything at all.
func WebVTT(cues []Cue) string {
	var out strings.Builder
	out.WriteString("WEBVTT\n")
	for _, cue := range inOrder(cues) {
		said := lines(cue.Text)
		if len(said) == 0 {
			continue
		}
		start := milliseconds(cue.Start)
		// Shorter than a thousandth of a second is no time at all.
		end := max(milliseconds(cue.End), start+1)
		fmt.Fprintf(&out, "\n%s %s %s\n%s\n", stamped(start), arrow, stamped(end), escaped.Replace(strings.Join(said, "\n")))
	}
	return out.String()
}

func milliseconds(seconds float64) int64 { return int64(math.Round(seconds * 1000)) }

func stamped(milliseconds int64) string {
	seconds := milliseconds / 1000
	return fmt.Sprintf("%02d:%02d:%02d.%03d", seconds/3600, seconds/60%60, seconds%60, milliseconds%1000)
}

// pause is how long it is silent between two paragraphs of a transcript, in seconds.
const pause = 2

// Transcript writes what is said to be read through: a new paragraph after each pause.
func Transcript(cues []Cue) string {
	var out strings.Builder
	until := 0.0
	for _, cue := range inOrder(cues) {
		said := strings.Join(lines(cue.Text), " ")
		switch {
		case said == "":
			continue
		case out.Len() == 0:
		case cue.Start-until >= pause:
			out.WriteString("\n\n")
		default:
			out.WriteString(" ")
		}
		out.WriteString(said)
		until = max(until, cue.End)
	}
	if out.Len() > 0 {
		out.WriteString("\n")
	}
	return out.String()
}

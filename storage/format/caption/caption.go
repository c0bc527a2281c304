// Package caption reads and writes what is said in recordings, with the times at
// which it is shown: WebVTT and SRT in, WebVTT and transcripts out. Cues hold plain
// text; what files say of fonts, colours and places is left to players.
package caption

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

const (
	// MaxBytes is how large a file of cues may be.
	MaxBytes = 5 << 20
	// MaxCues is how many cues a track may have.
	MaxCues = 20_000
	// MaxText is how many characters a cue may have.
	MaxText = 500
)

// Cue is what is shown from when until when, in seconds.
type Cue struct {
	Start float64 `json:"start" validate:"min=0"`
	End   float64 `json:"end" validate:"gtfield=Start"`
	Text  string  `json:"text" validate:"required,max=500"`
}

// Error says what is wrong with a file, and on which line, from 1; 0 is the file
// itself.
type Error struct {
	Line    int
	Message string
}

func (e *Error) Error() string {
	if e.Line == 0 {
		return e.Message
	}
	return fmt.Sprintf("line %d: %s", e.Line, e.Message)
}

// inOrder are the cues by their start; those of one start stay as they are.
func inOrder(cues []Cue) []Cue {
	sorted := slices.Clone(cues)
	slices.SortStableFunc(sorted, func(a, b Cue) int { return cmp.Compare(a.Start, b.Start) })
	return sorted
}

// lines are those of a text on which something stands, without spaces around it or
// more than one between words.
func lines(text string) []string {
	var all []string
	for line := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == '\n' || r == '\r' }) {
		if line = strings.Join(strings.Fields(line), " "); line != "" {
			all = append(all, line)
		}
	}
	return all
}

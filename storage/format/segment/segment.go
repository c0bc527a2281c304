// Package segment cuts Markdown into what is translated and what is not, and puts
// translations back. What it cuts, joined again, is the same bytes: a translator
// meets words, with markup only as sealed codes between them. It knows no file
// format and no content.
package segment

import (
	"strings"
	"unicode"
)

// Piece is a stretch of a text, in its order: the words of a paragraph, a heading,
// an item of a list or a cell of a table; or the markup between them.
type Piece struct {
	// ID is unique among the pieces and codes of a text, the same whenever the
	// same text is cut, and an XML name.
	ID string
	// Runs are the words with their codes; nil where the piece is markup.
	Runs []Run
	// Markup is a piece that holds no words, such as a block of code.
	Markup string
}

// Words tells whether there is something to translate.
func (p *Piece) Words() bool { return hasWords(p.Runs) }

func (p *Piece) write(out *strings.Builder) {
	out.WriteString(p.Markup)
	write(out, p.Runs)
}

// Run is either text or a code.
type Run struct {
	Text string
	Code *Code
}

// Code is markup within a piece: it stands alone, or it opens and closes around
// other runs.
type Code struct {
	ID   string
	Kind Kind
	// Open is the markup, up to what it spans; Close is what follows that.
	Open, Close string
	// Spans tells whether the code opens and closes; Inside is what is between.
	Spans  bool
	Inside []Run
	// Optional codes may be left out by a translation: where a line is broken is
	// the translator's.
	Optional bool

	// label is what a link refers to by its own words, as in [label].
	label string
}

// Kind says what a code does.
type Kind string

// What codes do.
const (
	Bold          Kind = "bold"
	Italic        Kind = "italic"
	Strikethrough Kind = "strikethrough"
	Link          Kind = "link"
	Image         Kind = "image" // it spans the text that stands for the image
	CodeSpan      Kind = "code"
	Address       Kind = "address" // of the web or of mail, in angle brackets
	HTML          Kind = "html"
	Break         Kind = "break" // of a line
	Footnote      Kind = "footnote"
	Checkbox      Kind = "checkbox"
)

// Plain is a text without markup as its one piece.
func Plain(text string) []Piece {
	return []Piece{{ID: "s1", Runs: []Run{{Text: text}}}}
}

// Join puts pieces together again.
func Join(pieces []Piece) string {
	var out strings.Builder
	for i := range pieces {
		pieces[i].write(&out)
	}
	return out.String()
}

func write(out *strings.Builder, runs []Run) {
	for _, run := range runs {
		if run.Code == nil {
			out.WriteString(run.Text)
			continue
		}
		out.WriteString(run.Code.Open)
		write(out, run.Code.Inside)
		out.WriteString(run.Code.Close)
	}
}

func written(runs []Run) string {
	var out strings.Builder
	write(&out, runs)
	return out.String()
}

// hasWords tells whether there is a letter or a digit outside of markup.
func hasWords(runs []Run) bool {
	for _, run := range runs {
		if run.Code != nil && hasWords(run.Code.Inside) {
			return true
		}
		if run.Code == nil && strings.ContainsFunc(run.Text, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }) {
			return true
		}
	}
	return false
}

// Codes lists the codes of runs in the order in which they open.
func Codes(runs []Run) []*Code {
	var codes []*Code
	for _, run := range runs {
		if run.Code != nil {
			codes = append(append(codes, run.Code), Codes(run.Code.Inside)...)
		}
	}
	return codes
}

package caption

import (
	"fmt"
	"html"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Read reads a file of cues: WebVTT where it begins as such, or else SRT. Cues may
// overlap, and come out in the order in which they start. Nothing is left out
// without a word: a line that belongs to no cue is an error.
func Read(file string) ([]Cue, error) {
	if len(file) > MaxBytes {
		return nil, &Error{Message: fmt.Sprintf("the file has more than %d bytes", MaxBytes)}
	}
	file = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(strings.TrimPrefix(file, "\ufeff"))
	r := &reader{lines: strings.Split(file, "\n")}
	for number, line := range r.lines {
		if !utf8.ValidString(line) {
			return nil, &Error{Line: number + 1, Message: "this is not UTF-8"}
		}
		if strings.ContainsRune(line, 0) {
			return nil, &Error{Line: number + 1, Message: "a text cannot hold the character NUL"}
		}
	}
	if r.webVTT = signature.MatchString(r.lines[0]); r.webVTT {
		r.skip()
	}
	for r.at < len(r.lines) {
		if err := r.block(); err != nil {
			return nil, err
		}
	}
	if len(r.cues) == 0 {
		return nil, &Error{Message: "there are no cues in it; it must be WebVTT or SRT"}
	}
	return inOrder(r.cues), nil
}

// signature is the first line of WebVTT.
var signature = regexp.MustCompile(`^WEBVTT([ \t].*)?$`)

// arrow stands between the times of a cue, and nowhere else.
const arrow = "-->"

// reader goes through the lines of a file.
type reader struct {
	lines  []string
	at     int
	webVTT bool
	cues   []Cue
}

func (r *reader) blank() bool { return r.at >= len(r.lines) || strings.TrimSpace(r.lines[r.at]) == "" }

// skip goes on to the next blank line.
func (r *reader) skip() {
	for !r.blank() {
		r.at++
	}
}

// block reads what comes up to the next blank line: cues, or something that is none.
func (r *reader) block() error {
	switch {
	case r.blank():
		r.at++
		return nil
	case r.webVTT && aside.MatchString(r.lines[r.at]):
		r.skip()
		return nil
	case strings.Contains(r.lines[r.at], arrow):
		return r.cue()
	}
	// The name of a cue, or its number.
	r.at++
	if !r.blank() && strings.Contains(r.lines[r.at], arrow) {
		return r.cue()
	}
	return &Error{Line: r.at, Message: "this line belongs to no cue; is there a blank line in the middle of one?"}
}

// aside begins a block of WebVTT that is shown to nobody.
var aside = regexp.MustCompile(`^(NOTE([ \t].*)?|STYLE[ \t]*|REGION[ \t]*)$`)

// cue reads times, and the text below them. Where no blank line is between two cues
// of SRT, the number of the second ends up as the last line of the first.
func (r *reader) cue() error {
	line := r.at + 1
	start, end, err := times(r.lines[r.at])
	if err != nil {
		return &Error{Line: line, Message: err.Error()}
	}
	first := r.at + 1
	for r.at++; !r.blank() && !strings.Contains(r.lines[r.at], arrow); {
		r.at++
	}
	said := r.lines[first:r.at]
	if !r.blank() && len(said) > 0 && isNumber(said[len(said)-1]) {
		said = said[:len(said)-1]
	}
	text := r.plain(said)
	switch {
	case text == "":
		return nil // nothing is shown
	case end <= start:
		return &Error{Line: line, Message: "a cue must end after it starts"}
	case utf8.RuneCountInString(text) > MaxText:
		return &Error{Line: line, Message: fmt.Sprintf("the text of a cue has at most %d characters", MaxText)}
	case len(r.cues) == MaxCues:
		return &Error{Line: line, Message: fmt.Sprintf("a track has at most %d cues", MaxCues)}
	}
	r.cues = append(r.cues, Cue{Start: start, End: end, Text: text})
	return nil
}

func isNumber(line string) bool {
	_, err := strconv.Atoi(strings.TrimSpace(line))
	return err == nil
}

// stamp is a time: hours may be missing in WebVTT, and SRT has a comma.
var stamp = regexp.MustCompile(`^(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})$`)

// times reads the line with the times of a cue. What follows them are settings.
func times(line string) (start, end float64, err error) {
	before, after, _ := strings.Cut(line, arrow)
	until, _, _ := strings.Cut(strings.TrimSpace(after), " ")
	if start, err = seconds(strings.TrimSpace(before)); err != nil {
		return 0, 0, err
	}
	end, err = seconds(strings.TrimSpace(until))
	return start, end, err
}

func seconds(of string) (float64, error) {
	found := stamp.FindStringSubmatch(of)
	if found == nil {
		return 0, fmt.Errorf("%.40q is not a time such as 00:01:02.500", of)
	}
	number := func(digits string) int {
		n, _ := strconv.Atoi(digits) // nothing but digits, or nothing
		return n
	}
	hours, minutes, whole := number(found[1]), number(found[2]), number(found[3])
	if minutes > 59 || whole > 59 {
		return 0, fmt.Errorf("%q has minutes or seconds beyond 59", of)
	}
	milliseconds := number((found[4] + "00")[:3])
	return float64(((hours*60+minutes)*60+whole)*1000+milliseconds) / 1000, nil
}

var (
	// voice names who speaks.
	voice = regexp.MustCompile(`<v(?:\.[^ \t>]*)?[ \t]+([^>]+)>`)
	// tag is markup of WebVTT or of SRT, but not a mere "less than".
	tag = regexp.MustCompile(`</?[a-zA-Z][^<>]*>|<[0-9:.]+>|\{\\[^{}]*\}`)
)

// plain is the text of a cue without markup.
func (r *reader) plain(said []string) string {
	text := strings.Join(said, "\n")
	if r.webVTT {
		text = voice.ReplaceAllString(text, "$1: ")
	}
	text = tag.ReplaceAllString(text, "")
	if r.webVTT {
		text = html.UnescapeString(text)
	}
	return strings.Join(lines(text), "\n")
}

// Package words compares texts by their words, so that a person sees what another
// has changed. It knows neither content nor languages.
package words

import (
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/clipperhouse/uax29/v2/words"
	"github.com/sergi/go-diff/diffmatchpatch"
)

// Op tells what became of a segment.
type Op string

// What can become of a segment.
const (
	Equal    Op = "EQUAL"    // it stands in both texts
	Inserted Op = "INSERTED" // it stands in the text after only
	Deleted  Op = "DELETED"  // it stands in the text before only
)

// Segment is a run of words, with the spaces and signs between them, that shared
// one fate.
type Segment struct {
	Op   Op
	Text string
}

// patience is how long a shortest difference is searched for. Texts of 200,000
// characters that share little would otherwise take time that grows with the
// square of their length; past it, what is left is shown as replaced.
const patience = 200 * time.Millisecond

// short is how many words two texts may have together whose difference is found
// without a look at the clock: what a busy machine shows of them is no other than
// what any does.
const short = 4000

// Words are compared as single characters. Those come from the two planes that
// Unicode leaves to private use, of which there are more than a text has
// different words; a text with more is shown as replaced.
const firstStandIn, lastStandIn = 0xF0000, 0x10FFFF

// Diff lists the segments that lead from one text to the other: equal and deleted
// ones, joined, are the text before, equal and inserted ones the text after. A
// deletion comes before the insertion that takes its place, and there are no
// empty segments. Words are those of Unicode's text segmentation (UAX #29). For
// long texts it takes a fifth of a second at most, and time that grows with the
// length of the texts beyond that.
func Diff(before, after string) []Segment {
	standIns := map[string]rune{}
	var vocabulary []string
	encode := func(text string) []rune {
		var encoded []rune
		for tokens := words.FromString(text); tokens.Next(); {
			standIn, known := standIns[tokens.Value()]
			if !known {
				standIn = rune(firstStandIn + len(vocabulary))
				standIns[tokens.Value()] = standIn
				vocabulary = append(vocabulary, tokens.Value())
			}
			encoded = append(encoded, standIn)
		}
		return encoded
	}
	encodedBefore, encodedAfter := encode(before), encode(after)

	var joined joiner
	if len(vocabulary) > lastStandIn-firstStandIn+1 {
		joined.add(Deleted, before)
		joined.add(Inserted, after)
		return joined.end()
	}
	for _, diff := range compare(encodedBefore, encodedAfter) {
		var text strings.Builder
		for _, standIn := range diff.Text {
			text.WriteString(vocabulary[standIn-firstStandIn])
		}
		joined.add(ops[diff.Type], text.String())
	}
	return joined.end()
}

// compare lists the differences of two encoded texts. With a timeout of its own the
// library would look for a long run that both share first, which a text that repeats
// itself makes quadratic, and which the timeout does not end.
func compare(before, after []rune) []diffmatchpatch.Diff {
	prefix := 0
	for prefix < min(len(before), len(after)) && before[prefix] == after[prefix] {
		prefix++
	}
	shared := before[:prefix]
	before, after = before[prefix:], after[prefix:]
	suffix := 0
	for suffix < min(len(before), len(after)) && before[len(before)-1-suffix] == after[len(after)-1-suffix] {
		suffix++
	}
	end := before[len(before)-suffix:]
	before, after = before[:len(before)-suffix], after[:len(after)-suffix]

	differ := &diffmatchpatch.DiffMatchPatch{}
	var latest time.Time // none
	if len(before)+len(after) > short {
		latest = time.Now().Add(patience)
	}
	var middle []diffmatchpatch.Diff
	if min(len(before), len(after)) < 2 {
		middle = differ.DiffMainRunes(before, after, false)
	} else {
		middle = differ.DiffBisect(string(before), string(after), latest)
	}
	return slices.Concat([]diffmatchpatch.Diff{{Text: string(shared)}}, middle, []diffmatchpatch.Diff{{Text: string(end)}})
}

var ops = map[diffmatchpatch.Operation]Op{
	diffmatchpatch.DiffEqual:  Equal,
	diffmatchpatch.DiffInsert: Inserted,
	diffmatchpatch.DiffDelete: Deleted,
}

// joiner makes segments that read well. Where two changes have nothing but spaces
// and signs between them they become one: "red car" that became "blue bike" is
// one change and not two.
type joiner struct {
	segments                   []Segment
	deleted, inserted, between strings.Builder
}

func (j *joiner) add(op Op, text string) {
	changing := j.deleted.Len()+j.inserted.Len() > 0
	switch {
	case text == "":
	case op == Equal && changing && !hasWord(text):
		j.between.WriteString(text)
	case op == Equal:
		j.flush()
		j.segments = append(j.segments, Segment{Equal, text})
	default:
		j.deleted.WriteString(j.between.String())
		j.inserted.WriteString(j.between.String())
		j.between.Reset()
		if op == Deleted {
			j.deleted.WriteString(text)
		} else {
			j.inserted.WriteString(text)
		}
	}
}

// flush ends the change that is being gathered.
func (j *joiner) flush() {
	for _, part := range []struct {
		op   Op
		text *strings.Builder
	}{{Deleted, &j.deleted}, {Inserted, &j.inserted}, {Equal, &j.between}} {
		if part.text.Len() > 0 {
			j.segments = append(j.segments, Segment{part.op, part.text.String()})
			part.text.Reset()
		}
	}
}

func (j *joiner) end() []Segment {
	j.flush()
	return j.segments
}

func hasWord(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) })
}

package content

import (
	"html"
	"slices"
	"strings"
	"unicode"
)

// snippetWidth is how many characters a snippet has about the first word found.
const snippetWidth = 160

// snippet cuts the prose about the first of the words and marks the words. It
// looks for the first three quarters of the words, folded: by that it also marks
// most of their other forms.
func snippet(prose string, words []string) string {
	runes := []rune(strings.Join(strings.Fields(prose), " "))
	var stems []string
	for _, word := range words {
		stem := []rune(Fold(word))
		if len(stem) > 4 {
			stem = stem[:(3*len(stem)+3)/4]
		}
		stems = append(stems, string(stem))
	}
	type span struct{ from, to int }
	var marks []span
	for from := 0; from < len(runes); {
		if !unicode.IsLetter(runes[from]) && !unicode.IsDigit(runes[from]) {
			from++
			continue
		}
		to := from
		for to < len(runes) && (unicode.IsLetter(runes[to]) || unicode.IsDigit(runes[to])) {
			to++
		}
		folded := Fold(string(runes[from:to]))
		if slices.ContainsFunc(stems, func(stem string) bool { return strings.HasPrefix(folded, stem) }) {
			marks = append(marks, span{from, to})
		}
		from = to
	}
	start := 0
	if len(marks) > 0 {
		start = max(0, marks[0].from-snippetWidth/3)
		for start > 0 && runes[start-1] != ' ' {
			start--
		}
	}
	end := min(len(runes), start+snippetWidth)
	for end < len(runes) && runes[end] != ' ' {
		end++
	}
	var out strings.Builder
	if start > 0 {
		out.WriteString("… ")
	}
	at := start
	for _, mark := range marks {
		if mark.from < start || mark.to > end {
			continue
		}
		out.WriteString(html.EscapeString(string(runes[at:mark.from])))
		out.WriteString("<mark>" + html.EscapeString(string(runes[mark.from:mark.to])) + "</mark>")
		at = mark.to
	}
	out.WriteString(html.EscapeString(string(runes[at:end])))
	if end < len(runes) {
		out.WriteString(" …")
	}
	return out.String()
}

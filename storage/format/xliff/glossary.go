package xliff

import (
	"slices"
	"strings"
	"unicode"

	"github.com/clipperhouse/uax29/v2/words"
)

// finder finds which terms occur in a text: whole words, in any case, as they are
// in the dictionary. Inflected forms it does not know.
type finder struct {
	terms []Term
	// byFirst are the wordings by their first word.
	byFirst map[string][]wording
}

type wording struct {
	words []string
	term  int
}

func newFinder(terms []Term) *finder {
	f := &finder{terms: terms, byFirst: map[string][]wording{}}
	for i, term := range terms {
		// XLIFF wants a translation or a definition; without either it helps nobody.
		if len(term.Translations) == 0 && term.Definition == "" {
			continue
		}
		for _, text := range append([]string{term.Term}, term.Also...) {
			if words := wordsOf(text); len(words) > 0 {
				f.byFirst[words[0]] = append(f.byFirst[words[0]], wording{words, i})
			}
		}
	}
	return f
}

// in lists the terms that occur in the texts, in the order of the glossary.
func (f *finder) in(texts []string) []Term {
	found := map[int]bool{}
	for _, text := range texts {
		words := wordsOf(text)
		for i, word := range words {
			for _, wording := range f.byFirst[word] {
				if !found[wording.term] && len(wording.words) <= len(words)-i && slices.Equal(wording.words, words[i:i+len(wording.words)]) {
					found[wording.term] = true
				}
			}
		}
	}
	var terms []Term
	for i, term := range f.terms {
		if found[i] {
			terms = append(terms, term)
		}
	}
	return terms
}

func wordsOf(text string) []string {
	var all []string
	for tokens := words.FromString(strings.ToLower(text)); tokens.Next(); {
		if strings.ContainsFunc(tokens.Value(), func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }) {
			all = append(all, tokens.Value())
		}
	}
	return all
}

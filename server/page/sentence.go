package page

import (
	"unicode"
	"unicode/utf8"
)

// Sentence writes what stands in a list of problems as it stands alone.
func Sentence(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + text[size:] + "."
}

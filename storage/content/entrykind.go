package content

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"
)

// EntryKind is the name of a kind, as the schema's enum of the same name writes
// it: `newsletterIssue` is NEWSLETTER_ISSUE there.
type EntryKind string

// Kind is the kind of the entry.
func (e *Entry) Kind() EntryKind { return EntryKind(e.KindName) }

// MarshalGQL writes the value of the enum.
func (k EntryKind) MarshalGQL(w io.Writer) {
	var out strings.Builder
	for _, r := range string(k) {
		if unicode.IsUpper(r) {
			out.WriteByte('_')
		}
		out.WriteRune(unicode.ToUpper(r))
	}
	_, _ = io.WriteString(w, strconv.Quote(out.String()))
}

// UnmarshalGQL reads a value of the enum, which validation has checked.
func (k *EntryKind) UnmarshalGQL(v any) error {
	s, ok := v.(string)
	if !ok {
		return fmt.Errorf("an EntryKind is the name of a kind")
	}
	var out strings.Builder
	for i, word := range strings.Split(strings.ToLower(s), "_") {
		if i > 0 && word != "" {
			word = strings.ToUpper(word[:1]) + word[1:]
		}
		out.WriteString(word)
	}
	*k = EntryKind(out.String())
	return nil
}

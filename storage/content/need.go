package content

import (
	"fmt"
	"slices"
)

// Need is something that an entry is not published without, though its draft may
// lack it: a text, in each language, or whatever its row tells.
type Need struct {
	// Code and Message say what is wrong without it.
	Code    PublishProblemCode
	Message string

	// Text is the field of texts that is needed where Applies answers true for the
	// fields of the kind; empty: it is not a text.
	Text    string
	Applies func(fields any) bool

	// Unmet is SQL that answers what a row lacks, and Field where records have it.
	Unmet string
	Field string
}

// NeedText says that a kind with the fields F needs a text, named as in JSON, where
// the fields are such; without it there is a problem with this code and message.
func NeedText[F any](text string, code PublishProblemCode, message string, where func(fields *F) bool) Need {
	return Need{Text: text, Code: code, Message: message, Applies: func(fields any) bool { return where(fields.(*F)) }}
}

// NeedRow says that a kind needs what SQL tells of the draft: over `k` (the kind's
// row) and `locales` (the languages in which the entry will be live), on the search
// path draft, it answers what is lacking, in words for editors, or null. The field is
// its path in records, where there is one.
func NeedRow(field string, code PublishProblemCode, unmet string) Need {
	return Need{Field: field, Code: code, Unmet: unmet}
}

// checkNeeds refuses needs that can never be met.
func (kind *Kind) checkNeeds() error {
	for _, need := range kind.Needs {
		if need.Unmet == "" && !slices.Contains(kind.TextFieldNames(), need.Text) {
			return fmt.Errorf("kind %q: it needs %q, which is none of its texts", kind.Name, need.Text)
		}
	}
	return nil
}

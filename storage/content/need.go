package content

import (
	"fmt"
	"slices"
)

// Need is something that an entry is not published without, though its draft may
// lack it: a text, in each language, or whatever its row tells.
type Need struct {
	code PublishProblemCode

	text    string
	message string
	applies func(fields any) bool

	field string
	unmet string
}

// NeedText says that a kind with the fields F needs a text, named as in JSON, where
// the fields are such; without it there is a problem with this code and message.
func NeedText[F any](text string, code PublishProblemCode, message string, where func(fields *F) bool) Need {
	return Need{text: text, code: code, message: message, applies: func(fields any) bool { return where(fields.(*F)) }}
}

// NeedRow says that a kind needs what SQL tells of the draft: over `k` (the kind's
// row) and `locales` (the languages in which the entry will be live), on the search
// path draft, it answers what is lacking, in words for editors, or null. The field is
// its path in records, where there is one.
func NeedRow(field string, code PublishProblemCode, unmet string) Need {
	return Need{field: field, code: code, unmet: unmet}
}

// checkNeeds refuses needs that can never be met.
func (kind *Kind) checkNeeds() error {
	for _, need := range kind.Needs {
		if need.unmet == "" && !slices.Contains(kind.TextFieldNames(), need.text) {
			return fmt.Errorf("kind %q: it needs %q, which is none of its texts", kind.Name, need.text)
		}
	}
	return nil
}

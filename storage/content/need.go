package content

import (
	"fmt"
	"slices"
)

// Need is a text that an entry is not published without, in any language, though its
// draft may lack it.
type Need struct {
	text    string
	code    PublishProblemCode
	message string
	applies func(fields any) bool
}

// NeedText says that a kind with the fields F needs a text, named as in JSON, where
// the fields are such; without it there is a problem with this code and message.
func NeedText[F any](text string, code PublishProblemCode, message string, where func(fields *F) bool) Need {
	return Need{text: text, code: code, message: message, applies: func(fields any) bool { return where(fields.(*F)) }}
}

// checkNeeds refuses needs that can never be met.
func (kind *Kind) checkNeeds() error {
	for _, need := range kind.Needs {
		if !slices.Contains(kind.TextFieldNames(), need.text) {
			return fmt.Errorf("kind %q: it needs %q, which is none of its texts", kind.Name, need.text)
		}
	}
	return nil
}

package content

import (
	"fmt"
	"slices"
)

// Glossary says of a kind that its entries explain words: their titles. Translators
// are given them where they occur.
type Glossary struct {
	// Definition is the field of texts that explains the word.
	Definition string
	// Also are fields, of texts or of the entry, with other words for the same.
	Also []string
}

// checkGlossary refuses fields that the kind does not have.
func (kind *Kind) checkGlossary() error {
	if kind.Glossary == nil {
		return nil
	}
	texts, fields := kind.TextFieldNames(), kind.FieldNames()
	if !slices.Contains(texts, "title") || !slices.Contains(texts, kind.Glossary.Definition) {
		return fmt.Errorf("kind %q: its glossary needs a title and the field %q in its texts", kind.Name, kind.Glossary.Definition)
	}
	for _, name := range kind.Glossary.Also {
		if !slices.Contains(texts, name) && !slices.Contains(fields, name) {
			return fmt.Errorf("kind %q: its glossary names the unknown field %q", kind.Name, name)
		}
	}
	return nil
}

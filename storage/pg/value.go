package pg

import (
	"strings"

	"github.com/google/uuid"
	"github.com/uptrace/bun/schema"
)

// OptionalText is null for a text that says nothing.
func OptionalText(text string) *string {
	if text = strings.TrimSpace(text); text == "" {
		return nil
	}
	return &text
}

// array is an array of text as one value.
type array []string

// AppendQuery implements Bun's schema.QueryAppender.
func (a array) AppendQuery(gen schema.QueryGen, b []byte) ([]byte, error) {
	text := []byte{'{'}
	for i, element := range a {
		if i > 0 {
			text = append(text, ',')
		}
		text = append(text, '"')
		for _, c := range []byte(element) {
			if c == '"' || c == '\\' {
				text = append(text, '\\')
			}
			text = append(text, c)
		}
		text = append(text, '"')
	}
	return gen.Dialect().AppendString(b, string(append(text, '}'))), nil
}

// Texts are values as an array of text.
func Texts[T ~string](values []T) any {
	words := make(array, len(values))
	for i, v := range values {
		words[i] = string(v)
	}
	return words
}

// UUIDs are ids as an array of text, to be cast to uuid[].
func UUIDs(ids []uuid.UUID) any {
	words := make(array, len(ids))
	for i, id := range ids {
		words[i] = id.String()
	}
	return words
}

// OptionalID is null for the id of nothing.
func OptionalID(id uuid.UUID) *uuid.UUID {
	if id == uuid.Nil {
		return nil
	}
	return &id
}

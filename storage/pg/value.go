package pg

import (
	"strings"

	"github.com/google/uuid"
	"github.com/uptrace/bun/dialect/pgdialect"
)

// OptionalText is null for a text that says nothing.
func OptionalText(text string) *string {
	if text = strings.TrimSpace(text); text == "" {
		return nil
	}
	return &text
}

// Texts are values as an array of text.
func Texts[T ~string](values []T) any {
	words := make([]string, len(values))
	for i, v := range values {
		words[i] = string(v)
	}
	return pgdialect.Array(words)
}

// UUIDs are ids as an array of text, to be cast to uuid[].
func UUIDs(ids []uuid.UUID) any {
	words := make([]string, len(ids))
	for i, id := range ids {
		words[i] = id.String()
	}
	return pgdialect.Array(words)
}

// OptionalID is null for the id of nothing.
func OptionalID(id uuid.UUID) *uuid.UUID {
	if id == uuid.Nil {
		return nil
	}
	return &id
}

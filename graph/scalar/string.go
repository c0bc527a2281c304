package scalar

import (
	"strings"
	"unicode/utf8"

	"github.com/99designs/gqlgen/graphql"
)

// MarshalString writes a String.
func MarshalString(s string) graphql.Marshaler {
	return graphql.MarshalString(s)
}

// UnmarshalString reads a String: only a string, without the NUL character and in valid UTF-8, since PostgreSQL stores no other.
func UnmarshalString(v any) (string, error) {
	s, ok := v.(string)
	if !ok {
		return "", invalid("a string")
	}
	return s, storable(s)
}

func storable(s string) error {
	switch {
	case strings.ContainsRune(s, 0):
		return invalid("a string without the NUL character")
	case !utf8.ValidString(s):
		return invalid("a string in valid UTF-8")
	}
	return nil
}

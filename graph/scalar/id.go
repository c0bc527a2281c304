package scalar

import (
	"encoding/json"
	"strconv"

	"github.com/99designs/gqlgen/graphql"
)

// MarshalID writes an ID, which is always a string.
func MarshalID(id string) graphql.Marshaler {
	return graphql.MarshalString(id)
}

// UnmarshalID reads an ID: a string as String takes it, or an integer, as the specification allows.
func UnmarshalID(v any) (string, error) {
	switch v := v.(type) {
	case string:
		return v, storable(v)
	case json.Number:
		if n, err := strconv.ParseInt(v.String(), 10, 64); err == nil {
			return strconv.FormatInt(n, 10), nil
		}
	case int64:
		return strconv.FormatInt(v, 10), nil
	}
	return "", invalid("a string or an integer")
}

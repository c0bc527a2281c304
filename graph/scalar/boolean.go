package scalar

import "github.com/99designs/gqlgen/graphql"

// MarshalBoolean writes a Boolean.
func MarshalBoolean(b bool) graphql.Marshaler {
	return graphql.MarshalBoolean(b)
}

// UnmarshalBoolean reads a Boolean: only true and false.
func UnmarshalBoolean(v any) (bool, error) {
	b, ok := v.(bool)
	if !ok {
		return false, invalid("true or false")
	}
	return b, nil
}

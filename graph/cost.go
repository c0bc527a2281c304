package graph

import (
	"context"
	"math"

	"github.com/99designs/gqlgen/graphql"

	"github.com/cocreated/hub/graph/limit"
)

// listCost is how many entries a list without `first` is taken to have.
const listCost = 3

// costed tells what fields cost from the schema itself, so that a new kind needs
// no cost function of its own: a field with `first` costs its page, any other list
// a few times what is in it.
type costed struct{ graphql.ExecutableSchema }

// Complexity implements graphql.ExecutableSchema.
func (c costed) Complexity(_ context.Context, typeName, fieldName string, childComplexity int, args map[string]any) (int, bool) {
	definition := c.Schema().Types[typeName]
	if definition == nil {
		return 0, false
	}
	field := definition.Fields.ForName(fieldName)
	switch {
	case field == nil:
		return 0, false
	case field.Arguments.ForName("first") != nil:
		first, last := pageArgument(args, "first"), pageArgument(args, "last")
		return limit.Connection(childComplexity, first, last), true
	case field.Type.Elem != nil && fieldName != "nodes" && fieldName != "edges":
		return limit.Connection(childComplexity, pointer(listCost), nil), true
	default:
		return 0, false
	}
}

// pageArgument reads the size of a page before anything has checked it: an int64,
// whether the document says it or a variable.
func pageArgument(args map[string]any, name string) *int {
	size, given := args[name].(int64)
	if !given {
		return nil
	}
	return pointer(int(min(max(size, -1), math.MaxInt32))) // int may have 32 bits
}

func pointer[T any](value T) *T { return &value }

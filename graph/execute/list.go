package execute

import (
	"context"

	"github.com/99designs/gqlgen/graphql"
)

// List resolves the objects of a list, in their order; see [graphql.MarshalSliceConcurrently].
func List(ctx context.Context, length int, resolve func(ctx context.Context, i int) graphql.Marshaler) graphql.Array {
	list := make(graphql.Array, length)
	// What errors say of the place of an object, for all of them in one piece of memory.
	places, indexes := make([]graphql.FieldContext, length), make([]int, length)
	for i := range list {
		indexes[i] = i
		places[i].Index = &indexes[i]
		list[i] = element(graphql.WithFieldContext(ctx, &places[i]), i, resolve)
	}
	return list
}

func element(ctx context.Context, i int, resolve func(context.Context, int) graphql.Marshaler) (value graphql.Marshaler) {
	defer func() {
		if r := recover(); r != nil {
			graphql.AddError(ctx, graphql.Recover(ctx, r))
			value = graphql.Null
		}
	}()
	return resolve(ctx, i)
}

package graph

import (
	"sync"

	"github.com/99designs/gqlgen/graphql"

	"github.com/cocreated/hub/graph/generated"
	"github.com/cocreated/hub/graph/limit"
	"github.com/cocreated/hub/storage/kind"
)

// forTheGenerator are directives that stand in the schema and mean nothing to
// clients: gqlgen's own, and @defer, which gqlparser adds and no transport serves.
var forTheGenerator = []string{"goModel", "goField", "defer"}

// hideDirectives keeps them out of introspection. It happens once, before anything
// is served, because all handlers share the parsed schema.
var hideDirectives = sync.OnceFunc(func() {
	directives := generated.NewExecutableSchema(generated.Config{}).Schema().Directives
	for _, name := range forTheGenerator {
		delete(directives, name)
	}
})

// guarded is the door of the schema, which is the same for all handlers.
var guarded = sync.OnceValue(func() door {
	kinds, err := kind.All()
	if err != nil {
		panic(err)
	}
	return newDoor(generated.NewExecutableSchema(generated.Config{}).Schema(), kinds)
})

// executable is the schema with its resolvers, and its door.
func executable(resolver *Resolver) (graphql.ExecutableSchema, door) {
	hideDirectives()
	door := guarded()
	return costed{generated.NewExecutableSchema(generated.Config{Resolvers: resolver, Directives: door.directives(resolver.who)})}, door
}

// CheckDocument tells what is wrong with a document that the API does not execute, with lines and columns.
func CheckDocument(text string) error {
	return limit.Check(generated.NewExecutableSchema(generated.Config{}).Schema(), text)
}

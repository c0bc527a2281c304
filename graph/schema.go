package graph

import (
	"sync"

	"github.com/99designs/gqlgen/graphql"

	"github.com/cocreated/hub/graph/generated"
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

// executable is the schema with its resolvers.
func executable(resolver *Resolver) graphql.ExecutableSchema {
	hideDirectives()
	schema := generated.NewExecutableSchema(generated.Config{Resolvers: resolver, Directives: directives(resolver.who)})
	mustBeGuarded(schema.Schema())
	return costed{schema}
}

// Package limit bounds what one GraphQL document may cost, before anything expensive is done with it.
//
// gqlgen parses and validates before it asks any extension, and validation is where hostile documents hurt: comparing overlapping
// fields is quadratic, and complexity is computed without remembering fragments. The limits here are therefore checked on the bare
// syntax tree, right after the text of the query is known and ahead of validation; see [Apply].
package limit

import (
	"cmp"
	"fmt"

	"github.com/99designs/gqlgen/graphql/handler"
)

// Limits are the maxima of one document and of its answer. A zero field means its default, so Limits{} is the recommended set; a
// negative one is refused when the server is put together.
type Limits struct {
	// Tokens are the lexical tokens of the whole document, comments included. Default 5000.
	Tokens int
	// Nesting is how many brackets of any kind may be open at once. It bounds what Depth does not see: inline fragments and the
	// values of arguments. Default 100.
	Nesting int
	// Operations are the operations of a document, of which one is executed and all are validated. Default 10.
	Operations int
	// Fragments are the named fragments of a document. Default 100.
	Fragments int
	// Depth is how deep fields may nest, through fragments. `ofType`, which introspection chains to unwrap lists and non-nulls, adds
	// nothing: its depth is the depth of a type, not of data. Default 15.
	Depth int
	// Aliases are the renamed fields written in the document. Default 50.
	Aliases int
	// Directives are the directives written in the document, at any place. Default 50.
	Directives int
	// Repeats is how often one response name may occur in a selection set under the same type condition; inline fragments belong to
	// the set that holds them, named fragments do not. Default 20.
	Repeats int
	// Nodes are the fields of all operations with every fragment spelled out where it is spread, and likewise of each fragment on
	// its own. Default 1000.
	Nodes int
	// Complexity is the cost of the executed operation as the schema's complexity functions tell it. Default 10000.
	Complexity int
	// Errors are the errors of one answer. Default 20.
	Errors int
	// Bytes are those of the data of an answer. Default 8 MiB.
	Bytes int
	// MessageBytes is the length of one error message; messages quote names from the document, which have no length of their own.
	// Default 500.
	MessageBytes int
}

func (l Limits) withDefaults() Limits {
	return Limits{
		Tokens:       cmp.Or(l.Tokens, 5000),
		Nesting:      cmp.Or(l.Nesting, 100),
		Operations:   cmp.Or(l.Operations, 10),
		Fragments:    cmp.Or(l.Fragments, 100),
		Depth:        cmp.Or(l.Depth, 15),
		Aliases:      cmp.Or(l.Aliases, 50),
		Directives:   cmp.Or(l.Directives, 50),
		Repeats:      cmp.Or(l.Repeats, 20),
		Nodes:        cmp.Or(l.Nodes, 1000),
		Complexity:   cmp.Or(l.Complexity, 10_000),
		Errors:       cmp.Or(l.Errors, 20),
		Bytes:        cmp.Or(l.Bytes, 8<<20),
		MessageBytes: cmp.Or(l.MessageBytes, 500),
	}
}

func (l Limits) validate() error {
	for name, value := range map[string]int{
		"Tokens": l.Tokens, "Nesting": l.Nesting, "Operations": l.Operations, "Fragments": l.Fragments, "Depth": l.Depth,
		"Aliases": l.Aliases, "Directives": l.Directives, "Repeats": l.Repeats, "Nodes": l.Nodes, "Complexity": l.Complexity,
		"Errors": l.Errors, "Bytes": l.Bytes, "MessageBytes": l.MessageBytes,
	} {
		if value < 0 {
			return fmt.Errorf("limit: %s is %d; use a positive number, or 0 for the default", name, value)
		}
	}
	return nil
}

// Apply puts all limits on srv: the parser's token limit, the validation rules, the cap on errors, the document limits and the
// complexity limit; and closes a gap of gqlgen at @skip and @include, next to those that [Validation] closes.
//
// Call it after persisted queries are configured: extensions run in the order they were added, and a query that is filled in later
// would not be seen here. (Should the order be wrong all the same, such requests are refused, not let through.) Like handler.Use,
// Apply panics when the wiring is wrong.
func Apply(srv *handler.Server, limits Limits) {
	if err := limits.validate(); err != nil {
		panic(err)
	}
	limits = limits.withDefaults()

	srv.SetParserTokenLimit(limits.Tokens)
	Validation(srv, limits.Errors)
	srv.Use(errorCap{max: limits.Errors, messageBytes: limits.MessageBytes})
	srv.Use(answerCap{max: limits.Bytes})
	srv.Use(newDocument(limits))
	srv.Use(conditions{})
	srv.Use(newComplexity(limits.Complexity))
}

package limit_test

import (
	_ "embed"
	"fmt"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql/handler"
	"github.com/99designs/gqlgen/graphql/handler/extension"
	"github.com/99designs/gqlgen/graphql/handler/lru"
	"github.com/99designs/gqlgen/graphql/handler/transport"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/cocreated/hub/graph/limit"
)

// The query that GraphiQL and code generators send: getIntrospectionQuery of graphql-js with every option on.
//
//go:embed testdata/introspection.graphql
var introspection string

// doubling is a chain of n fragments that each spread the next one twice, so that 2ⁿ fields are spelled out.
func doubling(n int) string {
	var b strings.Builder
	b.WriteString("{ thing { ...F0 } }")
	for i := range n {
		fmt.Fprintf(&b, " fragment F%d on Thing { ...F%d ...F%d }", i, i+1, i+1)
	}
	fmt.Fprintf(&b, " fragment F%d on Thing { id }", n)
	return b.String()
}

func nested(field string, depth int) string {
	return "{" + strings.Repeat(field+"{", depth-1) + "id" + strings.Repeat("}", depth)
}

func numbered(n int, format string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

func TestDocumentLimits(t *testing.T) {
	t.Parallel()

	tests := map[string]struct {
		query string
		limit string // empty: the document passes
		max   int
		found int
	}{
		"IntrospectionPasses":   {query: introspection},
		"DepthAtTheLimit":       {query: nested("thing", 15)},
		"DepthOverTheLimit":     {query: nested("thing", 16), limit: "depth", max: 15, found: 16},
		"DepthThroughFragments": {query: "{ thing { ...A } } fragment A on Thing " + nested("thing", 15), limit: "depth", max: 15, found: 16},
		"DepthBomb":             {query: nested("thing", 5_000), limit: "nesting", max: 100, found: 101},
		"InlineFragmentBomb": {
			query: "{" + strings.Repeat("...{", 2_000) + "thing{id}" + strings.Repeat("}", 2_001), limit: "nesting", max: 100, found: 101,
		},
		"ListValueBomb":     {query: "{node(id:" + strings.Repeat("[", 900) + strings.Repeat("]", 900) + "){id}}", limit: "nesting", max: 100, found: 101},
		"AliasesAtTheLimit": {query: "{" + numbered(50, "a%d: thing { id } ") + "}"},
		"AliasFlood":        {query: "{" + numbered(500, "a%d: thing { id } ") + "}", limit: "aliases", max: 50, found: 500},
		"AliasFloodInAFragment": {
			query: "{ ...A } fragment A on Query {" + numbered(51, "a%d: thing { id } ") + "}", limit: "aliases", max: 50, found: 51,
		},
		"DirectivesAtTheLimit": {query: "{ thing { id " + strings.Repeat("@include(if: true)", 50) + "} }", limit: ""},
		"DirectiveFlood":       {query: "{ thing { id " + strings.Repeat("@a", 2_000) + "} }", limit: "directives", max: 50, found: 2_000},
		"DirectivesEverywhere": {
			query: "query Q($v: Int @a) @a { ... @a { ...F @a } thing @a { id } } fragment F on Query @a { thing { id " +
				strings.Repeat("@a", 45) + "} }",
			limit: "directives", max: 50, found: 51,
		},
		"RepeatsAtTheLimit":        {query: "{ thing {" + strings.Repeat("id ", 20) + "} }"},
		"RepeatsOverTheLimit":      {query: "{ thing {" + strings.Repeat("id ", 21) + "} }", limit: "repeats", max: 20, found: 21},
		"RepeatsInInlineFragments": {query: "{ thing {" + strings.Repeat("...{id} ", 21) + "} }", limit: "repeats", max: 20, found: 21},
		"RepeatsUnderOneAlias": {
			query: "{ thing { " + numbered(21, "a: title(where: {title: \"%d\"}) ") + "} }", limit: "repeats", max: 20, found: 21,
		},
		"OneFieldOnManyTypes": {query: "{ node(id: 1) {" + strings.Repeat("... on Thing { id } ... on Other { id } ", 20) + "} }"},
		"OverlappingFieldsOf400KB": {
			query: "{" + strings.Repeat("thing { a: title(where: {}) } ", 14_000) + "}", limit: "tokens", max: 5_000, found: 5_001,
		},
		"OverlappingFieldsBelowTheTokenLimit": {
			query: "{" + strings.Repeat("thing { id } ", 1_200) + "}", limit: "repeats", max: 20, found: 1_200,
		},
		"NodesAtTheLimit":   {query: "{" + strings.Repeat(" ...{ things { id } }", 10) + strings.Repeat("...F", 20) + "} fragment F on Query { things { " + nodes(48) + "} }"},
		"NodesOverTheLimit": {query: "{" + strings.Repeat("...F", 21) + "} fragment F on Query { things { " + nodes(48) + "} }", limit: "nodes", max: 1_000, found: 1_029},
		"NodesOfAllOperations": {
			query: numbered(6, "query Q%d {"+strings.Repeat("...F", 4)+"}") + "fragment F on Query { things { " + nodes(48) + "} }",
			limit: "nodes", max: 1_000, found: 1_176,
		},
		"DoublingFragments":        {query: doubling(20), limit: "nodes", max: 1_000, found: 1<<20 + 1},
		"DoublingFragmentsForever": {query: doubling(90), limit: "nodes", max: 1_000, found: 1<<31 - 1},
		"TooManyOperations":        {query: numbered(11, "query Q%d { thing { id } } "), limit: "operations", max: 10, found: 11},
		"TooManyFragments":         {query: "{ thing { id } }" + numbered(101, "fragment F%d on Thing { id } "), limit: "fragments", max: 100, found: 101},
		"CommentFlood":             {query: strings.Repeat("#\n", 6_000) + "{ thing { id } }", limit: "tokens", max: 5_000, found: 5_001},
	}
	srv := newServer(t, newSchema(), limit.Limits{Complexity: 1 << 30})
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			errs := ask(t, srv, query(test.query))
			if test.limit == "" {
				for _, err := range errs {
					if name := err.Extensions["limit"]; name != nil && name != "errors" {
						t.Errorf("refused: %v", err)
					}
				}
				return
			}
			if len(errs) != 1 {
				t.Fatalf("got %d errors, want 1: %v", len(errs), errs)
			}
			got := errs[0].Extensions
			if got["code"] != "LIMIT_EXCEEDED" || got["limit"] != test.limit ||
				got["max"] != float64(test.max) || got["found"] != float64(test.found) {
				t.Errorf("got %v %q, want limit %q, max %d, found %d", got, errs[0].Message, test.limit, test.max, test.found)
			}
			if !strings.Contains(errs[0].Message, fmt.Sprint(test.max)) {
				t.Errorf("the message does not name the maximum: %q", errs[0].Message)
			}
		})
	}
}

// nodes are n fields of different names, for which only the number counts.
func nodes(n int) string { return numbered(n, "f%d ") }

func TestDocumentLeftToValidation(t *testing.T) {
	t.Parallel()

	tests := map[string]struct{ query, code string }{
		"SyntaxError":      {"{ thing {", "GRAPHQL_PARSE_FAILED"},
		"InvalidCharacter": {"{ \x00 }", "GRAPHQL_PARSE_FAILED"},
		"FragmentCycle":    {"{ thing { ...A } } fragment A on Thing { ...B } fragment B on Thing { ...A }", "GRAPHQL_VALIDATION_FAILED"},
		"FragmentOfItself": {"{ thing { ...A } } fragment A on Thing { id thing { ...A } }", "GRAPHQL_VALIDATION_FAILED"},
		"UnknownFragment":  {"{ thing { ...A } }", "GRAPHQL_VALIDATION_FAILED"},
		"FragmentsOfOneName": {
			"{ thing { ...A } } fragment A on Thing { id } fragment A on Thing { title }", "GRAPHQL_VALIDATION_FAILED",
		},
		"NoOperation": {"fragment A on Thing { id }", "GRAPHQL_VALIDATION_FAILED"},
		"NoQuery":     {"", "BAD_USER_INPUT"},
	}
	srv := newServer(t, newSchema(), limit.Limits{})
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			errs := ask(t, srv, query(test.query))
			if len(errs) == 0 || errs[0].Extensions["code"] != test.code {
				t.Errorf("got %v, want code %s", errs, test.code)
			}
		})
	}
}

func TestPersistedQueryIsMeasured(t *testing.T) {
	t.Parallel()
	const hash = "4d5c16f0f0b0a8e6b3e3fdbcd9c1cfa8" // never computed: the cache below is filled by hand
	cache := lru.New[string](10)
	cache.Add(t.Context(), hash, doubling(50))
	request := map[string]any{"extensions": map[string]any{"persistedQuery": map[string]any{"version": 1, "sha256Hash": hash}}}

	t.Run("OK", func(t *testing.T) {
		t.Parallel()
		srv := handler.New(newSchema())
		srv.AddTransport(transport.POST{})
		srv.Use(extension.AutomaticPersistedQuery{Cache: cache})
		limit.Apply(srv, limit.Limits{})
		if errs := ask(t, srv, request); len(errs) != 1 || errs[0].Extensions["limit"] != "nodes" {
			t.Errorf("got %v, want it refused for its nodes", errs)
		}
	})
	t.Run("WrongOrderRefuses", func(t *testing.T) {
		t.Parallel()
		srv := handler.New(newSchema())
		srv.AddTransport(transport.POST{})
		limit.Apply(srv, limit.Limits{})
		srv.Use(extension.AutomaticPersistedQuery{Cache: cache})
		if errs := ask(t, srv, request); len(errs) != 1 || errs[0].Extensions["code"] != "BAD_USER_INPUT" {
			t.Errorf("got %v, want it refused", errs)
		}
	})
}

func TestWrongWiringPanics(t *testing.T) {
	t.Parallel()
	mustPanic := func(t *testing.T, apply func()) {
		t.Helper()
		defer func() {
			if recover() == nil {
				t.Error("did not panic")
			}
		}()
		apply()
	}

	t.Run("NegativeLimit", func(t *testing.T) {
		t.Parallel()
		mustPanic(t, func() { limit.Apply(handler.New(newSchema()), limit.Limits{Depth: -1}) })
	})
	t.Run("OfTypeInTheSchema", func(t *testing.T) {
		t.Parallel()
		own := schema{parsed: gqlparser.MustLoadSchema(&ast.Source{Input: "type Query { ofType: Query }"})}
		mustPanic(t, func() { limit.Apply(handler.New(own), limit.Limits{}) })
	})
}

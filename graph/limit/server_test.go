package limit_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/handler"
	"github.com/99designs/gqlgen/graphql/handler/extension"
	"github.com/99designs/gqlgen/graphql/handler/lru"
	"github.com/99designs/gqlgen/graphql/handler/transport"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/cocreated/hub/graph/limit"
)

const sdl = `
scalar Moment
enum Secret { HIDDEN }
input Where { secret: Secret title: String }
interface Node { id: ID! }
type Thing implements Node {
	id: ID!
	title(where: Where): String
	thing: Thing
	things(first: Int, last: Int): [Thing!]!
}
type Other implements Node { id: ID! }
type Query {
	node(id: ID!): Node
	thing: Thing
	things(first: Int, last: Int): [Thing!]!
	secret: Secret
	at(moment: Moment!): String
}
`

// schema executes nothing: what is tested here happens before, or to the answer.
type schema struct {
	parsed *ast.Schema
	errors int // how many errors an execution adds
}

func newSchema() schema {
	return schema{parsed: gqlparser.MustLoadSchema(&ast.Source{Input: sdl})}
}

func (s schema) Schema() *ast.Schema { return s.parsed }

func (s schema) Complexity(_ context.Context, _, field string, child int, args map[string]any) (int, bool) {
	if field != "things" {
		return 0, false
	}
	return limit.Connection(child, page(args["first"]), page(args["last"])), true
}

func page(argument any) *int {
	n, ok := argument.(int64)
	if !ok {
		return nil
	}
	size := int(n)
	return &size
}

func (s schema) Exec(context.Context) graphql.ResponseHandler {
	response := graphql.OneShot(&graphql.Response{Data: []byte(`{}`)})
	return func(ctx context.Context) *graphql.Response {
		for range s.errors {
			graphql.AddError(ctx, errors.New("field failed"))
		}
		return response(ctx)
	}
}

// newServer wires the limits as the hub does: after persisted queries.
func newServer(t *testing.T, es graphql.ExecutableSchema, limits limit.Limits) http.Handler {
	t.Helper()
	srv := handler.New(es)
	srv.AddTransport(transport.POST{})
	srv.Use(extension.AutomaticPersistedQuery{Cache: lru.New[string](10)})
	limit.Apply(srv, limits)
	return srv
}

// ask posts a request and returns the errors of the answer.
func ask(t *testing.T, srv http.Handler, request map[string]any) gqlerror.List {
	t.Helper()
	body, err := json.Marshal(request)
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/graphql", bytes.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	srv.ServeHTTP(w, r)

	var answer struct{ Errors gqlerror.List }
	if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil {
		t.Fatalf("%v in %s", err, w.Body)
	}
	return answer.Errors
}

func query(text string) map[string]any { return map[string]any{"query": text} }

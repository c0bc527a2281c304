package transport_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/handler"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"go.uber.org/goleak"

	"github.com/cocreated/hub/graph/scalar"
	"github.com/cocreated/hub/graph/transport"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const sdl = `
scalar Any
scalar Upload
input Files { files: [Upload!]! note: String }
enum Kind { A B }
input In { n: Int! list: [Int!] kind: Kind in: In }
type Query {
	hello: String
	echo(text: String, n: Int, f: Float, in: In, kind: Kind, list: [In!], any: Any): String
	fails: String
	refused: String
	panics: String
	panicsEarly: String
}
type Mutation {
	touch: Boolean
	store(file: Upload, in: Files, text: String): String
	storeSlowly(file: Upload): String
	panics(file: Upload): String
	panicsEarly(file: Upload): String
}
type Subscription { count(to: Int!): Int waits: Int fails: Int panics: Int }
`

// schema answers the first field of an operation, by its name.
type schema struct {
	parsed  *ast.Schema
	started chan struct{} // gets a value when a subscription to waits has begun
	done    chan struct{} // and when it has ended
	files   chan scalar.Upload
}

func newSchema() schema {
	return schema{
		parsed:  gqlparser.MustLoadSchema(&ast.Source{Input: sdl}),
		started: make(chan struct{}, 100),
		done:    make(chan struct{}, 100),
		files:   make(chan scalar.Upload, 100),
	}
}

func (s schema) Schema() *ast.Schema { return s.parsed }

func (s schema) Complexity(context.Context, string, string, int, map[string]any) (int, bool) {
	return 0, false
}

func (s schema) Exec(ctx context.Context) graphql.ResponseHandler {
	operation := graphql.GetOperationContext(ctx)
	field := operation.Operation.SelectionSet[0].(*ast.Field)
	arguments := field.ArgumentMap(operation.Variables)
	once := func(data string) graphql.ResponseHandler {
		return graphql.OneShot(&graphql.Response{Data: []byte(data)})
	}

	if file, given := arguments["file"].(scalar.Upload); given {
		s.files <- file
	}
	switch field.Name {
	case "store":
		return once(fmt.Sprintf(`{"store":%q}`, names(arguments)))
	case "storeSlowly":
		return func(ctx context.Context) *graphql.Response {
			select {
			case <-ctx.Done():
				graphql.AddError(ctx, ctx.Err())
			case <-time.After(2 * readTimeout):
			}
			return &graphql.Response{Data: fmt.Appendf(nil, `{"storeSlowly":%q}`, names(arguments)), Errors: graphql.GetErrors(ctx)}
		}
	case "hello":
		return once(`{"hello":"<world>"}`)
	case "fails":
		response := once(`{"fails":null}`)
		return func(ctx context.Context) *graphql.Response {
			graphql.AddError(ctx, errors.New("it failed"))
			return response(ctx)
		}
	case "refused":
		return graphql.OneShot(graphql.ErrorResponse(ctx, "refused"))
	case "panics":
		return func(context.Context) *graphql.Response { panic("secret") }
	case "panicsEarly":
		panic("secret")
	case "count":
		n, to := 0, arguments["to"].(int64)
		return func(context.Context) *graphql.Response {
			if n++; int64(n) > to {
				return nil
			}
			return &graphql.Response{Data: fmt.Appendf(nil, `{"count":%d}`, n)}
		}
	case "waits":
		return func(ctx context.Context) *graphql.Response {
			s.started <- struct{}{}
			<-ctx.Done()
			s.done <- struct{}{}
			return nil
		}
	default:
		return once(`{}`)
	}
}

// names are what the files of a mutation are, in the order of its list.
func names(arguments map[string]any) string {
	if file, given := arguments["file"].(scalar.Upload); given {
		return named(file)
	}
	in, _ := arguments["in"].(map[string]any)
	files, _ := in["files"].([]any)
	var all []string
	for _, file := range files {
		all = append(all, named(file.(scalar.Upload)))
	}
	return strings.Join(all, ", ")
}

// newServer has the transports alone.
func newServer(t *testing.T, es graphql.ExecutableSchema, options transport.Options) *handler.Server {
	t.Helper()
	srv := handler.New(es)
	srv.SetRecoverFunc(func(context.Context, any) error {
		return gqlerror.Errorf("It was logged.")
	})
	transport.Add(srv, options)
	return srv
}

// reply is what a client gets.
type reply struct {
	status int
	header http.Header
	body   string
}

func (r reply) code(t *testing.T) any {
	t.Helper()
	var answer struct{ Errors gqlerror.List }
	if err := json.Unmarshal([]byte(r.body), &answer); err != nil {
		t.Fatalf("%v in %q", err, r.body)
	}
	if len(answer.Errors) == 0 {
		return nil
	}
	return answer.Errors[0].Extensions["code"]
}

func send(t *testing.T, srv http.Handler, method, url string, header http.Header, body string) reply {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	r.Header = header.Clone()
	w := httptest.NewRecorder()
	srv.ServeHTTP(w, r)
	text, err := io.ReadAll(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	return reply{w.Code, w.Header(), string(text)}
}

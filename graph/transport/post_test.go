package transport_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/cocreated/hub/graph/transport"
)

const (
	typeJSON    = "application/json; charset=utf-8"
	typeGraphQL = "application/graphql-response+json; charset=utf-8"
)

func headers(pairs ...string) http.Header {
	header := http.Header{"Content-Type": {"application/json"}}
	for i := 0; i < len(pairs); i += 2 {
		header.Set(pairs[i], pairs[i+1])
		if pairs[i+1] == "" {
			header.Del(pairs[i])
		}
	}
	return header
}

func TestPost(t *testing.T) {
	t.Parallel()
	graphQL := headers("Accept", "application/graphql-response+json")

	tests := map[string]struct {
		header http.Header
		body   string
		status int
		code   any    // nil: there are no errors
		want   string // the whole body, if given
	}{
		"OK":               {headers(), `{"query":"{hello}"}`, 200, nil, `{"data":{"hello":"<world>"}}`},
		"OKGraphQL":        {graphQL, `{"query":"{hello}"}`, 200, nil, `{"data":{"hello":"<world>"}}`},
		"Mutation":         {headers(), `{"query":"mutation {touch}"}`, 200, nil, ""},
		"NullMembers":      {headers(), `{"query":"{hello}","variables":null,"extensions":null,"operationName":null}`, 200, nil, ""},
		"UnknownMember":    {headers(), `{"query":"{hello}","QUERY":1,"more":[]}`, 200, nil, ""},
		"CharsetUTF8":      {headers("Content-Type", `application/json; charset="UTF-8"`), `{"query":"{hello}"}`, 200, nil, ""},
		"HTTP2Upgrade":     {headers("Upgrade", "h2c", "Connection", "Upgrade"), `{"query":"{hello}"}`, 200, nil, ""},
		"PartialFailure":   {graphQL, `{"query":"{fails}"}`, 200, "INTERNAL", ""},
		"RefusedByServer":  {graphQL, `{"query":"{refused}"}`, 400, "INTERNAL", `{"errors":[{"message":"refused","extensions":{"code":"INTERNAL"}}]}`},
		"Panics":           {headers(), `{"query":"{panics}"}`, 200, "INTERNAL", `{"errors":[{"message":"It was logged.","extensions":{"code":"INTERNAL"}}],"data":null}`},
		"PanicsEarly":      {headers(), `{"query":"{panicsEarly}"}`, 200, "INTERNAL", ""},
		"SyntaxError":      {headers(), `{"query":"{"}`, 200, "GRAPHQL_PARSE_FAILED", ""},
		"SyntaxErrorQL":    {graphQL, `{"query":"{"}`, 400, "GRAPHQL_PARSE_FAILED", ""},
		"ValidationError":  {headers(), `{"query":"{nothing}"}`, 200, "GRAPHQL_VALIDATION_FAILED", ""},
		"ValidationQL":     {graphQL, `{"query":"{nothing}"}`, 400, "GRAPHQL_VALIDATION_FAILED", ""},
		"UnknownOperation": {graphQL, `{"query":"query A {hello}","operationName":"B"}`, 400, "GRAPHQL_VALIDATION_FAILED", ""},
		"Subscription":     {headers(), `{"query":"subscription {waits}"}`, 200, "BAD_USER_INPUT", ""},
		"SubscriptionQL":   {graphQL, `{"query":"subscription {waits}"}`, 400, "BAD_USER_INPUT", ""},

		"NoQuery":           {headers(), `{}`, 400, "BAD_USER_INPUT", ""},
		"NullQuery":         {headers(), `{"query":null}`, 400, "BAD_USER_INPUT", ""},
		"QueryInOtherCase":  {headers(), `{"Query":"{hello}"}`, 400, "BAD_USER_INPUT", ""},
		"NumberQuery":       {headers(), `{"query":1}`, 400, "BAD_USER_INPUT", ""},
		"ListVariables":     {headers(), `{"query":"{hello}","variables":[]}`, 400, "BAD_USER_INPUT", ""},
		"StringVariables":   {headers(), `{"query":"{hello}","variables":"{}"}`, 400, "BAD_USER_INPUT", ""},
		"NumberExtensions":  {headers(), `{"query":"{hello}","extensions":1}`, 400, "BAD_USER_INPUT", ""},
		"ObjectOperation":   {headers(), `{"query":"{hello}","operationName":{}}`, 400, "BAD_USER_INPUT", ""},
		"Batch":             {headers(), `[{"query":"{hello}"}]`, 400, "BAD_USER_INPUT", ""},
		"Null":              {headers(), `null`, 400, "BAD_USER_INPUT", ""},
		"Empty":             {headers(), ``, 400, "BAD_USER_INPUT", ""},
		"NoJSON":            {headers(), `secret=1`, 400, "BAD_USER_INPUT", ""},
		"MoreThanOne":       {headers(), `{"query":"{hello}"} {}`, 400, "BAD_USER_INPUT", ""},
		"InvalidUTF8":       {headers(), "{\"query\":\"{hello}\xff\"}", 400, "BAD_USER_INPUT", ""},
		"DeepJSON":          {headers(), strings.Repeat("[", 20_000), 400, "BAD_USER_INPUT", ""},
		"TooLarge":          {headers(), `{"query":"` + strings.Repeat(" ", 100_000) + `{hello}"}`, 413, "LIMIT_EXCEEDED", ""},
		"NoContentType":     {headers("Content-Type", ""), `{"query":"{hello}"}`, 415, "BAD_USER_INPUT", ""},
		"PlainText":         {headers("Content-Type", "text/plain"), `{"query":"{hello}"}`, 415, "BAD_USER_INPUT", ""},
		"Form":              {headers("Content-Type", "application/x-www-form-urlencoded"), `query={hello}`, 415, "BAD_USER_INPUT", ""},
		"OtherCharset":      {headers("Content-Type", "application/json; charset=latin1"), `{"query":"{hello}"}`, 415, "BAD_USER_INPUT", ""},
		"Compressed":        {headers("Content-Encoding", "gzip"), `{"query":"{hello}"}`, 415, "BAD_USER_INPUT", ""},
		"NothingAcceptable": {headers("Accept", "text/html"), `{"query":"{hello}"}`, 406, "BAD_USER_INPUT", ""},
	}
	srv := newServer(t, newSchema(), transport.Options{MaxBodyBytes: 50_000})
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := send(t, srv, http.MethodPost, "/graphql", test.header, test.body)
			if got.status != test.status || got.code(t) != test.code {
				t.Errorf("got %d %s, want %d with code %v", got.status, got.body, test.status, test.code)
			}
			if test.want != "" && got.body != test.want {
				t.Errorf("got %s, want %s", got.body, test.want)
			}
			wantType := typeJSON
			if test.header.Get("Accept") == graphQL.Get("Accept") {
				wantType = typeGraphQL
			}
			if got.header.Get("Content-Type") != wantType || got.header.Get("Vary") != "Accept" {
				t.Errorf("got headers %v, want Content-Type %s", got.header, wantType)
			}
			if test.code != nil && got.header.Get("Cache-Control") != "no-store" {
				t.Errorf("an answer with errors may be cached: %v", got.header)
			}
			if got.status >= 400 && strings.Contains(got.body, `"data"`) {
				t.Errorf("a refusal has data: %s", got.body)
			}
			if strings.Contains(got.body, "secret") || strings.Contains(got.body, "Go ") || strings.Contains(got.body, "map[") {
				t.Errorf("the answer tells too much: %s", got.body)
			}
		})
	}
}

func TestPostVariables(t *testing.T) {
	t.Parallel()
	const query = `query ($text: String, $n: Int, $f: Float, $in: In, $kind: Kind, $list: [In!]) {` +
		`echo(text: $text, n: $n, f: $f, in: $in, kind: $kind, list: $list)}`

	tests := map[string]struct{ variables, message string }{
		"StringFromNumber":  {`{"n":"secret"}`, `Variable "$n": expected Int.`},
		"IntFromFraction":   {`{"n":1.5}`, `Variable "$n": expected Int.`},
		"IntFromBoolean":    {`{"n":true}`, `Variable "$n": expected Int.`},
		"FloatTooLarge":     {`{"f":1e999}`, `Variable "$f": expected Float.`},
		"StringFromObject":  {`{"text":{"secret":1}}`, `Variable "$text": expected String.`},
		"InputFromList":     {`{"in":[1]}`, `Variable "$in": expected In.`},
		"RequiredField":     {`{"in":{}}`, `Variable "$in.n": a value is required.`},
		"NullField":         {`{"in":{"n":null}}`, `Variable "$in.n": null is not allowed.`},
		"UnknownField":      {`{"in":{"n":1,"x":1}}`, `Variable "$in.x": the input has no such field.`},
		"NullElement":       {`{"in":{"n":1,"list":[1,null]}}`, `Variable "$in.list[1]": null is not allowed.`},
		"WrongElement":      {`{"in":{"n":1,"list":[1,"secret"]}}`, `Variable "$in.list[1]": expected Int.`},
		"NestedInput":       {`{"list":[{"n":1,"in":{"n":1,"in":"secret"}}]}`, `Variable "$list[0].in.in": expected In.`},
		"EnumOfOtherValue":  {`{"kind":"secret"}`, `Variable "$kind": expected Kind.`},
		"EnumFromList":      {`{"kind":["secret"]}`, `Variable "$kind": expected an enum value.`},
		"EnumThatMisleads":  {`{"kind":"x is not a valid secret as y"}`, `Variable "$kind": expected Kind.`},
		"EnumFromABoolean":  {`{"kind":true}`, `Variable "$kind": expected an enum value.`},
		"InputFromAString":  {`{"in":"secret, not a secret"}`, `Variable "$in": expected In.`},
		"ListFromOneObject": {`{"list":{"x":1}}`, `Variable "$list[0].x": the input has no such field.`},
	}
	srv := newServer(t, newSchema(), transport.Options{})
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := send(t, srv, http.MethodPost, "/graphql", headers(), `{"query":"`+query+`","variables":`+test.variables+`}`)
			want := `{"errors":[{"message":` + quote(test.message) + `,"extensions":{"code":"BAD_USER_INPUT"}}]}`
			if got.status != http.StatusOK || got.body != want {
				t.Errorf("got %d %s, want %s", got.status, got.body, want)
			}
		})
	}
}

func quote(s string) string { return `"` + strings.ReplaceAll(s, `"`, `\"`) + `"` }

// panicking stands for an extension with a fault.
type panicking struct{}

func (panicking) ExtensionName() string                   { return "Panicking" }
func (panicking) Validate(graphql.ExecutableSchema) error { return nil }
func (panicking) MutateOperationContext(context.Context, *graphql.OperationContext) *gqlerror.Error {
	panic("secret")
}

func TestPanicBeforeExecution(t *testing.T) {
	t.Parallel()
	srv := newServer(t, newSchema(), transport.Options{})
	srv.Use(panicking{})
	got := send(t, srv, http.MethodPost, "/graphql", headers(), `{"query":"{hello}"}`)
	if want := `{"errors":[{"message":"It was logged.","extensions":{"code":"INTERNAL"}}]}`; got.body != want {
		t.Errorf("got %d %s, want %s", got.status, got.body, want)
	}
}

func TestCutOff(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	r := httptest.NewRequestWithContext(ctx, http.MethodGet, "/graphql?query={hello}", nil)
	w := httptest.NewRecorder()
	newServer(t, newSchema(), transport.Options{}).ServeHTTP(w, r)
	if w.Code != http.StatusServiceUnavailable {
		t.Errorf("got %d %s", w.Code, w.Body)
	}
}

func TestHeadersOption(t *testing.T) {
	t.Parallel()
	srv := newServer(t, newSchema(), transport.Options{
		Headers: func(ctx context.Context, header http.Header, _ *graphql.Response) {
			header.Set("Cache-Control", "public, max-age=60")
			header.Set("X-Operation", graphql.GetOperationContext(ctx).OperationName)
		},
	})
	tests := map[string]struct{ query, cache, operation string }{
		"OK":          {"query Q {hello}", "public, max-age=60", "Q"},
		"WithErrors":  {"query Q {fails}", "no-store", "Q"},
		"NotExecuted": {"query Q {nothing}", "no-store", ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := send(t, srv, http.MethodPost, "/graphql", headers(), `{"query":"`+test.query+`","operationName":"Q"}`)
			if got.header.Get("Cache-Control") != test.cache || got.header.Get("X-Operation") != test.operation {
				t.Errorf("got %v", got.header)
			}
		})
	}
}

func TestNegotiation(t *testing.T) {
	t.Parallel()
	const urql = "application/graphql-response+json, application/graphql+json, application/json, text/event-stream, multipart/mixed"
	tests := map[string]struct {
		accept, want string // want empty: 406
	}{
		"None":              {"", typeJSON},
		"Anything":          {"*/*", typeJSON},
		"Application":       {"application/*", typeJSON},
		"JSON":              {"application/json", typeJSON},
		"GraphQL":           {"application/graphql-response+json", typeGraphQL},
		"WithCharset":       {"application/graphql-response+json; charset=utf-8", typeGraphQL},
		"Both":              {"application/json, application/graphql-response+json", typeGraphQL},
		"BothWeighed":       {"application/graphql-response+json;q=0.8, application/json;q=0.9", typeJSON},
		"NamedOverWildcard": {"*/*, application/graphql-response+json", typeGraphQL},
		"JSONOverWildcard":  {"application/json, */*", typeJSON},
		"ExcludesJSON":      {"application/json;q=0, */*;q=0.1", typeGraphQL},
		"Urql":              {urql, typeGraphQL},
		"Browser":           {"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", typeJSON},
		"OnlyHTML":          {"text/html", ""},
		"ZeroQuality":       {"application/json;q=0", ""},
		"WildcardStream":    {"text/*", ""},
		"Events":            {"text/event-stream", "text/event-stream; charset=utf-8"},
		"EventsFirst":       {"text/event-stream, application/json;q=0.9", "text/event-stream; charset=utf-8"},
		"EventsAndJSON":     {"text/event-stream, application/json", typeJSON},
		"MalformedPart":     {"nonsense/, application/json;q=x, application/json", typeJSON},
	}
	srv := newServer(t, newSchema(), transport.Options{})
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := send(t, srv, http.MethodPost, "/graphql", headers("Accept", test.accept), `{"query":"{hello}"}`)
			status, media := http.StatusOK, test.want
			if test.want == "" {
				status, media = http.StatusNotAcceptable, typeJSON
			}
			if got.status != status || got.header.Get("Content-Type") != media {
				t.Errorf("got %d %s, want %d %s", got.status, got.header.Get("Content-Type"), status, media)
			}
		})
	}
}

package transport_test

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/cocreated/hub/graph/transport"
)

func TestGet(t *testing.T) {
	t.Parallel()
	query := func(pairs ...string) string {
		values := url.Values{}
		for i := 0; i < len(pairs); i += 2 {
			values.Add(pairs[i], pairs[i+1])
		}
		return "/graphql?" + values.Encode()
	}

	tests := map[string]struct {
		method string
		url    string
		accept string
		status int
		code   any
	}{
		"OK":              {http.MethodGet, query("query", "{hello}"), "", 200, nil},
		"OKGraphQL":       {http.MethodGet, query("query", "{hello}"), "application/graphql-response+json", 200, nil},
		"Variables":       {http.MethodGet, query("query", "query ($n: Int) {echo(n: $n)}", "variables", `{"n":1}`), "", 200, nil},
		"NullVariables":   {http.MethodGet, query("query", "{hello}", "variables", "null", "extensions", ""), "", 200, nil},
		"Operation":       {http.MethodGet, query("query", "query A {hello} mutation B {touch}", "operationName", "A"), "", 200, nil},
		"UnknownParam":    {http.MethodGet, query("query", "{hello}", "cache", "1"), "", 200, nil},
		"Mutation":        {http.MethodGet, query("query", "mutation {touch}"), "", 405, "BAD_USER_INPUT"},
		"MutationByName":  {http.MethodGet, query("query", "query A {hello} mutation B {touch}", "operationName", "B"), "", 405, "BAD_USER_INPUT"},
		"MutationByHead":  {http.MethodHead, query("query", "mutation {touch}"), "", 405, "BAD_USER_INPUT"},
		"MutationStream":  {http.MethodGet, query("query", "mutation {touch}"), "text/event-stream", 405, "BAD_USER_INPUT"},
		"Subscription":    {http.MethodGet, query("query", "subscription {waits}"), "", 200, "BAD_USER_INPUT"},
		"NoQuery":         {http.MethodGet, "/graphql", "", 400, "BAD_USER_INPUT"},
		"EmptyQuery":      {http.MethodGet, query("query", ""), "", 400, "BAD_USER_INPUT"},
		"TwoQueries":      {http.MethodGet, query("query", "{hello}", "query", "{hello}"), "", 400, "BAD_USER_INPUT"},
		"ListVariables":   {http.MethodGet, query("query", "{hello}", "variables", "[]"), "", 400, "BAD_USER_INPUT"},
		"NoJSONVariables": {http.MethodGet, query("query", "{hello}", "variables", "{} secret"), "", 400, "BAD_USER_INPUT"},
		"InvalidUTF8":     {http.MethodGet, "/graphql?query=%ff", "", 400, "BAD_USER_INPUT"},
		"MalformedQuery":  {http.MethodGet, "/graphql?query=%zz", "", 400, "BAD_USER_INPUT"},
		"SyntaxError":     {http.MethodGet, query("query", "{"), "", 200, "GRAPHQL_PARSE_FAILED"},
		"SyntaxErrorQL":   {http.MethodGet, query("query", "{"), "application/graphql-response+json", 400, "GRAPHQL_PARSE_FAILED"},
		"NotAcceptable":   {http.MethodGet, query("query", "{hello}"), "text/html", 406, "BAD_USER_INPUT"},
		"Put":             {http.MethodPut, "/graphql", "", 405, "BAD_USER_INPUT"},
	}
	srv := newServer(t, newSchema(), transport.Options{})
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := send(t, srv, test.method, test.url, headers("Content-Type", "", "Accept", test.accept), "")
			if got.status != test.status || got.code(t) != test.code {
				t.Errorf("got %d %s, want %d with code %v", got.status, got.body, test.status, test.code)
			}
			if got.status == http.StatusMethodNotAllowed && got.header.Get("Allow") == "" {
				t.Error("there is no Allow header")
			}
			if test.code != nil && got.header.Get("Cache-Control") != "no-store" {
				t.Errorf("an answer with errors may be cached: %v", got.header)
			}
			if got.header.Get("Set-Cookie") != "" || got.header.Get("Vary") != "Accept" {
				t.Errorf("the answer cannot be shared: %v", got.header)
			}
		})
	}
}

func TestOptions(t *testing.T) {
	t.Parallel()
	got := send(t, newServer(t, newSchema(), transport.Options{}), http.MethodOptions, "/graphql", http.Header{}, "")
	if got.status != http.StatusNoContent || got.header.Get("Allow") != "GET, HEAD, OPTIONS, POST" || got.body != "" {
		t.Errorf("got %+v", got)
	}
}

package transport_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/99designs/gqlgen/graphql/handler"

	"github.com/cocreated/hub/graph/transport"
)

// FuzzPost looks for bodies that make the server panic or answer with anything but well-formed JSON under a status of the protocol.
func FuzzPost(f *testing.F) {
	for _, seed := range []string{
		`{"query":"{hello}"}`,
		`{"query":"query ($in: In, $list: [In!]) {echo(in: $in, list: $list)}","variables":{"in":{"n":1,"list":[1,null]},"list":[{"n":1}]}}`,
		`{"query":"query ($k: Kind, $a: Any) {echo(kind: $k, any: $a)}","variables":{"k":"A","a":[[{"x":1e99}]]}}`,
		`{"query":"{fails}","extensions":{"persistedQuery":{}}}`,
		`{"query":"mutation {touch}","operationName":"\ud800"}`,
		`[]`, `null`, `{"query":1}`, `{"variables":[]}`, "{\"query\":\"\xff\"}", ``,
	} {
		f.Add(seed)
	}
	srv := handler.New(newSchema())
	transport.Add(srv, transport.Options{MaxBodyBytes: 10_000})
	f.Fuzz(func(t *testing.T, body string) {
		if strings.Contains(body, "panics") {
			return // the test schema's own doing
		}
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/graphql", strings.NewReader(body))
		r.Header = headers()
		w := httptest.NewRecorder()
		srv.ServeHTTP(w, r)

		got := reply{w.Code, w.Header(), w.Body.String()}
		code := got.code(t) // fails on what is not JSON
		switch got.status {
		case http.StatusOK:
		case http.StatusBadRequest, http.StatusRequestEntityTooLarge:
			if code == nil {
				t.Errorf("refused without a code: %s", got.body)
			}
		default:
			t.Errorf("got %d %s for %q", got.status, got.body, body)
		}
		if !utf8.ValidString(got.body) {
			t.Errorf("got invalid UTF-8 for %q", body)
		}
	})
}

// FuzzFileMap looks for variables and maps of files that the server does not get through: the file is stored, or refused.
func FuzzFileMap(f *testing.F) {
	for _, seed := range [][2]string{
		{`{"file":null}`, `{"0":["variables.file"]}`},
		{`{"in":{"files":[null,null]}}`, `{"0":["variables.in.files.1","variables.in.files.0"]}`},
		{`{"in":{"files":[null]}}`, `{"0":["variables.in.files.-1"]}`},
		{`{"in":{"files":[null]}}`, `{"0":["variables.in.files.00"]}`},
		{`{"in":{"files":[null]}}`, `{"0":["variables.in.files.99999999999999999999"]}`},
		{`{"in":{"files":null}}`, `{"0":["variables.in.files"]}`},
		{`{"in":{"files":[]}}`, `{"0":["variables.in.files.0"]}`},
		{`{"in":null}`, `{"0":["variables.in"]}`},
		{`{"file":{"":null}}`, `{"0":["variables.file."]}`},
		{`{"":null}`, `{"0":["variables."]}`},
		{`{"file":1}`, `{"0":["variables.file.0"]}`},
		{`null`, `{"0":["variables"]}`},
		{`{"file":null}`, `{"0":["file"],"0":["variables..file"]}`},
		{`{}`, `{"":[""]}`},
	} {
		f.Add(seed[0], seed[1])
	}
	es := newSchema()
	srv := handler.New(es)
	transport.Add(srv, transport.Options{MaxBodyBytes: 10_000, TempDir: f.TempDir()})
	f.Fuzz(func(t *testing.T, variables, files string) {
		got := send(t, srv, http.MethodPost, "/graphql", formHeaders(), multipartBody(t,
			piece{name: "operations", content: `{"query":"mutation ($file: Upload, $in: Files) {store(file: $file, in: $in)}","variables":` + variables + `}`},
			piece{name: "map", content: files}, sample))
		select {
		case <-es.files:
		default:
		}
		code := got.code(t) // fails on what is not JSON
		if got.status == http.StatusInternalServerError || got.status != http.StatusOK && code == nil || code == "INTERNAL" {
			t.Errorf("got %d %s for %q and %q", got.status, got.body, variables, files)
		}
	})
}

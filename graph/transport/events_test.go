package transport_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cocreated/hub/graph/transport"
)

func TestEvents(t *testing.T) {
	t.Parallel()
	const complete = "event: complete\ndata:\n\n"
	const post, get = http.MethodPost, http.MethodGet

	tests := map[string]struct {
		method string
		query  string
		status int
		want   string // a whole stream after its opening comment, or empty for a refusal as JSON
	}{
		"Subscription": {
			post, "subscription {count(to: 2)}", 200,
			"event: next\ndata: {\"data\":{\"count\":1}}\n\nevent: next\ndata: {\"data\":{\"count\":2}}\n\n" + complete,
		},
		"ByEventSource": {get, "subscription {count(to: 1)}", 200, "event: next\ndata: {\"data\":{\"count\":1}}\n\n" + complete},
		"Nothing":       {post, "subscription {count(to: 0)}", 200, complete},
		"Query":         {post, "{hello}", 200, "event: next\ndata: {\"data\":{\"hello\":\"<world>\"}}\n\n" + complete},
		"Mutation":      {post, "mutation {touch}", 200, "event: next\ndata: {\"data\":{}}\n\n" + complete},
		"Refused": {
			post, "subscription {nothing}", 200, `event: next` + "\n" +
				`data: {"errors":[{"message":"Cannot query field \"nothing\" on type \"Subscription\".",` +
				`"locations":[{"line":1,"column":15}],"extensions":{"code":"GRAPHQL_VALIDATION_FAILED"}}]}` + "\n\n" + complete,
		},
		"Panics": {
			post, "{panics}", 200,
			`event: next` + "\n" + `data: {"errors":[{"message":"It was logged.","extensions":{"code":"INTERNAL"}}],"data":null}` + "\n\n" + complete,
		},
		"MutationByGet": {get, "mutation {touch}", 405, ""},
		"NoQuery":       {post, "", 400, ""},
		"NoQueryByGet":  {get, "", 400, ""},
	}
	srv := newServer(t, newSchema(), transport.Options{})
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			header := headers("Accept", "text/event-stream")
			target, body := "/graphql", `{"query":`+quote(test.query)+`}`
			if test.method == get {
				target, body = "/graphql?query="+url.QueryEscape(test.query), ""
			}
			got := send(t, srv, test.method, target, header, body)
			if got.status != test.status {
				t.Fatalf("got %d %s", got.status, got.body)
			}
			if test.want == "" {
				if got.header.Get("Content-Type") != typeJSON || got.code(t) != "BAD_USER_INPUT" {
					t.Errorf("got %v %s", got.header, got.body)
				}
				return
			}
			if want := ":\n\n" + test.want; got.body != want {
				t.Errorf("got %q, want %q", got.body, want)
			}
			if got.header.Get("Cache-Control") != "no-store" {
				t.Errorf("got %v", got.header)
			}
		})
	}
}

// openStream subscribes to what never comes.
func openStream(ctx context.Context, t *testing.T, srv *httptest.Server) *bufio.Reader {
	t.Helper()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, srv.URL, strings.NewReader(`{"query":"subscription {waits}"}`))
	if err != nil {
		t.Fatal(err)
	}
	r.Header = headers("Accept", "text/event-stream")
	answer, err := srv.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = answer.Body.Close() })
	return bufio.NewReader(answer.Body)
}

func TestEventsOutliveReadTimeout(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		es := newSchema()
		conn := inMemory(t, newServer(t, es, transport.Options{PingInterval: time.Minute}), func(s *http.Server) {
			s.ReadTimeout, s.WriteTimeout = 2*time.Minute, 2*time.Minute
		})()
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/graphql", strings.NewReader(`{"query":"subscription {waits}"}`))
		r.Header = headers("Accept", "text/event-stream")
		if err := r.Write(conn); err != nil {
			t.Fatal(err)
		}
		answer, err := http.ReadResponse(bufio.NewReader(conn), r)
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		stream := bufio.NewReader(answer.Body)
		for pings := 0; pings < 5; {
			line, err := stream.ReadString('\n')
			if err != nil {
				t.Fatalf("the stream ended after %d pings: %v", pings, err)
			}
			if line == ": ping\n" {
				pings++
			}
		}
		<-es.started
		_ = conn.Close()
		<-es.done // the operation ends with its client
	})
}

func TestEventsEndWithTheServer(t *testing.T) {
	t.Parallel()
	es := newSchema()
	srv := httptest.NewUnstartedServer(newServer(t, es, transport.Options{}))
	base, shutDown := context.WithCancel(t.Context())
	srv.Config.BaseContext = func(net.Listener) context.Context { return base }
	srv.Start()
	defer srv.Close()

	stream := openStream(t.Context(), t, srv)
	<-es.started
	shutDown()
	<-es.done
	rest, err := io.ReadAll(stream)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) || !strings.HasSuffix(string(rest), "event: complete\ndata:\n\n") || !strings.Contains(string(rest), `"code":"UNAVAILABLE"`) {
		t.Errorf("got %q, %v", rest, err)
	}
}

func TestEventsEndWithTheWelcome(t *testing.T) {
	t.Parallel()
	es := newSchema()
	handler := newServer(t, es, transport.Options{})
	var ask context.CancelCauseFunc
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithCancelCause(r.Context())
		ask = cancel
		handler.ServeHTTP(w, r.WithContext(ctx))
	}))
	defer srv.Close()

	stream := openStream(t.Context(), t, srv)
	<-es.started
	ask(transport.ErrNoLongerWelcome)
	rest, err := io.ReadAll(stream)
	want := ":\n\nevent: next\ndata: {\"errors\":[{\"message\":\"What let you in is not valid any more.\",\"extensions\":{\"code\":\"FORBIDDEN\"}}]}\n\nevent: complete\ndata:\n\n"
	if err != nil || string(rest) != want {
		t.Errorf("got %q, %v", rest, err)
	}
}

package transport_test

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	gqlgen "github.com/99designs/gqlgen/graphql/handler/transport"
	"github.com/gorilla/websocket"

	"github.com/cocreated/hub/graph/transport"
)

// client is the browser's side of a socket.
type client struct {
	t    *testing.T
	conn *websocket.Conn
}

func dial(t *testing.T, srv http.Handler) client {
	t.Helper()
	server := httptest.NewServer(srv)
	dialer := websocket.Dialer{Subprotocols: []string{"graphql-transport-ws"}}
	conn, _, err := dialer.DialContext(t.Context(), "ws"+strings.TrimPrefix(server.URL, "http"), nil) //nolint:bodyclose // gorilla has closed it
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = conn.Close()
		server.Close()
	})
	return client{t, conn}
}

// dialInMemory is dial for a test in a bubble of synctest.
func dialInMemory(t *testing.T, srv http.Handler) client {
	t.Helper()
	open := inMemory(t, srv, nil)
	dialer := websocket.Dialer{
		Subprotocols:   []string{"graphql-transport-ws"},
		NetDialContext: func(context.Context, string, string) (net.Conn, error) { return open(), nil },
	}
	conn, _, err := dialer.DialContext(t.Context(), "ws://hub", nil) //nolint:bodyclose // gorilla has closed it
	if err != nil {
		t.Fatal(err)
	}
	return client{t, conn}
}

// ready is dial with the handshake of the protocol.
func ready(t *testing.T, srv http.Handler) client {
	t.Helper()
	return dial(t, srv).shakeHands()
}

func (c client) shakeHands() client {
	c.t.Helper()
	c.send(`{"type":"connection_init"}`)
	c.want(`{"type":"connection_ack"}`)
	return c
}

func (c client) send(messages ...string) {
	c.t.Helper()
	for _, m := range messages {
		if err := c.conn.WriteMessage(websocket.TextMessage, []byte(m)); err != nil {
			c.t.Fatal(err)
		}
	}
}

func (c client) subscribe(id, query string) {
	c.t.Helper()
	payload, err := json.Marshal(map[string]string{"query": query})
	if err != nil {
		c.t.Fatal(err)
	}
	c.send(`{"id":` + strconv.Quote(id) + `,"type":"subscribe","payload":` + string(payload) + `}`)
}

func (c client) want(messages ...string) {
	c.t.Helper()
	for _, want := range messages {
		_, got, err := c.conn.ReadMessage()
		if err != nil {
			c.t.Fatalf("got %v, want %s", err, want)
		}
		if strings.TrimSpace(string(got)) != want {
			c.t.Errorf("got %s, want %s", got, want)
		}
	}
}

func (c client) wantClose(code int) string {
	c.t.Helper()
	for {
		_, _, err := c.conn.ReadMessage()
		if err == nil {
			continue
		}
		var closed *websocket.CloseError
		if !errors.As(err, &closed) || closed.Code != code {
			c.t.Fatalf("got %v, want close code %d", err, code)
		}
		return closed.Text
	}
}

func TestSocket(t *testing.T) {
	t.Parallel()
	es := newSchema()
	srv := newServer(t, es, transport.Options{MaxOperations: 2, MaxBodyBytes: 5_000})

	t.Run("Subscription", func(t *testing.T) {
		t.Parallel()
		c := ready(t, srv)
		c.subscribe("a", "subscription {count(to: 2)}")
		c.want(
			`{"id":"a","type":"next","payload":{"data":{"count":1}}}`,
			`{"id":"a","type":"next","payload":{"data":{"count":2}}}`,
			`{"id":"a","type":"complete"}`,
		)
	})
	t.Run("IDAgain", func(t *testing.T) {
		t.Parallel()
		c := ready(t, srv)
		for range 20 {
			c.subscribe("a", "subscription {count(to: 1)}")
			c.want(`{"id":"a","type":"next","payload":{"data":{"count":1}}}`, `{"id":"a","type":"complete"}`)
		}
	})
	t.Run("IDAgainAfterCompleting", func(t *testing.T) {
		t.Parallel()
		own := newSchema()
		c := ready(t, newServer(t, own, transport.Options{MaxOperations: 50}))
		for range 20 {
			c.subscribe("a", "subscription {waits}")
			<-own.started
			c.send(`{"id":"a","type":"complete"}`)
		}
		c.subscribe("a", "subscription {waits}")
		<-own.started
		for range 20 {
			<-own.done
		}
		// Nothing of the twenty reaches the one that is left, and its id cancels it.
		c.subscribe("b", "{hello}")
		c.want(`{"id":"b","type":"next","payload":{"data":{"hello":"\u003cworld\u003e"}}}`, `{"id":"b","type":"complete"}`)
		c.send(`{"id":"a","type":"complete"}`)
		<-own.done
	})
	t.Run("ErrorWithoutComplete", func(t *testing.T) {
		t.Parallel()
		c := ready(t, srv)
		c.subscribe("a", "{nothing}")
		c.want(`{"id":"a","type":"error","payload":[{"message":"Cannot query field \"nothing\" on type \"Query\".","locations":[{"line":1,"column":2}],"extensions":{"code":"GRAPHQL_VALIDATION_FAILED"}}]}`)
		c.subscribe("a", "{hello}")
		c.want(`{"id":"a","type":"next","payload":{"data":{"hello":"\u003cworld\u003e"}}}`, `{"id":"a","type":"complete"}`)
	})
	t.Run("VariableError", func(t *testing.T) {
		t.Parallel()
		c := ready(t, srv)
		c.send(`{"id":"a","type":"subscribe","payload":{"query":"query ($n: Int) {echo(n: $n)}","variables":{"n":true}}}`)
		c.want(`{"id":"a","type":"error","payload":[{"message":"Variable \"$n\": expected Int.","extensions":{"code":"BAD_USER_INPUT"}}]}`)
	})
	t.Run("FailedField", func(t *testing.T) {
		t.Parallel()
		c := ready(t, srv)
		c.subscribe("a", "{fails}")
		c.want(`{"id":"a","type":"next","payload":{"errors":[{"message":"it failed","extensions":{"code":"INTERNAL"}}],"data":{"fails":null}}}`,
			`{"id":"a","type":"complete"}`)
	})
	t.Run("Panic", func(t *testing.T) {
		t.Parallel()
		c := ready(t, srv)
		c.subscribe("a", "{panics}")
		c.want(`{"id":"a","type":"next","payload":{"errors":[{"message":"It was logged.","extensions":{"code":"INTERNAL"}}],"data":null}}`,
			`{"id":"a","type":"complete"}`)
	})
	t.Run("TooManyOperations", func(t *testing.T) {
		t.Parallel()
		c := ready(t, srv)
		c.subscribe("a", "subscription {waits}")
		c.subscribe("b", "subscription {waits}")
		c.subscribe("c", "{hello}")
		c.want(`{"id":"c","type":"error","payload":[{"message":"There are 2 operations on this connection, which is the most that may run at a time.",` +
			`"extensions":{"code":"LIMIT_EXCEEDED","found":3,"limit":"socketOperations","max":2}}]}`)
	})
	t.Run("Ping", func(t *testing.T) {
		t.Parallel()
		c := dial(t, srv)
		c.send(`{"type":"pong"}`, `{"type":"ping","payload":{"a":1}}`)
		c.want(`{"type":"pong","payload":{"a":1}}`)
		c.send(`{"type":"connection_init","payload":{}}`)
		c.want(`{"type":"connection_ack"}`)
		c.send(`{"type":"pong"}`, `{"type":"ping"}`)
		c.want(`{"type":"pong"}`)
	})
	t.Run("UnknownComplete", func(t *testing.T) {
		t.Parallel()
		c := ready(t, srv)
		c.send(`{"id":"x","type":"complete"}`, `{"type":"ping","more":1}`)
		c.want(`{"type":"pong"}`)
	})
}

func TestSocketCloseCodes(t *testing.T) {
	t.Parallel()
	const init, waits = `{"type":"connection_init"}`, `"type":"subscribe","payload":{"query":"subscription {waits}"}}`
	tests := map[string]struct {
		messages []string
		code     int
	}{
		"TwoInits":          {[]string{init, init}, 4429},
		"SubscribeFirst":    {[]string{`{"id":"a",` + waits}, 4401},
		"DuplicateID":       {[]string{init, `{"id":"a",` + waits, `{"id":"a",` + waits}, 4409},
		"DuplicateLongID":   {[]string{init, `{"id":"` + strings.Repeat("é", 500) + `",` + waits, `{"id":"` + strings.Repeat("é", 500) + `",` + waits}, 4409},
		"NoID":              {[]string{init, `{` + waits}, 4400},
		"NumberID":          {[]string{init, `{"id":1,` + waits}, 4400},
		"NoPayload":         {[]string{init, `{"id":"a","type":"subscribe"}`}, 4400},
		"PayloadWithNumber": {[]string{init, `{"id":"a","type":"subscribe","payload":{"query":1}}`}, 4400},
		"InitWithAList":     {[]string{`{"type":"connection_init","payload":[]}`}, 4400},
		"NoJSON":            {[]string{`secret`}, 4400},
		"NoObject":          {[]string{`[]`}, 4400},
		"NoType":            {[]string{`{}`}, 4400},
		"UnknownType":       {[]string{init, `{"type":"start"}`}, 4400},
		"ServersType":       {[]string{init, `{"id":"a","type":"next"}`}, 4400},
		"InvalidUTF8":       {[]string{"{\"type\":\"\xff\"}"}, 4400},
		"TooLarge":          {[]string{init, `{"type":"ping","payload":{"a":"` + strings.Repeat("a", 10_000) + `"}}`}, 1009},
	}
	srv := newServer(t, newSchema(), transport.Options{MaxBodyBytes: 5_000})
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := dial(t, srv)
			c.send(test.messages...)
			if reason := c.wantClose(test.code); strings.Contains(reason, "secret") {
				t.Errorf("the reason repeats the message: %q", reason)
			}
		})
	}
	t.Run("Binary", func(t *testing.T) {
		t.Parallel()
		c := dial(t, srv)
		if err := c.conn.WriteMessage(websocket.BinaryMessage, []byte(init)); err != nil {
			t.Fatal(err)
		}
		c.wantClose(4400)
	})
}

// TestSocketInitTimeout opens a socket and does not say who is there.
func TestSocketInitTimeout(t *testing.T) {
	t.Parallel()
	for name, messages := range map[string][]string{"Silent": nil, "Pings": {`{"type":"ping"}`}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				began := time.Now()
				c := dialInMemory(t, newServer(t, newSchema(), transport.Options{InitTimeout: time.Minute}))
				c.send(messages...)
				c.wantClose(4408)
				if waited := time.Since(began); waited != time.Minute {
					t.Errorf("the server has waited for %s", waited)
				}
			})
		})
	}
}

func TestSocketPing(t *testing.T) {
	t.Parallel()
	open := func(t *testing.T) client {
		return dialInMemory(t, newServer(t, newSchema(), transport.Options{PingInterval: time.Minute})).shakeHands()
	}
	t.Run("Answered", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			c := open(t)
			for range 5 {
				c.want(`{"type":"ping"}`)
				c.send(`{"type":"pong"}`)
			}
		})
	})
	t.Run("NotAnswered", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			c := open(t)
			c.wantClose(websocket.CloseNormalClosure)
		})
	})
}

func TestSocketInit(t *testing.T) {
	t.Parallel()
	type key struct{}
	srv := newServer(t, newSchema(), transport.Options{
		Init: func(ctx context.Context, payload gqlgen.InitPayload) (context.Context, *gqlgen.InitPayload, error) {
			if payload.Authorization() != "Bearer good" {
				return nil, nil, errors.New("secret")
			}
			return context.WithValue(ctx, key{}, true), &gqlgen.InitPayload{"hello": "you"}, nil
		},
	})
	t.Run("OK", func(t *testing.T) {
		t.Parallel()
		c := dial(t, srv)
		c.send(`{"type":"connection_init","payload":{"authorization":"Bearer good"}}`)
		c.want(`{"type":"connection_ack","payload":{"hello":"you"}}`)
	})
	t.Run("Forbidden", func(t *testing.T) {
		t.Parallel()
		c := dial(t, srv)
		c.send(`{"type":"connection_init","payload":{"authorization":"Bearer bad"}}`)
		if reason := c.wantClose(4403); reason != "Forbidden" {
			t.Errorf("the reason is %q", reason)
		}
	})
}

func TestSocketHandshake(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(newServer(t, newSchema(), transport.Options{AllowedOrigins: []string{"https://editor.example"}}))
	defer server.Close()
	target := "ws" + strings.TrimPrefix(server.URL, "http")

	tests := map[string]struct {
		origin, subprotocol string
		status, code        int
	}{
		"OK":            {"", "graphql-transport-ws", 101, 0},
		"SameOrigin":    {server.URL, "graphql-transport-ws", 101, 0},
		"AllowedOrigin": {"https://editor.example", "graphql-transport-ws", 101, 0},
		"OtherOrigin":   {"https://evil.example", "graphql-transport-ws", 403, 0},
		"SimilarOrigin": {"https://editor.example.evil.example", "graphql-transport-ws", 403, 0},
		"OtherScheme":   {"http://editor.example", "graphql-transport-ws", 403, 0},
		"NullOrigin":    {"null", "graphql-transport-ws", 403, 0},
		"Legacy":        {"", "graphql-ws", 101, 4406},
		"NoSubprotocol": {"", "", 101, 4406},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			header := http.Header{}
			if test.origin != "" {
				header.Set("Origin", test.origin)
			}
			dialer := websocket.Dialer{}
			if test.subprotocol != "" {
				dialer.Subprotocols = []string{test.subprotocol}
			}
			conn, answer, err := dialer.DialContext(t.Context(), target, header) //nolint:bodyclose // gorilla has closed it
			if answer == nil || answer.StatusCode != test.status {
				t.Fatalf("got %v, %v, want status %d", answer, err, test.status)
			}
			if conn == nil {
				return
			}
			defer func() { _ = conn.Close() }()
			if test.code != 0 {
				client{t, conn}.wantClose(test.code)
			}
		})
	}

	t.Run("Malformed", func(t *testing.T) {
		header := http.Header{"Upgrade": {"websocket"}, "Connection": {"Upgrade"}, "Sec-Websocket-Version": {"1"}}
		got := send(t, server.Config.Handler, http.MethodGet, "/graphql", header, "")
		if got.status != http.StatusBadRequest || got.code(t) != "BAD_USER_INPUT" {
			t.Errorf("got %d %s", got.status, got.body)
		}
	})
}

func TestSocketEndsItsOperations(t *testing.T) {
	t.Parallel()

	t.Run("ClientGone", func(t *testing.T) {
		t.Parallel()
		es := newSchema()
		c := ready(t, newServer(t, es, transport.Options{}))
		c.subscribe("a", "subscription {waits}")
		<-es.started
		_ = c.conn.Close()
		<-es.done
	})
	t.Run("ServerShutsDown", func(t *testing.T) {
		t.Parallel()
		es := newSchema()
		base, shutDown := context.WithCancel(t.Context())
		srv := newServer(t, es, transport.Options{})
		c := ready(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { srv.ServeHTTP(w, r.WithContext(base)) }))
		c.subscribe("a", "subscription {waits}")
		<-es.started
		shutDown()
		c.wantClose(websocket.CloseGoingAway)
		<-es.done
	})
}

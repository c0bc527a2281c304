package graph_test

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/gorilla/websocket"

	"github.com/cocreated/hub/storage/storagetest"
)

const (
	titleQuery  = `{ course(slug: "co-creation-basics", locales: ["it"]) { title } }`
	titleAnswer = `{"data":{"course":{"title":"Le basi della co-creazione"}}}`
)

func (a *api) get(t *testing.T, parameters url.Values, accept string) *http.Request {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, a.url+"?"+parameters.Encode(), nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Accept", accept)
	return r
}

// TestTransports asks the same in every way in which one can.
func TestTransports(t *testing.T) {
	t.Parallel()
	hub := serve(t, storagetest.Demo(t))
	const public = "public, max-age=60, stale-while-revalidate=600, stale-if-error=86400"

	t.Run("POST", func(t *testing.T) {
		t.Parallel()
		a := hub.post(t, request{Query: titleQuery})
		if string(a.body) != titleAnswer || a.header.Get("Cache-Control") != public {
			t.Errorf("%s with %v", a.body, a.header)
		}
	})
	t.Run("GET", func(t *testing.T) {
		t.Parallel()
		a := hub.send(t, hub.get(t, url.Values{"query": {titleQuery}}, "application/graphql-response+json"))
		if string(a.body) != titleAnswer || a.header.Get("Cache-Control") != public {
			t.Errorf("%s with %v", a.body, a.header)
		}
		if kind := a.header.Get("Content-Type"); !strings.HasPrefix(kind, "application/graphql-response+json") {
			t.Errorf("its type is %s", kind)
		}
	})
	t.Run("event stream", func(t *testing.T) {
		t.Parallel()
		a := hub.send(t, hub.get(t, url.Values{"query": {titleQuery}}, "text/event-stream"))
		want := ":\n\nevent: next\ndata: " + titleAnswer + "\n\nevent: complete\ndata:\n\n"
		if string(a.body) != want {
			t.Errorf("the stream is %q", a.body)
		}
	})
	t.Run("persisted query", func(t *testing.T) {
		t.Parallel()
		query := titleQuery + " # persisted"
		digest := sha256.Sum256([]byte(query))
		persisted := object{"persistedQuery": object{"version": 1, "sha256Hash": hex.EncodeToString(digest[:])}}

		failures := hub.post(t, request{Extensions: persisted}).failures(t)
		if len(failures) != 1 || failures[0].Extensions["code"] != "PERSISTED_QUERY_NOT_FOUND" {
			t.Errorf("before it was sent: %+v", failures)
		}
		for _, what := range []request{{Query: query, Extensions: persisted}, {Extensions: persisted}} {
			if a := hub.post(t, what); string(a.body) != titleAnswer {
				t.Errorf("%+v is answered by %s", what, a.body)
			}
		}
	})
	t.Run("WebSocket", func(t *testing.T) {
		t.Parallel()
		dialer := websocket.Dialer{Subprotocols: []string{"graphql-transport-ws"}}
		conn, response, err := dialer.DialContext(t.Context(), "ws"+strings.TrimPrefix(hub.url, "http"), nil)
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		defer conn.Close()
		exchange := func(message any, want ...string) {
			t.Helper()
			if err := conn.WriteJSON(message); err != nil {
				t.Fatal(err)
			}
			for _, expected := range want {
				_, got, err := conn.ReadMessage()
				if err != nil {
					t.Fatal(err)
				}
				if strings.TrimSpace(string(got)) != expected {
					t.Errorf("got %s, not %s", got, expected)
				}
			}
		}
		exchange(object{"type": "connection_init"}, `{"type":"connection_ack"}`)
		exchange(object{"id": "1", "type": "subscribe", "payload": request{Query: titleQuery}},
			`{"id":"1","type":"next","payload":`+titleAnswer+`}`, `{"id":"1","type":"complete"}`)
	})
}

// TestCacheOfRequests tells the answers that may be kept from those that may not.
func TestCacheOfRequests(t *testing.T) {
	t.Parallel()
	hub := serve(t, storagetest.Empty(t))
	for query, want := range map[string]string{
		`{ hub { name } }`:               "public",
		`{ course { title } }`:           "no-store",
		`{ nope }`:                       "no-store",
		`query A { hub { name } } q { }`: "no-store",
	} {
		a := hub.send(t, hub.get(t, url.Values{"query": {query}}, "application/json"))
		if got := a.header.Get("Cache-Control"); !strings.HasPrefix(got, want) {
			t.Errorf("%s: %s", query, got)
		}
	}
	response, err := hub.client.Do(hub.get(t, nil, "application/json"))
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if body, _ := io.ReadAll(response.Body); response.StatusCode != http.StatusBadRequest {
		t.Errorf("without a query: %s %s", response.Status, body)
	}
}

package graph_test

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"github.com/gorilla/websocket"

	"github.com/cocreated/hub/graph"
	"github.com/cocreated/hub/graph/transport"
	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/account"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/notice"
	"github.com/cocreated/hub/storage/storagetest"
	"github.com/cocreated/hub/storage/transfer"
)

// node is the API on one of several nodes of a hub.
type node struct {
	*api
	store *storage.Store
	bus   *notice.Bus
}

// serveNode serves one node over a store; change sees the options first.
func serveNode(t *testing.T, store *storage.Store, change ...func(*graph.Options)) *node {
	t.Helper()
	heard, err := store.Listen(t.Context(), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(heard.Close)
	served := serve(t, store, append(change, func(o *graph.Options) { o.Bus = heard })...)
	return &node{served, store, heard}
}

func openStore(t *testing.T, dsn string) *storage.Store {
	t.Helper()
	store, err := storage.Open(t.Context(), storage.Options{DSN: dsn, Own: true, Languages: storagetest.Languages()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(store.Close)
	return store
}

// stream is a subscription, whatever carries it.
type stream interface {
	// next is the payload of the next event; done is an error, or empty, at the end.
	next(t *testing.T) (payload string, done bool)
}

// eventStream is a subscription as an event stream.
type eventStream struct{ lines *bufio.Reader }

func (n *node) openEvents(t *testing.T, query string) stream {
	t.Helper()
	body, err := json.Marshal(request{Query: query})
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, n.url, strings.NewReader(string(body)))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "text/event-stream")
	response, err := n.client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { response.Body.Close() })
	return &eventStream{bufio.NewReader(response.Body)}
}

func (s *eventStream) next(t *testing.T) (string, bool) {
	t.Helper()
	for event := ""; ; {
		line, err := s.lines.ReadString('\n')
		if err != nil {
			t.Fatal(err)
		}
		if named, ok := strings.CutPrefix(line, "event: "); ok {
			event = strings.TrimSpace(named)
		}
		if data, ok := strings.CutPrefix(line, "data:"); ok {
			return strings.TrimSpace(data), event == "complete"
		}
	}
}

// socket is a WebSocket with a subscription of the id 1.
type socket struct{ *websocket.Conn }

func (n *node) openSocket(t *testing.T) socket {
	t.Helper()
	dialer := websocket.Dialer{Subprotocols: []string{"graphql-transport-ws"}}
	conn, response, err := dialer.DialContext(t.Context(), "ws"+strings.TrimPrefix(n.url, "http"), nil)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	t.Cleanup(func() { conn.Close() })
	return socket{conn}
}

func (s socket) send(t *testing.T, message any) {
	t.Helper()
	if err := s.WriteJSON(message); err != nil {
		t.Fatal(err)
	}
}

// subscribe returns when the node knows of the subscription: the protocol does not
// acknowledge one.
func (n *node) subscribe(t *testing.T, query string) socket {
	t.Helper()
	s, before := n.openSocket(t), n.bus.Subscribers()
	s.send(t, object{"type": "connection_init"})
	if _, _, err := s.ReadMessage(); err != nil {
		t.Fatal(err)
	}
	s.send(t, object{"id": "1", "type": "subscribe", "payload": request{Query: query}})
	until(t, func() bool { return n.bus.Subscribers() > before })
	return s
}

// until waits for what nothing tells of.
func until(t *testing.T, holds func() bool) {
	t.Helper()
	look := time.NewTicker(time.Millisecond)
	defer look.Stop()
	for !holds() {
		<-look.C
	}
}

func (s socket) next(t *testing.T) (string, bool) {
	t.Helper()
	for {
		var message struct {
			Type    string
			Payload json.RawMessage
		}
		if err := s.ReadJSON(&message); err != nil {
			t.Fatal(err)
		}
		if message.Type != "ping" {
			return string(message.Payload), message.Type != "next"
		}
	}
}

// closed is the code with which the server closes.
func (s socket) closed(t *testing.T) int {
	t.Helper()
	for {
		_, _, err := s.ReadMessage()
		var closed *websocket.CloseError
		switch {
		case err == nil:
		case errors.As(err, &closed):
			return closed.Code
		default:
			t.Fatal(err)
		}
	}
}

// carriers are the ways in which a subscription may come.
var carriers = map[string]func(*node, *testing.T, string) stream{
	"EventStream": func(n *node, t *testing.T, query string) stream { return n.openEvents(t, query) },
	"WebSocket":   func(n *node, t *testing.T, query string) stream { return n.subscribe(t, query) },
}

// page is a record with a title.
func pageRecord(slug, title string) string {
	return fmt.Sprintf(`{"kind":"page","slug":%q,"sourceLocale":"en","fields":{"type":"PAGE"},"texts":{"en":{"title":%q}},"published":["en"]}`, slug, title)
}

// TestEntryChanged writes on one node and listens on another.
func TestEntryChanged(t *testing.T) {
	t.Parallel()
	for name, open := range carriers {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dsn := storagetest.EmptyDSN(t)
			here, there := openStore(t, dsn), serveNode(t, openStore(t, dsn))
			const watched = `subscription { entryChanged(kinds: [PAGE, SKILL]) { type stage kind version locales entry(locales: ["en"]) { slug title version } } }`
			subscription := open(there, t, watched)

			// Taken back, of another kind, and then what is waited for.
			if report, err := here.Importer().Import(t.Context(), strings.NewReader(pageRecord("never", "Never")), transfer.ImportOptions{DryRun: true}); err != nil || len(report.Problems) > 0 {
				t.Fatal(report.Problems, err)
			}
			load(t, here, `{"kind":"area","slug":"forests","sourceLocale":"en","fields":{"scheme":"PROGRAMME"},"texts":{"en":{"title":"Forests"}},"published":["en"]}`)
			load(t, here, pageRecord("about", "About"))
			load(t, here, pageRecord("about", "About us"))

			for i, title := range []string{"About", "About us"} {
				want := fmt.Sprintf(`{"data":{"entryChanged":{"type":"PUBLISHED","stage":"LIVE","kind":"PAGE","version":%d,"locales":["en"],"entry":{"slug":"about","title":%q,"version":%d}}}}`, i+1, title, i+1)
				got, done := subscription.next(t)
				// The entry is as it is when the event is told, which may be after the next change.
				if later := strings.ReplaceAll(strings.Replace(want, `"About"`, `"About us"`, 1), `"version":1}}`, `"version":2}}`); done || got != want && got != later {
					t.Errorf("heard %s instead of %s", got, want)
				}
			}
		})
	}
}

// TestEntryChangedWithoutEntry tells of what cannot be read.
func TestEntryChangedWithoutEntry(t *testing.T) {
	t.Parallel()
	hub := serveNode(t, storagetest.Empty(t), as(withRole(account.Translator)))
	subscription := hub.openEvents(t, `subscription { entryChanged(stage: DRAFT) { type kind id version locales entry { id } } }`)
	gone := notice.EntryEvent{Type: notice.EventDeleted, Stage: content.StageDraft, Kind: "newsletterIssue", ID: uuid.Must(uuid.NewV7()), Version: 4}
	for event, want := range map[*notice.EntryEvent]string{
		&gone: fmt.Sprintf(`{"type":"DELETED","kind":"NEWSLETTER_ISSUE","id":%q,"version":4,"locales":[],"entry":null}`, content.EncodeID(gone.Kind, gone.ID)),
		{Type: notice.EventUpdated, Stage: content.StageDraft, Kind: "page"}: `{"type":"UPDATED","kind":"PAGE","id":null,"version":null,"locales":[],"entry":null}`,
	} {
		if err := notice.Notify(t.Context(), storagetest.Draft(hub.store), *event); err != nil {
			t.Fatal(err)
		}
		if got, _ := subscription.next(t); got != `{"data":{"entryChanged":`+want+`}}` {
			t.Errorf("heard %s", got)
		}
	}
}

func TestSubscriptionRefused(t *testing.T) {
	t.Parallel()
	hub := serveNode(t, storagetest.Empty(t))
	part, nothing := content.EncodeID("lesson", uuid.Max), content.EncodeID("nothing", uuid.Max)
	dear := `successors(first: 100) { successors(first: 100) { successors(first: 100) { id } } }`
	for name, test := range map[string]struct{ query, want string }{
		"DraftAsThePublic": {`subscription { entryChanged(stage: DRAFT) { kind } }`, "UNAUTHENTICATED - -"},
		"NotAnID":          {`subscription { entryChanged(ids: ["nonsense"]) { kind } }`, "BAD_USER_INPUT ids[0] id"},
		"OfAPart":          {fmt.Sprintf(`subscription { entryChanged(ids: [%q]) { kind } }`, part), "BAD_USER_INPUT ids[0] kind"},
		"OfNothing":        {fmt.Sprintf(`subscription { entryChanged(ids: [%q]) { kind } }`, nothing), "BAD_USER_INPUT ids[0] kind"},
		"TooManyIDs":       {`subscription { entryChanged(ids: [` + strings.Repeat(`"a" `, 101) + `]) { kind } }`, "BAD_USER_INPUT ids max"},
		"NullIDs":          {`subscription { entryChanged(ids: null) { kind } }`, "BAD_USER_INPUT ids null"},
		"NullKinds":        {`subscription { entryChanged(kinds: null) { kind } }`, "BAD_USER_INPUT kinds null"},
		"TwoFields":        {`subscription { a: entryChanged { kind } b: entryChanged { kind } }`, "GRAPHQL_VALIDATION_FAILED - -"},
		"Skipped":          {`subscription { entryChanged @skip(if: true) { kind } }`, "GRAPHQL_VALIDATION_FAILED - -"},
		"SkippedFragment":  {`subscription { ... @include(if: false) { entryChanged { kind } } }`, "GRAPHQL_VALIDATION_FAILED - -"},
		"TwoInFragments":   {`subscription { ...A ...A } fragment A on Subscription { a: entryChanged { kind } ... { b: entryChanged { kind } } }`, "GRAPHQL_VALIDATION_FAILED - -"},
		"TooDear":          {`subscription { entryChanged { entry { ... on Programme { ` + dear + ` } } } }`, "LIMIT_EXCEEDED - -"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			payload, _ := hub.openEvents(t, test.query).next(t)
			failures := answer{body: []byte(payload)}.failures(t)
			if len(failures) != 1 || failures[0].kind() != test.want {
				t.Errorf("got %s", payload)
			}
			if left := hub.bus.Subscribers(); left != 0 {
				t.Errorf("%d are subscribed", left)
			}
		})
	}
	t.Run("AsJSON", func(t *testing.T) {
		t.Parallel()
		failures := hub.post(t, request{Query: `subscription { entryChanged { kind } }`}).failures(t)
		if len(failures) != 1 || failures[0].kind() != "BAD_USER_INPUT - -" {
			t.Errorf("got %+v", failures)
		}
	})
}

// ended is how a subscription ends with an error: as an event of its own, or within
// the last one.
func ended(t *testing.T, subscription stream) []failure {
	t.Helper()
	for {
		payload, done := subscription.next(t)
		var errors []failure
		if done && json.Unmarshal([]byte(payload), &errors) == nil {
			return errors // WebSocket: `error` with the list
		}
		if failures := (answer{body: []byte(payload)}).failures(t); failures != nil {
			if last, done := subscription.next(t); !done || last != "" {
				t.Errorf("after the error came %s", last)
			}
			return failures
		}
	}
}

func TestSubscriptionEnds(t *testing.T) {
	t.Parallel()
	for name, open := range carriers {
		t.Run("NodeStops"+name, func(t *testing.T) {
			t.Parallel()
			hub := serveNode(t, storagetest.Empty(t))
			subscription := open(hub, t, `subscription { entryChanged { kind } }`)
			hub.bus.Close()
			if failures := ended(t, subscription); len(failures) != 1 || failures[0].kind() != "UNAVAILABLE - -" {
				t.Errorf("got %+v", failures)
			}
		})
		t.Run("TooSlow"+name, func(t *testing.T) {
			t.Parallel()
			hub := serveNode(t, storagetest.Empty(t))
			subscription := open(hub, t, `subscription { entryChanged { kind entry { slug title availableLocales } } }`)
			// Faster than anything can read the entries.
			_, err := storagetest.Draft(hub.store).NewRaw(`SELECT pg_notify(?, json_build_object('at', now(), 'events', json_build_array(json_build_object(
				'type', 'PUBLISHED', 'stage', 'LIVE', 'kind', 'page', 'version', n, 'id', gen_random_uuid())))::text) FROM generate_series(1, 20000) AS g (n)`,
				notice.Channel).Exec(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if failures := ended(t, subscription); len(failures) != 1 || failures[0].kind() != "LIMIT_EXCEEDED - slow" {
				t.Errorf("got %+v", failures)
			}
		})
	}
	t.Run("ClientCompletes", func(t *testing.T) {
		t.Parallel()
		hub := serveNode(t, storagetest.Empty(t))
		s := hub.subscribe(t, `subscription { entryChanged { kind } }`)
		s.send(t, object{"id": "1", "type": "complete"})
		until(t, func() bool { return hub.bus.Subscribers() == 0 })
	})
	t.Run("ClientGoes", func(t *testing.T) {
		t.Parallel()
		hub := serveNode(t, storagetest.Empty(t))
		s := hub.subscribe(t, `subscription { entryChanged { kind } }`)
		s.Close()
		until(t, func() bool { return hub.bus.Subscribers() == 0 })
	})
}

// TestSilentSocket opens a socket and does not say who is there.
func TestSilentSocket(t *testing.T) {
	t.Parallel()
	hub := serveNode(t, storagetest.Empty(t), func(o *graph.Options) {
		o.Transport = transport.Options{InitTimeout: 200 * time.Millisecond}
	})
	if code := hub.openSocket(t).closed(t); code != 4408 {
		t.Errorf("closed with %d", code)
	}
}

// TestCloseCodes breaks the protocol in the middle of a subscription.
func TestCloseCodes(t *testing.T) {
	t.Parallel()
	const query = `subscription { entryChanged { kind } }`
	hub := serveNode(t, storagetest.Empty(t))
	subscribe := object{"id": "1", "type": "subscribe", "payload": request{Query: query}}
	for name, test := range map[string]struct {
		code   int
		slip   any
		before bool // it is the first message
	}{
		"BadMessage":        {code: 4400, slip: object{"type": "start"}},
		"NoID":              {code: 4400, slip: object{"type": "subscribe", "payload": request{Query: query}}},
		"SubscribeTooEarly": {code: 4401, slip: subscribe, before: true},
		"SameID":            {code: 4409, slip: subscribe},
		"InitTwice":         {code: 4429, slip: object{"type": "connection_init"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := hub.openSocket(t)
			if !test.before {
				s.send(t, object{"type": "connection_init"})
				s.send(t, subscribe)
			}
			s.send(t, test.slip)
			if code := s.closed(t); code != test.code {
				t.Errorf("closed with %d, not %d", code, test.code)
			}
		})
	}
}

func TestManySubscriptionsOfOneSocket(t *testing.T) {
	t.Parallel()
	hub := serveNode(t, storagetest.Empty(t), func(o *graph.Options) { o.Transport.MaxOperations = 1 })
	s := hub.subscribe(t, `subscription { entryChanged { kind } }`)
	s.send(t, object{"id": "2", "type": "subscribe", "payload": request{Query: `subscription { entryChanged { kind } }`}})
	payload, _ := s.next(t)
	var failures []failure
	if err := json.Unmarshal([]byte(payload), &failures); err != nil || failures[0].kind() != "LIMIT_EXCEEDED - -" {
		t.Errorf("the second got %s", payload)
	}
	load(t, hub.store, pageRecord("about", "About"))
	got, _ := s.next(t)
	if diff := cmp.Diff(`{"data":{"entryChanged":{"kind":"PAGE"}}}`, got); diff != "" {
		t.Error(diff)
	}
}

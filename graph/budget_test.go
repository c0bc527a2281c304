package graph_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"github.com/cocreated/hub/graph"
	"github.com/cocreated/hub/graph/budget"
	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/storagetest"
)

// limited serves a store within a budget; the header Client says who asks.
func limited(t *testing.T, store *storage.Store, of budget.Options) *api {
	t.Helper()
	type clientKey struct{}
	of.Client = func(ctx context.Context) string { name, _ := ctx.Value(clientKey{}).(string); return name }
	of.Public, of.Work = func(context.Context) bool { return true }, storage.Work
	if of.Now == nil {
		of.Now = func() time.Time { return today }
	}
	spent, err := budget.New(of)
	if err != nil {
		t.Fatal(err)
	}
	with := options(store, &log{})
	with.Budget = spent
	handler := graph.Handler(with)
	server := httptest.NewServer(counted(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		handler.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), clientKey{}, r.Header.Get("Client"))))
	})))
	t.Cleanup(server.Close)
	return &api{url: server.URL, client: server.Client()}
}

// askAs asks as a client.
func (a *api) askAs(t *testing.T, client, query string) answer {
	t.Helper()
	r := a.posted(t, request{Query: query})
	r.Header.Set("Client", client)
	return a.send(t, r)
}

const cheap = `{ courses(first: 1) { nodes { title } } }`

// heavy searches fifty times for what is not there.
func heavy() string {
	var query strings.Builder
	for i := range 50 {
		fmt.Fprintf(&query, `s%d: search(query: "zzqq%d") { nodes { title } } `, i, i)
	}
	return "{ " + query.String() + "}"
}

// TestBudget spends what a client has: it is told when to come again, and nobody else notices.
func TestBudget(t *testing.T) {
	t.Parallel()
	var clock atomic.Int64
	hub := limited(t, storagetest.Demo(t), budget.Options{
		PerSecond: 100, Burst: 4000, Now: func() time.Time { return today.Add(time.Duration(clock.Load())) },
	})
	if first := hub.askAs(t, "a", heavy()); first.code != http.StatusOK {
		t.Fatalf("the first is answered %d: %.300s", first.code, first.body)
	}
	var last answer
	for range 1000 {
		if last = hub.askAs(t, "a", heavy()); last.code != http.StatusOK {
			break
		}
	}
	if last.code != http.StatusTooManyRequests || last.header.Get("Retry-After") == "" || last.header.Get("Cache-Control") != "no-store" ||
		!strings.Contains(string(last.body), `"code":"RATE_LIMITED"`) || !strings.Contains(string(last.body), `"retryAfter":`+last.header.Get("Retry-After")) {
		t.Errorf("in the end it is answered %d with %v: %.300s", last.code, last.header, last.body)
	}
	other := hub.askAs(t, "b", cheap)
	if other.code != http.StatusOK || other.header.Get("RateLimit-Policy") != `"work";q=4000;w=40` || !strings.HasPrefix(other.header.Get("RateLimit"), `"work";r=39`) {
		t.Errorf("another client is answered %d with %v", other.code, other.header)
	}
	if unknown := hub.askAs(t, "", cheap); unknown.code != http.StatusOK || unknown.header.Get("RateLimit") != "" {
		t.Errorf("the hub itself is answered %d with %v", unknown.code, unknown.header)
	}
	clock.Store(int64(time.Hour))
	if later := hub.askAs(t, "a", heavy()); later.code != http.StatusOK {
		t.Errorf("an hour later it is answered %d", later.code)
	}
}

// TestBudgetGivesBack asks for much that is quickly there: what was charged before is given back.
func TestBudgetGivesBack(t *testing.T) {
	t.Parallel()
	store := storagetest.Empty(t)
	hub := limited(t, store, budget.Options{PerSecond: 1e-6, Burst: 100})
	const deep = `{ courses(first: 100) { nodes { title modules { title lessons { title summary terms { title definition } } } } } }`
	for i := range 8 {
		if a := hub.askAs(t, "a", deep); a.code != http.StatusOK {
			t.Fatalf("time %d is answered %d with %v: %.200s", i, a.code, a.header, a.body)
		}
	}
}

// blocked keeps the public from reading courses, until the function is called.
func blocked(t *testing.T, store *storage.Store) func() {
	t.Helper()
	tx, err := storagetest.Draft(store).BeginTx(context.WithoutCancel(t.Context()), nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.ExecContext(t.Context(), "LOCK TABLE live.courses IN ACCESS EXCLUSIVE MODE"); err != nil {
		t.Fatal(err)
	}
	return func() {
		if err := tx.Rollback(); err != nil {
			t.Error(err)
		}
	}
}

// TestBudgetQueue has one operation run and one wait: the third is told at once, and the two are answered in the end.
func TestBudgetQueue(t *testing.T) {
	t.Parallel()
	store := storagetest.Demo(t)
	hub := limited(t, store, budget.Options{Running: 1, Waiting: 1, Patience: time.Hour, Time: time.Hour})
	unblock := blocked(t, store)
	answers := make(chan answer, 3)
	for range 3 {
		go func() { answers <- hub.askAs(t, "a", cheap) }()
	}
	if refused := <-answers; refused.code != http.StatusServiceUnavailable || refused.header.Get("Retry-After") != "1" || !strings.Contains(string(refused.body), `"UNAVAILABLE"`) {
		t.Errorf("the first to be answered is answered %d with %v: %s", refused.code, refused.header, refused.body)
	}
	unblock()
	for range 2 {
		if a := <-answers; a.code != http.StatusOK {
			t.Errorf("who ran or waited is answered %d: %s", a.code, a.body)
		}
	}
}

// TestBudgetTime ends an operation that takes too long.
func TestBudgetTime(t *testing.T) {
	t.Parallel()
	store := storagetest.Demo(t)
	hub := limited(t, store, budget.Options{Time: 100 * time.Millisecond})
	unblock := blocked(t, store)
	if a := hub.askAs(t, "a", cheap); a.code != http.StatusGatewayTimeout || !strings.Contains(string(a.body), `"TIMEOUT"`) {
		t.Errorf("it is answered %d: %s", a.code, a.body)
	}
	unblock()
}

// wholeSchema is what clients ask to know the schema, under a name.
func wholeSchema(name string) string {
	return name + `: __schema { queryType { name } mutationType { name } subscriptionType { name } types { ...FullType } directives { name description locations args { ...InputValue } } }`
}

const schemaFragments = `
fragment FullType on __Type { kind name description fields(includeDeprecated: true) { name description args { ...InputValue } type { ...TypeRef } isDeprecated deprecationReason }
	inputFields { ...InputValue } interfaces { ...TypeRef } enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason } possibleTypes { ...TypeRef } }
fragment InputValue on __InputValue { name description type { ...TypeRef } defaultValue }
fragment TypeRef on __Type { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } } } } }`

// TestIntrospectionIsNotFree lets clients ask for the schema, and not for many of them at once.
func TestIntrospectionIsNotFree(t *testing.T) {
	t.Parallel()
	hub := serve(t, storagetest.Empty(t))
	if a := hub.post(t, request{Query: "{ " + wholeSchema("once") + " }" + schemaFragments}); bytes.Contains(a.body, []byte(`"errors"`)) || len(a.body) < 100_000 {
		t.Errorf("asked once, the schema is %.300s", a.body)
	}
	var many strings.Builder
	for i := range 4 {
		many.WriteString(wholeSchema(fmt.Sprintf("s%d", i)) + " ")
	}
	failures := hub.post(t, request{Query: "{ " + many.String() + "}" + schemaFragments}).failures(t)
	if len(failures) != 1 || failures[0].Extensions["limit"] != "introspection" {
		t.Errorf("asked four times at once, it is answered %+v", failures)
	}
}

// TestSocketsOfOneClient opens as many connections as one client may have.
func TestSocketsOfOneClient(t *testing.T) {
	t.Parallel()
	hub := limited(t, storagetest.Empty(t), budget.Options{})
	dial := func(client string) (*websocket.Conn, int) {
		t.Helper()
		dialer := websocket.Dialer{Subprotocols: []string{"graphql-transport-ws"}}
		conn, response, err := dialer.DialContext(t.Context(), "ws"+strings.TrimPrefix(hub.url, "http"), http.Header{"Client": {client}})
		if response == nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		if err == nil {
			t.Cleanup(func() { _ = conn.Close() })
		}
		return conn, response.StatusCode
	}
	var first *websocket.Conn
	for range 20 {
		conn, status := dial("a")
		if status != http.StatusSwitchingProtocols {
			t.Fatalf("it is answered %d", status)
		}
		if first == nil {
			first = conn
		}
	}
	if _, status := dial("a"); status != http.StatusTooManyRequests {
		t.Errorf("one more is answered %d", status)
	}
	if _, status := dial("b"); status != http.StatusSwitchingProtocols {
		t.Errorf("another client is answered %d", status)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	for { // the hub has to notice
		if _, status := dial("a"); status == http.StatusSwitchingProtocols {
			break
		}
	}
}

package graph_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cocreated/hub/graph"
	"github.com/cocreated/hub/storage"
)

// today is the day about which the dates of the demo content lie.
var today = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

// theRequest is the id of every request.
const theRequest = "request-7"

// api is the API over HTTP, as clients meet it.
type api struct {
	url    string
	client *http.Client
	log    *log
}

// options are those of an API over a store on the day of the demo content.
func options(store *storage.Store, to *log) graph.Options {
	return graph.Options{
		Store: store, Now: func() time.Time { return today }, Name: "A hub", Version: "1.2.3",
		RequestID: func(context.Context) string { return theRequest },
		Logger:    slog.New(slog.NewJSONHandler(to, nil)),
	}
}

// serve serves a store until the test ends; change sees the options first.
func serve(t testing.TB, store *storage.Store, change ...func(*graph.Options)) *api {
	t.Helper()
	to := &log{}
	with := options(store, to)
	for _, c := range change {
		c(&with)
	}
	server := httptest.NewServer(counted(graph.Handler(with)))
	t.Cleanup(server.Close)
	return &api{url: server.URL, client: server.Client(), log: to}
}

// at serves as of another moment.
func at(now time.Time) func(*graph.Options) {
	return func(o *graph.Options) { o.Now = func() time.Time { return now } }
}

// statements is the trailer that tells how many SQL statements an answer cost.
const statements = "Sql-Statements"

func counted(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, count := storage.CountStatements(r.Context())
		w.Header().Set("Trailer", statements)
		next.ServeHTTP(trailing{w}, r.WithContext(ctx))
		w.Header().Set(statements, strconv.Itoa(count()))
	})
}

// trailing writes answers of no length that is told before, behind which a trailer can come.
type trailing struct{ http.ResponseWriter }

func (t trailing) Write(data []byte) (int, error) {
	t.Header().Del("Content-Length")
	return t.ResponseWriter.Write(data)
}

func (t trailing) Unwrap() http.ResponseWriter { return t.ResponseWriter }

// request is what a client sends.
type request struct {
	Query         string `json:"query,omitempty"`
	OperationName string `json:"operationName,omitempty"`
	Variables     any    `json:"variables,omitempty"`
	Extensions    any    `json:"extensions,omitempty"`
}

// answer is what a client gets.
type answer struct {
	code       int
	body       []byte
	header     http.Header
	statements int
}

// failure is an error in an answer.
type failure struct {
	Message    string
	Path       []any
	Extensions map[string]any
}

func (a answer) failures(t testing.TB) []failure {
	t.Helper()
	var read struct{ Errors []failure }
	a.read(t, &read)
	return read.Errors
}

func (a answer) read(t testing.TB, into any) {
	t.Helper()
	if err := json.Unmarshal(a.body, into); err != nil {
		t.Fatalf("%v in %s", err, a.body)
	}
}

// data reads the data of an answer without errors.
func (a answer) data(t testing.TB, into any) {
	t.Helper()
	if failures := a.failures(t); failures != nil {
		t.Fatalf("errors: %+v", failures)
	}
	read := struct{ Data any }{into}
	a.read(t, &read)
}

func (a *api) post(t testing.TB, what request) answer {
	t.Helper()
	return a.send(t, a.posted(t, what))
}

// posted is a request by POST that is not sent yet.
func (a *api) posted(t testing.TB, what request) *http.Request {
	t.Helper()
	body, err := json.Marshal(what)
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, a.url, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	return r
}

func (a *api) send(t testing.TB, r *http.Request) answer {
	t.Helper()
	response, err := a.client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	count, err := strconv.Atoi(response.Trailer.Get(statements))
	if err != nil {
		t.Fatalf("the number of statements: %v", err)
	}
	return answer{code: response.StatusCode, body: body, header: response.Header, statements: count}
}

// log is what the API logged.
type log struct {
	mu    sync.Mutex
	lines strings.Builder
}

func (l *log) Write(line []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.lines.Write(line)
}

func (l *log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.lines.String()
}

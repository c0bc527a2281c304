package main

import (
	"bufio"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/cocreated/hub/server/servertest"
	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/act"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/kind"
	"github.com/cocreated/hub/storage/review"
	"github.com/cocreated/hub/storage/storagetest"
	"github.com/cocreated/hub/storage/transfer"
)

func testSettings() *Settings {
	languages := storagetest.Languages()
	return &Settings{
		Addr: "127.0.0.1:0", CORSOrigins: []string{"*"}, PublicSchema: true,
		Locales: languages["content"], NewsletterLocales: languages[kind.NewsletterLanguages],
	}
}

// site serves the hub over the demo content.
func site(t *testing.T) (*httptest.Server, *storage.Store, *metrics) {
	t.Helper()
	return siteOf(t, testSettings())
}

// siteOf serves the hub over the demo content, as settings say.
func siteOf(t *testing.T, settings *Settings) (*httptest.Server, *storage.Store, *metrics) {
	t.Helper()
	store, metrics := storagetest.Demo(t), newMetrics()
	accounts, err := store.Accounts(time.Now)
	if err != nil {
		t.Fatal(err)
	}
	changes, err := store.Listen(t.Context(), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(changes.Close)
	generations := store.Generations(time.Now, slog.New(slog.DiscardHandler))
	t.Cleanup(follow(t.Context(), func(ctx context.Context) { generations.Follow(ctx, changes) }))
	metrics.watch(changes)
	handler, err := newHandler(settings, store, &objects{}, accounts, changes, generations, nil, slog.New(slog.DiscardHandler), metrics)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server, store, metrics
}

// fetch asks without following redirects or unpacking what is packed.
func fetch(t *testing.T, method, url, body string, header map[string]string) (*http.Response, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range header {
		request.Header.Set(name, value)
	}
	response, err := (&http.Transport{DisableCompression: true, DisableKeepAlives: true}).RoundTrip(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response, string(content)
}

const allTitles = `{"query":"{ terms(first: 100) { nodes { title definition } } }"}`

func TestHTTP(t *testing.T) {
	t.Parallel()
	server, store, metrics := site(t)
	asJSON := map[string]string{"Content-Type": "application/json"}

	t.Run("StartPageCounts", func(t *testing.T) {
		response, page := fetch(t, "GET", server.URL+"/", "", nil)
		if response.StatusCode != http.StatusOK || !strings.Contains(page, "33") || !strings.Contains(page, "български") {
			t.Errorf("%d, without the counts or the languages:\n%s", response.StatusCode, page)
		}
	})
	t.Run("UnknownPathIsNotFound", func(t *testing.T) {
		if response, _ := fetch(t, "GET", server.URL+"/nothing", "", nil); response.StatusCode != http.StatusNotFound {
			t.Errorf("got %d", response.StatusCode)
		}
	})
	t.Run("AnswersArePacked", func(t *testing.T) {
		response, packed := fetch(t, "POST", server.URL+"/graphql", allTitles, map[string]string{"Content-Type": "application/json", "Accept-Encoding": "gzip"})
		_, plain := fetch(t, "POST", server.URL+"/graphql", allTitles, asJSON)
		if response.Header.Get("Content-Encoding") != "gzip" || len(packed)*2 > len(plain) {
			t.Errorf("%d bytes packed, %d plain, encoding %q", len(packed), len(plain), response.Header.Get("Content-Encoding"))
		}
	})
	t.Run("RequestIDIsGivenAndKept", func(t *testing.T) {
		response, _ := fetch(t, "GET", server.URL+"/healthz", "", nil)
		if len(response.Header.Get("X-Request-Id")) != 36 {
			t.Errorf("got the id %q", response.Header.Get("X-Request-Id"))
		}
		response, _ = fetch(t, "GET", server.URL+"/healthz", "", map[string]string{"X-Request-Id": "from-the-proxy-1"})
		if got := response.Header.Get("X-Request-Id"); got != "from-the-proxy-1" {
			t.Errorf("got the id %q", got)
		}
		response, _ = fetch(t, "GET", server.URL+"/healthz", "", map[string]string{"X-Request-Id": `"><script>`})
		if got := response.Header.Get("X-Request-Id"); strings.Contains(got, "<") {
			t.Errorf("took over %q", got)
		}
	})
	t.Run("NothingIsSniffed", func(t *testing.T) {
		response, _ := fetch(t, "POST", server.URL+"/graphql", allTitles, asJSON)
		if got := response.Header.Get("X-Content-Type-Options"); got != "nosniff" {
			t.Errorf("got %q", got)
		}
	})
	t.Run("OtherSitesMayRead", func(t *testing.T) {
		response, _ := fetch(t, "OPTIONS", server.URL+"/graphql", "", map[string]string{
			"Origin": "https://town.example", "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization,content-type,graphql-preflight",
		})
		if response.Header.Get("Access-Control-Allow-Headers") == "" || response.Header.Get("Access-Control-Allow-Origin") != "*" || response.Header.Get("Access-Control-Allow-Credentials") != "" {
			t.Errorf("preflight answered %v", response.Header)
		}
		response, _ = fetch(t, "POST", server.URL+"/graphql", allTitles, map[string]string{"Content-Type": "application/json", "Origin": "https://town.example"})
		if response.Header.Get("Access-Control-Allow-Origin") != "*" {
			t.Errorf("answered %v", response.Header)
		}
	})
	t.Run("OtherSitesReadRefusals", func(t *testing.T) {
		response, said := fetch(t, "POST", server.URL+"/graphql", allTitles, map[string]string{"Content-Type": "application/json", "Origin": "https://town.example", "Authorization": "Bearer x"})
		if response.StatusCode != http.StatusUnauthorized || response.Header.Get("Access-Control-Allow-Origin") != "*" || !strings.Contains(said, "UNAUTHENTICATED") {
			t.Errorf("%s with %v: %s", response.Status, response.Header, said)
		}
	})
	t.Run("CachesTellWhoAsks", func(t *testing.T) {
		response, _ := fetch(t, "GET", server.URL+"/graphql?query=%7Bhub%7Bname%7D%7D", "", nil)
		if vary := strings.Join(response.Header.Values("Vary"), ", "); !strings.Contains(vary, "Authorization, Cookie") || !strings.Contains(vary, "Accept") {
			t.Errorf("Vary: %s", vary)
		}
	})
	t.Run("LargeBodyIsRefused", func(t *testing.T) {
		// Without a network: a sender who is still writing when the connection is closed need not hear why.
		recorder := httptest.NewRecorder()
		request := httptest.NewRequest(http.MethodPost, "/graphql", strings.NewReader(`{"query":"`+strings.Repeat(" ", 2<<20)+`"}`))
		request.Header.Set("Content-Type", "application/json")
		server.Config.Handler.ServeHTTP(recorder, request)
		if recorder.Code != http.StatusRequestEntityTooLarge {
			t.Errorf("got %d", recorder.Code)
		}
	})
	t.Run("Metrics", func(t *testing.T) {
		recorder := httptest.NewRecorder()
		metrics.handler(false).ServeHTTP(recorder, httptest.NewRequest(http.MethodGet, "/metrics", nil))
		for _, want := range []string{`hub_http_request_duration_seconds_count{route="/graphql",status="200"}`, "hub_graphql_sql_statements_sum", `hub_info{version="development"} 1`} {
			if !strings.Contains(recorder.Body.String(), want) {
				t.Errorf("no %s", want)
			}
		}
	})
	t.Run("WithoutDatabase", func(t *testing.T) {
		if response, _ := fetch(t, "GET", server.URL+"/readyz", "", nil); response.StatusCode != http.StatusOK {
			t.Errorf("ready answered %d", response.StatusCode)
		}
		store.Close()
		if response, said := fetch(t, "GET", server.URL+"/readyz", "", nil); response.StatusCode != http.StatusServiceUnavailable || strings.Contains(said, "sql") {
			t.Errorf("ready answered %d: %s", response.StatusCode, said)
		}
		if response, _ := fetch(t, "GET", server.URL+"/healthz", "", nil); response.StatusCode != http.StatusOK {
			t.Errorf("alive answered %d", response.StatusCode)
		}
		if response, page := fetch(t, "GET", server.URL+"/", "", nil); response.StatusCode != http.StatusOK || !strings.Contains(page, "console") {
			t.Errorf("the start page answered %d", response.StatusCode)
		}
		response, said := fetch(t, "POST", server.URL+"/graphql", allTitles, asJSON)
		if !strings.Contains(said, `"INTERNAL"`) || !strings.Contains(said, response.Header.Get("X-Request-Id")) || strings.Contains(said, "sql") {
			t.Errorf("the API answered %s", said)
		}
	})
}

// TestLinksAreNotLogged follows a link to a review: whoever reads the log cannot.
func TestLinksAreNotLogged(t *testing.T) {
	t.Parallel()
	var log strings.Builder
	handler := logged(slog.New(slog.NewJSONHandler(&log, nil)), http.NotFoundHandler())
	for _, path := range []string{"/review/secret", "/graphql"} {
		handler.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, path, nil))
	}
	if said := log.String(); strings.Contains(said, "secret") || !strings.Contains(said, `"/review/…"`) || !strings.Contains(said, `"/graphql"`) {
		t.Errorf("logged: %s", said)
	}
}

// TestStreamsOutliveReadTimeout listens for longer than a request may take to arrive,
// behind everything that wraps answers.
func TestStreamsOutliveReadTimeout(t *testing.T) {
	t.Parallel()
	inner, store, _ := site(t)
	server := httptest.NewUnstartedServer(inner.Config.Handler)
	clock := &servertest.Clock{}
	server.Listener, server.Config.ReadTimeout = clock.Listen(server.Listener), time.Minute
	server.Start()
	defer server.Close()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+"/graphql?query="+
		url.QueryEscape(`subscription { entryChanged(kinds: [AREA]) { kind } }`), nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Accept", "text/event-stream")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	clock.Pass(2 * server.Config.ReadTimeout)
	record := `{"kind":"area","slug":"forests","sourceLocale":"en","fields":{"scheme":"PROGRAMME"},"texts":{"en":{"title":"Forests"}},"published":["en"]}`
	if report, err := store.Importer().Import(t.Context(), strings.NewReader(record), transfer.ImportOptions{}); err != nil || len(report.Problems) > 0 {
		t.Fatal(report.Problems, err)
	}
	stream := bufio.NewReader(response.Body)
	for {
		line, err := stream.ReadString('\n')
		if err != nil {
			t.Fatalf("the stream ended: %v", err)
		}
		if data, isData := strings.CutPrefix(line, "data: "); isData {
			if want := `{"data":{"entryChanged":{"kind":"AREA"}}}`; strings.TrimSpace(data) != want {
				t.Errorf("heard %s", data)
			}
			return
		}
	}
}

// TestReviewByLink follows a link as the API gives it.
func TestReviewByLink(t *testing.T) {
	t.Parallel()
	server, store, _ := site(t)
	if _, err := storagetest.Draft(store).ExecContext(t.Context(), "UPDATE texts SET state = 'DRAFT' WHERE kind = 'skill' AND locale = 'it'"); err != nil {
		t.Fatal(err)
	}
	var id uuid.UUID
	if err := storagetest.Draft(store).NewRaw("SELECT entry_id FROM texts WHERE kind = 'skill' AND locale = 'it' LIMIT 1").Scan(t.Context(), &id); err != nil {
		t.Fatal(err)
	}
	submitted, err := store.Reviews().Submit(t.Context(), act.Actor{}, review.Request{Entry: content.EncodeID("skill", id), Locale: "it"})
	if err != nil {
		t.Fatal(err)
	}
	_, secret, err := store.Reviews().CreateLink(t.Context(), act.Actor{}, submitted.ID(), time.Now().Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	settings := testSettings()
	settings.PublicURL = server.URL + "/"
	link := settings.reviewURL(secret)
	if response, page := fetch(t, "GET", link, "", nil); response.StatusCode != http.StatusOK || !strings.Contains(page, "Approve the text") {
		t.Errorf("%s\n%s", response.Status, page)
	}
	asForm := map[string]string{"Content-Type": "application/x-www-form-urlencoded"}
	if response, page := fetch(t, "POST", link, "decision=approve&comment=", asForm); response.StatusCode != http.StatusOK || !strings.Contains(page, "The text is approved") {
		t.Errorf("%s\n%s", response.Status, page)
	}
	if response, _ := fetch(t, "GET", link, "", nil); response.StatusCode != http.StatusGone {
		t.Errorf("afterwards: %s", response.Status)
	}
}

package landing_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"github.com/cocreated/hub/server/browser"
	"github.com/cocreated/hub/server/landing"
)

var hub = landing.Hub{
	Name:    "CO-CREATED content hub",
	Version: "0.1.0",
	Languages: []landing.Language{
		{"en", "English"}, {"fr", "français"}, {"it", "italiano"}, {"es", "español"}, {"bg", "български"},
	},
	Counts: []landing.Count{
		{4, "courses"}, {20, "webinars"}, {33, "programmes"}, {25, "calls"}, {66, "terms"}, {8, "opportunities"},
	},
	Docs: "https://hub.example.org/docs",
}

// serve is the page of a hub.
func serve(t *testing.T, hub landing.Hub) http.Handler {
	t.Helper()
	handler, err := landing.Handler(func(context.Context) landing.Hub { return hub })
	if err != nil {
		t.Fatal(err)
	}
	return handler
}

func get(handler http.Handler, method, path string) *httptest.ResponseRecorder {
	answer := httptest.NewRecorder()
	handler.ServeHTTP(answer, httptest.NewRequest(method, path, nil))
	return answer
}

func TestPage(t *testing.T) {
	answer := get(serve(t, hub), "GET", "/")
	if answer.Code != http.StatusOK {
		t.Fatalf("status %d", answer.Code)
	}
	for _, want := range []string{
		"<h2 id=\"holds\">", "<dt>webinars</dt><dd>20</dd>", `<li lang="bg" dir="auto">български</li>`,
		`href="console"`, `href="graphql"`, `href="https://hub.example.org/docs"`, "version 0.1.0",
	} {
		if !strings.Contains(answer.Body.String(), want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	want := "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; style-src 'self'; img-src 'self'"
	if got := answer.Header().Get("Content-Security-Policy"); got != want {
		t.Errorf("policy: %s", got)
	}
}

func TestPageOfWhatIsKnown(t *testing.T) {
	body := get(serve(t, landing.Hub{Name: "A hub"}), "GET", "/").Body.String()
	for _, unwanted := range []string{"What it holds now", "Languages</h2>", "Read the documentation", "version"} {
		if strings.Contains(body, unwanted) {
			t.Errorf("the page speaks of what it does not know: %s", unwanted)
		}
	}
}

func TestEscapes(t *testing.T) {
	body := get(serve(t, landing.Hub{Name: "<script>", Docs: "javascript:alert(1)"}), "GET", "/").Body.String()
	if strings.Contains(body, "<script>") || strings.Contains(body, "javascript:") {
		t.Error("the page lets markup or code in")
	}
}

func TestFiles(t *testing.T) {
	handler := serve(t, hub)
	links := regexp.MustCompile(`<link [^>]*href="([^"]+)"`).FindAllStringSubmatch(get(handler, "GET", "/").Body.String(), -1)
	if len(links) != 2 {
		t.Fatalf("links to files: %v", links)
	}
	for _, link := range links {
		answer := get(handler, "GET", "/"+link[1])
		if answer.Code != http.StatusOK || !strings.Contains(answer.Header().Get("Cache-Control"), "immutable") {
			t.Errorf("%s: status %d, Cache-Control %q", link[1], answer.Code, answer.Header().Get("Cache-Control"))
		}
	}
}

func TestNothingElse(t *testing.T) {
	handler := serve(t, hub)
	if code := get(handler, "GET", "/nothing").Code; code != http.StatusNotFound {
		t.Errorf("GET /nothing: status %d", code)
	}
	if code := get(handler, "POST", "/").Code; code != http.StatusMethodNotAllowed {
		t.Errorf("POST /: status %d", code)
	}
}

// TestBrowser looks at the page in both colour schemes and on a narrow screen, where nothing may stick out.
func TestBrowser(t *testing.T) {
	server := httptest.NewServer(serve(t, hub))
	defer server.Close()
	ctx := browser.Start(t, server.URL)
	for _, look := range []struct {
		name, scheme string
		width        int64
	}{
		{"light", "light", 1280}, {"dark", "dark", 1280}, {"narrow", "light", 320},
	} {
		scheme := emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: look.scheme}},
		}
		if _, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, scheme); err != nil {
			t.Fatal(err)
		}
		err := chromedp.Do(ctx,
			chromedp.EmulateViewport(look.width, 1900),
			chromedp.Navigate(server.URL),
			chromedp.WaitVisible(chromedp.CSS("footer")),
		)
		if err != nil {
			t.Fatal(err)
		}
		browser.Screenshot(t, ctx, look.name)
		width, err := chromedp.Run(ctx, chromedp.Evaluate[int64]("document.documentElement.scrollWidth"))
		if err != nil {
			t.Fatal(err)
		}
		if width > look.width {
			t.Errorf("%s: the page is %d wide on a screen of %d", look.name, width, look.width)
		}
	}
}

package console_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cocreated/hub/server/console"
)

func handler(t *testing.T) http.Handler {
	t.Helper()
	return handlerWith(t, console.Options{Visitor: func(context.Context) console.Visitor { return console.Visitor{} }})
}

func handlerWith(t *testing.T, options console.Options) http.Handler {
	t.Helper()
	handler, err := console.Handler(options)
	if err != nil {
		t.Fatal(err)
	}
	return handler
}

func request(t *testing.T, method, path string) *http.Response {
	t.Helper()
	answer := httptest.NewRecorder()
	handler(t).ServeHTTP(answer, httptest.NewRequest(method, path, nil))
	return answer.Result()
}

func text(t *testing.T, answer *http.Response) string {
	t.Helper()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func TestPolicy(t *testing.T) {
	answer := request(t, "GET", "/console")
	policy := answer.Header.Get("Content-Security-Policy")
	nonce := regexp.MustCompile(`'nonce-([A-Z0-9]+)'`).FindStringSubmatch(policy)
	if nonce == nil {
		t.Fatalf("no nonce in %s", policy)
	}
	want := "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'; script-src 'self'; " +
		"worker-src 'self'; connect-src 'self'; img-src 'self' data:; media-src 'self'; font-src 'self'; style-src 'self'; " +
		"style-src-attr 'unsafe-inline'; style-src-elem 'self' 'nonce-" + nonce[1] + "'"
	if policy != want {
		t.Errorf("policy: got  %s\nwant %s", policy, want)
	}
	body := text(t, answer)
	if !strings.Contains(body, `nonce="`+nonce[1]+`"`) {
		t.Error("the page does not hold the nonce of its policy")
	}
	if again := text(t, request(t, "GET", "/console")); strings.Contains(again, nonce[1]) {
		t.Error("two answers with the same nonce")
	}
	if got := answer.Header.Get("Cache-Control"); got != "no-store" {
		t.Errorf("Cache-Control: %q", got)
	}
	for name, inline := range map[string]*regexp.Regexp{
		"script":    regexp.MustCompile(`<script[^>]*>[^<]`),
		"style":     regexp.MustCompile(`<style|\sstyle=`),
		"attribute": regexp.MustCompile(`\son[a-z]+=`),
		"address":   regexp.MustCompile(`(src|href)="(https?:)?//`),
	} {
		if found := inline.FindString(body); found != "" {
			t.Errorf("%s in the page: %s", name, found)
		}
	}
}

// TestPolicyOfStore lets the page send files to a store that is not the hub, and show them from there.
func TestPolicyOfStore(t *testing.T) {
	answer := httptest.NewRecorder()
	handlerWith(t, console.Options{
		Visitor: func(context.Context) console.Visitor { return console.Visitor{} }, StoreOrigin: "https://s3.example.org",
	}).ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/console", nil))
	policy := answer.Header().Get("Content-Security-Policy")
	for _, want := range []string{
		"connect-src 'self' https://s3.example.org;", "img-src 'self' https://s3.example.org data:;", "media-src 'self' https://s3.example.org;",
	} {
		if !strings.Contains(policy, want) {
			t.Errorf("no %q in %s", want, policy)
		}
	}
}

// TestMayUpload offers to upload a file to those who may.
func TestMayUpload(t *testing.T) {
	for _, may := range []bool{true, false} {
		visitor := func(context.Context) console.Visitor { return console.Visitor{Name: "Ana", MayUpload: may} }
		answer := httptest.NewRecorder()
		handlerWith(t, console.Options{Visitor: visitor}).ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/console", nil))
		if offered := strings.Contains(answer.Body.String(), `id="upload"`); offered != may {
			t.Errorf("may upload: %t, is offered to: %t", may, offered)
		}
	}
}

// TestFiles follows every link of the page: nothing is missing, and all of it is cached for ever.
func TestFiles(t *testing.T) {
	links := regexp.MustCompile(`(?:src|href)="(console/assets/[^"]+)"`).
		FindAllStringSubmatch(text(t, request(t, "GET", "/console")), -1)
	if len(links) != 6 {
		t.Errorf("links: %v", links)
	}
	for _, link := range links {
		answer := request(t, "GET", "/"+link[1])
		if answer.StatusCode != http.StatusOK || len(text(t, answer)) == 0 {
			t.Errorf("%s: status %d", link[1], answer.StatusCode)
		}
		if got := answer.Header.Get("Cache-Control"); got != "public, max-age=31536000, immutable" {
			t.Errorf("%s: Cache-Control %q", link[1], got)
		}
	}
}

func TestPaths(t *testing.T) {
	for _, test := range []struct {
		method, path string
		status       int
	}{
		{"GET", "/console", http.StatusOK},
		{"HEAD", "/console", http.StatusOK},
		{"POST", "/console", http.StatusMethodNotAllowed},
		{"GET", "/console/", http.StatusPermanentRedirect},
		{"GET", "/console/nothing", http.StatusNotFound},
		{"GET", "/console/assets/", http.StatusNotFound},
		{"GET", "/console/assets/app.js", http.StatusNotFound},
		{"GET", "/console/assets/manifest.json", http.StatusNotFound},
	} {
		answer := request(t, test.method, test.path)
		if answer.StatusCode != test.status {
			t.Errorf("%s %s: status %d, want %d", test.method, test.path, answer.StatusCode, test.status)
		}
	}
	if got := request(t, "GET", "/console/").Header.Get("Location"); got != "../console" {
		t.Errorf("Location: %q", got)
	}
}

func TestExamples(t *testing.T) {
	examples := console.Examples()
	var names []string
	for _, example := range examples {
		names = append(names, example.Name)
		if !strings.HasPrefix(example.Query, "# "+example.Title+"\n") {
			t.Errorf("%s does not begin with its title, %q", example.Name, example.Title)
		}
		if example.Variables != "" && !json.Valid([]byte(example.Variables)) {
			t.Errorf("%s: variables are not JSON: %s", example.Name, example.Variables)
		}
	}
	want := []string{
		"toolkit-in-italian", "open-calls", "dictionary-first-edition", "upcoming-webinars", "search",
		"programmes-and-predecessors", "language-fallback", "recordings-with-captions",
	}
	if diff := cmp.Diff(want, names); diff != "" {
		t.Error(diff)
	}

	for _, recipe := range console.Recipes() {
		if recipe.Role == "" || !strings.HasPrefix(recipe.Query, "# "+recipe.Title+"\n") {
			t.Errorf("the recipe %s has no role, or does not begin with its title", recipe.Name)
		}
		if recipe.Variables != "" && !json.Valid([]byte(recipe.Variables)) {
			t.Errorf("the recipe %s: variables are not JSON: %s", recipe.Name, recipe.Variables)
		}
	}

	file := regexp.MustCompile(`console/assets/examples-[^"]+`).FindString(text(t, request(t, "GET", "/console")))
	var served []console.Example
	if err := json.Unmarshal([]byte(text(t, request(t, "GET", "/"+file))), &served); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(append(examples, console.Recipes()...), served); diff != "" {
		t.Errorf("the page gets other examples: %s", diff)
	}
}

package browser_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/cocreated/hub/server/browser"
)

// recorder stands in for a test, to see when one would fail.
type recorder struct {
	testing.TB
	cleanups []func()
	errors   []string
}

func (r *recorder) Cleanup(f func()) { r.cleanups = append(r.cleanups, f) }

func (r *recorder) Errorf(format string, args ...any) {
	r.errors = append(r.errors, fmt.Sprintf(format, args...))
}

func (r *recorder) end() {
	for i := len(r.cleanups) - 1; i >= 0; i-- {
		r.cleanups[i]()
	}
}

func TestComplaints(t *testing.T) {
	for _, test := range []struct {
		name, page, policy, want string
	}{
		{"Nothing", `<img src="data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'/>" alt="">`, "", ""},
		{"ConsoleError", `<script>console.error("a plain", "error")</script>`, "", "console.error"},
		{"ConsoleWarning", `<script>console.warn("a warning")</script>`, "", "a warning"},
		{"Exception", `<script>throw new Error("thrown")</script>`, "", "Error: thrown"},
		{"MissingFile", `<script src="missing.js"></script>`, "", "404"},
		{"InlineScript", `<script>1</script>`, "script-src 'self'", "script-src"},
		{"InlineStyle", `<p style="color: red">`, "style-src 'self'", "style-src"},
		{"ForeignPicture", `<img src="http://example.org/a.png" alt="">`, "", "request to another origin: http://example.org/a.png"},
	} {
		t.Run(test.name, func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path != "/" {
					http.NotFound(w, r)
					return
				}
				w.Header().Set("Content-Type", "text/html; charset=utf-8")
				if test.policy != "" {
					w.Header().Set("Content-Security-Policy", test.policy)
				}
				_, _ = fmt.Fprintf(w, `<!doctype html><title>A page</title><link rel="icon" href="data:,">%s`, test.page)
			}))
			defer server.Close()

			recorder := &recorder{TB: t}
			err := chromedp.Do(browser.Start(recorder, server.URL), chromedp.Navigate(server.URL))
			recorder.end()
			if err != nil {
				t.Fatal(err)
			}
			got := strings.Join(recorder.errors, "\n")
			if (got == "") != (test.want == "") || !strings.Contains(got, test.want) {
				t.Errorf("complaints: %q, want %q", got, test.want)
			}
		})
	}
}

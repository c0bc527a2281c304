package page_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/cocreated/hub/server/page"
)

func TestHeaders(t *testing.T) {
	h := http.Header{}
	page.Headers(h, "script-src 'self'", "img-src data:")
	for name, want := range map[string]string{
		"Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; " +
			"script-src 'self'; img-src data:",
		"Cross-Origin-Opener-Policy":   "same-origin",
		"Cross-Origin-Resource-Policy": "same-origin",
		"Permissions-Policy":           "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
		"Referrer-Policy":              "same-origin",
		"X-Content-Type-Options":       "nosniff",
	} {
		if got := h.Get(name); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
}

// TestHeadersInstead lets a page send what others must not.
func TestHeadersInstead(t *testing.T) {
	h := http.Header{}
	page.Headers(h, "form-action 'self'")
	if got, want := h.Get("Content-Security-Policy"), "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// content is long enough to be worth compressing.
var content = []byte(strings.Repeat("body { margin: 0 }\n", 100))

func file(t *testing.T) *page.File {
	t.Helper()
	file, err := page.NewFile("style.css", content)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func TestNames(t *testing.T) {
	one := file(t)
	if !strings.HasPrefix(one.Name(), "style-") || !strings.HasSuffix(one.Name(), ".css") {
		t.Errorf("name: %s", one.Name())
	}
	if again := file(t); again.Name() != one.Name() {
		t.Errorf("one content, two names: %s and %s", one.Name(), again.Name())
	}
	other, err := page.NewFile("style.css", []byte("body { margin: 1px }"))
	if err != nil {
		t.Fatal(err)
	}
	if other.Name() == one.Name() {
		t.Errorf("two contents, one name: %s", one.Name())
	}
	if _, err := page.NewFile("program.exe", content); err == nil {
		t.Error("a file of a type that is not known: no error")
	}
}

func TestGzip(t *testing.T) {
	for accept, packed := range map[string]bool{
		"":                              false,
		"gzip":                          true,
		"GZIP":                          true,
		"gzip, deflate, br":             true,
		"deflate;q=0.5, gzip;q=1.0":     true,
		"br, *":                         true,
		"br":                            false,
		"gzip;q=0":                      false,
		"gzip; q=0.000, *":              false,
		"*, gzip;q=0":                   false,
		"*;q=0":                         false,
		"identity, gzip;q=nonsense":     false,
		strings.Repeat("x,", 100) + "y": false,
	} {
		t.Run(accept, func(t *testing.T) {
			request := httptest.NewRequest("GET", "/style.css", nil)
			request.Header.Set("Accept-Encoding", accept)
			answer := httptest.NewRecorder()
			file(t).ServeHTTP(answer, request)

			var body io.Reader = answer.Body
			if got := answer.Header().Get("Content-Encoding") == "gzip"; got != packed {
				t.Fatalf("packed: got %t, want %t", got, packed)
			}
			if packed {
				unpacked, err := gzip.NewReader(body)
				if err != nil {
					t.Fatal(err)
				}
				body = unpacked
			}
			got, err := io.ReadAll(body)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got, content) {
				t.Errorf("got %d bytes, want %d", len(got), len(content))
			}
			if got := answer.Header().Get("Vary"); got != "Accept-Encoding" {
				t.Errorf("Vary: %q", got)
			}
		})
	}
}

func TestCaching(t *testing.T) {
	tags := map[string]bool{}
	for _, accept := range []string{"gzip", ""} {
		request := httptest.NewRequest("GET", "/style.css", nil)
		request.Header.Set("Accept-Encoding", accept)
		tags[cached(t, request)] = true
	}
	if len(tags) != 2 {
		t.Errorf("packed and plain are told apart by %v", tags)
	}
}

// cached asks for a file, and again with its ETag, which it answers.
func cached(t *testing.T, request *http.Request) string {
	t.Helper()
	answer := httptest.NewRecorder()
	file(t).ServeHTTP(answer, request)
	if got := answer.Header().Get("Cache-Control"); got != "public, max-age=31536000, immutable" {
		t.Errorf("Cache-Control: %q", got)
	}
	if got := answer.Header().Get("Content-Type"); got != "text/css; charset=utf-8" {
		t.Errorf("Content-Type: %q", got)
	}

	request.Header.Set("If-None-Match", answer.Header().Get("ETag"))
	again := httptest.NewRecorder()
	file(t).ServeHTTP(again, request)
	if again.Code != http.StatusNotModified {
		t.Errorf("asked again: status %d", again.Code)
	}
	return answer.Header().Get("ETag")
}

package manual_test

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/cocreated/hub/docs"
	"github.com/cocreated/hub/server/manual"
)

func get(t *testing.T, handler http.Handler, path string) (int, string) {
	t.Helper()
	recorder := httptest.NewRecorder()
	handler.ServeHTTP(recorder, httptest.NewRequest(http.MethodGet, path, nil))
	return recorder.Code, recorder.Body.String()
}

func TestHandler(t *testing.T) {
	handler, err := manual.Handler(fstest.MapFS{"b.md": {Data: []byte("# Beta\n\n<script>alert(1)</script>\n\nand **more**")}, "a.md": {Data: []byte("# Alpha")}, "some.vcl": {Data: []byte("vcl 4.1;")}})
	if err != nil {
		t.Fatal(err)
	}
	if code, body := get(t, handler, "/docs/"); code != http.StatusOK || strings.Index(body, "Alpha") > strings.Index(body, "Beta") {
		t.Errorf("the list answered %d:\n%s", code, body)
	}
	if code, body := get(t, handler, "/docs/b.md"); code != http.StatusOK || strings.Contains(body, "<script") || !strings.Contains(body, "<strong>more</strong>") {
		t.Errorf("the page answered %d:\n%s", code, body)
	}
	if code, body := get(t, handler, "/docs/some.vcl"); code != http.StatusOK || body != "vcl 4.1;" {
		t.Errorf("a file is answered %d %s", code, body)
	}
	if code, _ := get(t, handler, "/docs/c.md"); code != http.StatusNotFound {
		t.Errorf("an unknown page answered %d", code)
	}
}

// TestLinks follows every link from one page of the documentation to another.
func TestLinks(t *testing.T) {
	handler, err := manual.Handler(docs.Files)
	if err != nil {
		t.Fatal(err)
	}
	_, list := get(t, handler, "/docs/")
	link := regexp.MustCompile(`href="([a-z-]+\.md)(?:#([^"]*))?"`)
	for _, page := range link.FindAllStringSubmatch(list, -1) {
		_, body := get(t, handler, "/docs/"+page[1])
		for _, to := range link.FindAllStringSubmatch(body, -1) {
			code, target := get(t, handler, "/docs/"+to[1])
			if code != http.StatusOK {
				t.Errorf("%s links to %s, which answers %d", page[1], to[1], code)
			}
			if to[2] != "" && !strings.Contains(target, `id="`+to[2]+`"`) {
				t.Errorf("%s links to %s#%s, which is not there", page[1], to[1], to[2])
			}
		}
	}
}

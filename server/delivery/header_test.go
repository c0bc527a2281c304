package delivery_test

import (
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/cocreated/hub/server/delivery"
	"github.com/cocreated/hub/storage/file"
	"github.com/cocreated/hub/storage/file/filetest"
)

// TestTypes looks that files are shown as what they are, and that nothing runs.
func TestTypes(t *testing.T) {
	t.Parallel()
	h := open(t, filetest.Bucket(t))
	for recorded, test := range map[string]struct{ served, disposition string }{
		"image/png":                {"image/png", "inline"},
		"image/avif":               {"image/avif", "inline"},
		"video/mp4":                {"video/mp4", "inline"},
		"audio/mpeg":               {"audio/mpeg", "inline"},
		"application/pdf":          {"application/pdf", "inline"},
		"text/plain":               {"text/plain; charset=utf-8", "inline"},
		"text/vtt; charset=utf-8":  {"text/vtt; charset=utf-8", "inline"},
		"text/csv":                 {"text/csv; charset=utf-8", "attachment"},
		"application/epub+zip":     {"application/epub+zip", "attachment"},
		"application/zip":          {"application/octet-stream", "attachment"},
		"text/html":                {"application/octet-stream", "attachment"},
		"application/xhtml+xml":    {"application/octet-stream", "attachment"},
		"image/svg+xml":            {"application/octet-stream", "attachment"},
		"text/xml":                 {"application/octet-stream", "attachment"},
		"text/javascript":          {"application/octet-stream", "attachment"},
		"application/x-unheard-of": {"application/octet-stream", "attachment"},
		"nonsense":                 {"application/octet-stream", "attachment"},
		"application/vnd.openxmlformats-officedocument.presentationml.presentation": {
			"application/vnd.openxmlformats-officedocument.presentationml.presentation", "attachment",
		},
	} {
		t.Run(strings.ReplaceAll(recorded, "/", " "), func(t *testing.T) {
			id := h.show("a"+uuid.NewString(), "file.bin", h.file(recorded, strings.NewReader("<script>alert(1)</script>"+recorded), file.Facts{}), true)
			for address, disposition := range map[string]string{
				h.address(id, "original", "page.html"):          test.disposition,
				h.address(id, "original", "page.html?download"): "attachment",
			} {
				answer := h.ask(t, "GET", address)
				said, _, err := mime.ParseMediaType(answer.Header.Get("Content-Disposition"))
				if answer.StatusCode != http.StatusOK || answer.Header.Get("Content-Type") != test.served || said != disposition || err != nil {
					t.Errorf("%s: %s, %s, %s", address, answer.Status, answer.Header.Get("Content-Type"), answer.Header.Get("Content-Disposition"))
				}
				if policy := answer.Header.Get("Content-Security-Policy"); !strings.HasPrefix(policy, "default-src 'none'; ") ||
					strings.HasSuffix(policy, "; sandbox") == slices.Contains([]string{"application/pdf", "video/mp4", "audio/mpeg"}, recorded) {
					t.Errorf("%s: the policy is %q", address, policy)
				}
				if answer.Header.Get("X-Content-Type-Options") != "nosniff" || answer.Header.Get("Referrer-Policy") != "no-referrer" {
					t.Errorf("%s: %v", address, answer.Header)
				}
			}
		})
	}
}

// TestNames asks for files whose names are a challenge.
func TestNames(t *testing.T) {
	t.Parallel()
	h := open(t, filetest.Bucket(t))
	for slug, test := range map[string]struct{ name, header, read string }{
		"plain":   {"notes.txt", `inline; filename="notes.txt"`, "notes.txt"},
		"accents": {"Perché no.txt", `inline; filename="Perch_ no.txt"; filename*=UTF-8''Perch%C3%A9%20no.txt`, "Perché no.txt"},
		"script":  {"български.txt", `inline; filename="_________.txt"; filename*=UTF-8''%D0%B1%D1%8A%D0%BB%D0%B3%D0%B0%D1%80%D1%81%D0%BA%D0%B8.txt`, "български.txt"},
		"quotes":  {`a"b\c;d.txt`, `inline; filename="a_b-c;d.txt"; filename*=UTF-8''a%22b-c%3Bd.txt`, `a"b-c;d.txt`},
		"lines":   {"a\r\nSet-Cookie: x=1.txt", `inline; filename="a--Set-Cookie: x=1.txt"`, "a--Set-Cookie: x=1.txt"},
		"folders": {"../../etc/passwd", `inline; filename="..-..-etc-passwd"`, "..-..-etc-passwd"},
		"percent": {"100%25.txt", `inline; filename="100_25.txt"; filename*=UTF-8''100%2525.txt`, "100%25.txt"},
		"dots":    {"..", `inline; filename=".."`, ".."},
	} {
		id := h.show(slug, test.name, h.file("text/plain", strings.NewReader(slug), file.Facts{}), true)
		address := *h.addresses.Write(file.Address{ID: id, Variant: file.Variant{Name: file.Original}, Name: test.name})
		answer := h.ask(t, "GET", address)
		_, parameters, err := mime.ParseMediaType(answer.Header.Get("Content-Disposition"))
		if answer.StatusCode != http.StatusOK || answer.Header.Get("Content-Disposition") != test.header || parameters["filename"] != test.read || err != nil {
			t.Errorf("%s: %s, %s, read as %q, %v", address, answer.Status, answer.Header.Get("Content-Disposition"), parameters["filename"], err)
		}
	}
}

// TestHostilePaths asks for what is no address of a file.
func TestHostilePaths(t *testing.T) {
	t.Parallel()
	h := open(t, filetest.Bucket(t))
	stored := h.file("video/mp4", strings.NewReader("a film"), file.Facts{Preview: true, Streams: true})
	h.made(stored, file.Preview, "a frame")
	h.made(stored, "hls/index.m3u8", "#EXTM3U")
	id := h.show("talk", "talk.mp4", stored, true)
	for _, path := range []string{
		"", "/", "/original", "/original/", "/original/a/b", "/nothing/talk.mp4", "/preview~/x", "/original~ABCDEF0123456789/x", "/Original/x",
		"/hls/index", "/hls/..%2Foriginal", "/hls/%2E%2E%2Foriginal", "/hls/.m3u8", "/hls/a%00b", "/hls/a%20b", "/hls/segment.ts", "/hls/a%2Fb",
		"/original%00/x", "/%2e%2e%2foriginal/x", "/files/x", "/captions.it/x.vtt", "/w640.webp%00/x", "/original/x?stage=live", "/original/x?stage=DRAFT",
	} {
		answer := h.ask(t, "GET", h.url+file.Path+id.String()+path)
		if answer.StatusCode != http.StatusNotFound || answer.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %s with %v", path, answer.Status, answer.Header)
		}
	}
	for _, id := range []string{
		"00000000-0000-0000-0000-000000000000", "nothing", strings.ToUpper(id.String()), "{" + id.String() + "}", "urn:uuid:" + id.String(),
		strings.ReplaceAll(id.String(), "-", ""), "%27%3B--", id.String() + "%00",
	} {
		if answer := h.ask(t, "GET", h.url+file.Path+id+"/original/talk.mp4"); answer.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %s", id, answer.Status)
		}
	}
	for _, method := range []string{"POST", "PUT", "DELETE", "PATCH"} {
		if answer := h.ask(t, method, h.address(id, "original", "x")); answer.StatusCode != http.StatusMethodNotAllowed || answer.Header.Get("Allow") != "GET, HEAD, OPTIONS" {
			t.Errorf("%s: %s", method, answer.Status)
		}
	}
}

// TestMadeOfVideo asks for what processing made.
func TestMadeOfVideo(t *testing.T) {
	t.Parallel()
	h := open(t, filetest.Bucket(t))
	stored := h.file("video/mp4", strings.NewReader("a film"), file.Facts{Preview: true, Streams: true})
	id := h.show("talk", "Il convegno.mp4", stored, true)
	for object, body := range map[string]string{file.Preview: "a frame", "hls/index.m3u8": "#EXTM3U\nseg_0.ts", "hls/seg_0.ts": "a segment", "hls/init.mp4": "a beginning"} {
		h.made(stored, object, body)
	}
	for path, want := range map[string]struct{ contentType, body, name string }{
		"preview~%s/x.jpg":     {"image/jpeg", "a frame", "Il convegno.jpg"},
		"hls~%s/index.m3u8":    {"application/vnd.apple.mpegurl", "#EXTM3U\nseg_0.ts", "index.m3u8"},
		"hls~%s/seg_0.ts":      {"video/mp2t", "a segment", "seg_0.ts"},
		"hls~%s/init.mp4":      {"video/mp4", "a beginning", "init.mp4"},
		"original~%s/film.mp4": {"video/mp4", "a film", "Il convegno.mp4"},
	} {
		answer := h.ask(t, "GET", h.url+file.Path+id.String()+"/"+strings.ReplaceAll(path, "%s", stored.Version()))
		answer.is(t, want.body, forEver)
		_, parameters, _ := mime.ParseMediaType(answer.Header.Get("Content-Disposition"))
		if answer.Header.Get("Content-Type") != want.contentType || parameters["filename"] != want.name {
			t.Errorf("%s: %v", path, answer.Header)
		}
	}
	other := h.show("other", "other.mp4", h.file("video/mp4", strings.NewReader("another film"), file.Facts{}), true)
	h.gone(t, h.address(other, "preview", "x.jpg"))
	h.gone(t, h.address(other, "hls", "index.m3u8"))
}

// TestOtherSites lets pages of other sites read, or those that are named.
func TestOtherSites(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		origins       []string
		allowed, vary string
	}{
		"All":   {[]string{"*"}, "*", ""},
		"Named": {[]string{"https://town.example"}, "https://town.example", "Origin"},
		"Other": {[]string{"https://city.example"}, "", "Origin"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := open(t, filetest.Bucket(t), func(o *delivery.Options) { o.Origins = test.origins })
			address := h.address(h.show("talk", "talk.mp4", h.file("video/mp4", strings.NewReader("a film"), file.Facts{}), true), "original", "talk.mp4")
			answer := h.ask(t, "GET", address, "Origin", "https://town.example", "Range", "bytes=0-0")
			if answer.Header.Get("Access-Control-Allow-Origin") != test.allowed || answer.Header.Get("Vary") != test.vary || answer.Header.Get("Access-Control-Allow-Credentials") != "" {
				t.Errorf("answered with %v", answer.Header)
			}
			if exposed := answer.Header.Get("Access-Control-Expose-Headers"); strings.Contains(exposed, "Content-Range") != (test.allowed != "") {
				t.Errorf("exposed are %q", exposed)
			}
			if answer.Header.Get("Cross-Origin-Resource-Policy") != "cross-origin" {
				t.Errorf("answered with %v", answer.Header)
			}
			preflight := h.ask(t, "OPTIONS", address, "Origin", "https://town.example", "Access-Control-Request-Method", "GET", "Access-Control-Request-Headers", "if-range,range")
			if preflight.StatusCode != http.StatusNoContent || preflight.Header.Get("Access-Control-Allow-Origin") != test.allowed {
				t.Errorf("the preflight: %s with %v", preflight.Status, preflight.Header)
			}
			if allowed := preflight.Header.Get("Access-Control-Allow-Headers"); strings.Contains(allowed, "range") != (test.allowed != "") {
				t.Errorf("the preflight allows %q", allowed)
			}
			if plain := h.ask(t, "OPTIONS", address); plain.StatusCode != http.StatusNoContent || plain.Header.Get("Allow") == "" {
				t.Errorf("OPTIONS: %s", plain.Status)
			}
		})
	}
}

// TestSignatures asks for renditions that nobody was given the address of.
func TestSignatures(t *testing.T) {
	t.Parallel()
	h := open(t, filetest.Bucket(t))
	id := h.show("photo", "photo.jpg", h.file("image/jpeg", strings.NewReader("a photo"), file.Facts{}), true)
	write := func(id uuid.UUID, variant string) *url.URL {
		address, err := url.Parse(*h.addresses.Write(file.Address{ID: id, Variant: file.Variant{Name: variant}, Name: "photo.webp"}))
		if err != nil {
			t.Fatal(err)
		}
		return address
	}
	signature := write(id, "w640.webp").RawQuery
	for _, address := range []string{
		h.address(id, "w640.webp", "photo.webp"),
		h.address(id, "w640.webp", "photo.webp?s="),
		h.address(id, "w720.webp", "photo.webp?"+signature),
		h.address(id, "w640.avif", "photo.webp?"+signature),
		h.address(uuid.New(), "w640.webp", "photo.webp?"+signature),
		h.address(id, "w640.webp", "photo.webp?s="+strings.Repeat("A", 16)),
	} {
		if answer := h.ask(t, "GET", address); answer.StatusCode != http.StatusForbidden || answer.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %s", address, answer.Status)
		}
	}
}

// TestRedirect sends clients to the store for what is large, and for that only.
func TestRedirect(t *testing.T) {
	t.Parallel()
	h := open(t, filetest.Bucket(t), func(o *delivery.Options) { o.Redirect = true })
	stored := h.file("video/mp4", strings.NewReader("a film"), file.Facts{Preview: true, Streams: true})
	for object, body := range map[string]string{file.Preview: "a frame", "hls/index.m3u8": "#EXTM3U", "hls/seg_0.ts": "a segment"} {
		h.made(stored, object, body)
	}
	id := h.show("talk", "Perché.mp4", stored, true)
	for path, body := range map[string]string{"original~" + stored.Version() + "/x": "a film", "original/x?download": "a film", "hls/seg_0.ts": "a segment"} {
		sent := h.ask(t, "GET", h.url+file.Path+id.String()+"/"+path)
		if sent.StatusCode != http.StatusTemporaryRedirect || sent.Header.Get("Cache-Control") != "no-store" || sent.Header.Get("ETag") != "" {
			t.Fatalf("%s: %s with %v", path, sent.Status, sent.Header)
		}
		there := h.ask(t, "GET", sent.Header.Get("Location"))
		disposition, _, _ := mime.ParseMediaType(there.Header.Get("Content-Disposition"))
		if there.StatusCode != http.StatusOK || there.body != body || (disposition == "attachment") != strings.HasSuffix(path, "?download") {
			t.Errorf("%s: the store answers %s with %v: %s", path, there.Status, there.Header, there.body)
		}
	}
	h.ask(t, "GET", h.address(id, "hls", "index.m3u8")).is(t, "#EXTM3U", untilAsked)
	h.ask(t, "GET", h.address(id, "preview", "x.jpg")).is(t, "a frame", untilAsked)
	if known := h.ask(t, "GET", h.address(id, "original", "x"), "If-None-Match", `"`+stored.Version()+`-original"`); known.StatusCode != http.StatusNotModified {
		t.Errorf("of what is known: %s", known.Status)
	}
	draft := h.show("draft", "draft.mp4", h.file("video/mp4", strings.NewReader("a draft"), file.Facts{}), false)
	h.gone(t, h.address(draft, "original", "x"))
}

package console_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/cocreated/hub/server/browser"
	"github.com/cocreated/hub/server/console"
)

// uploads answers as the hub would, to somebody who uploads files.
type uploads struct {
	mu sync.Mutex
	// refuse is what the next input is refused with.
	refuse []object
	// input is what the last asset was made of.
	input object
	file  []byte
	// parts are those of a file that is sent in parts, and sent counts how often each was.
	parts map[int][]byte
	sent  map[int]int
	size  int64
	// asked counts how often it was asked for the asset.
	asked int
}

// partBytes is how large the parts of this store are.
const partBytes = 16 << 20

func (u *uploads) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	u.mu.Lock()
	defer u.mu.Unlock()
	var request struct {
		OperationName string
		Variables     struct{ Input object }
	}
	body := io.Reader(r.Body)
	if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data") {
		if r.Header.Get("GraphQL-Preflight") == "" || r.ParseMultipartForm(1<<20) != nil || r.FormValue("map") != `{"0":["variables.input.file"]}` {
			http.Error(w, "no multipart request", http.StatusBadRequest)
			return
		}
		body = strings.NewReader(r.FormValue("operations"))
		file, _, err := r.FormFile("0")
		if err == nil {
			u.file, err = io.ReadAll(file)
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
	}
	if err := json.NewDecoder(body).Decode(&request); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	w.Header().Set("Content-Type", "application/graphql-response+json")
	_ = json.NewEncoder(w).Encode(object{"data": u.answer(request.OperationName, request.Variables.Input)})
}

func (u *uploads) answer(operation string, input object) object {
	switch operation {
	case "IntrospectionQuery":
		return introspection
	case "UploadLanguages":
		return object{"hub": object{"locales": []object{{"locale": "en", "name": "English"}, {"locale": "it", "name": "italiano"}}}}
	case "UploadFile":
		return object{"assetUploadFile": u.made(input)}
	case "UploadStart":
		u.size = int64(input["size"].(float64))
		return object{"assetUploadStart": object{"upload": u.upload(), "userErrors": []object{}}}
	case "UploadParts":
		return object{"assetUpload": u.upload()}
	case "UploadComplete":
		return object{"assetUploadComplete": u.made(input)}
	case "UploadedAsset":
		u.asked++
		return object{"asset": u.asset()}
	}
	return nil
}

func (u *uploads) made(input object) object {
	refuse := u.refuse
	u.refuse = nil
	if refuse != nil {
		return object{"asset": nil, "userErrors": refuse}
	}
	u.input = input
	return object{"asset": u.asset(), "userErrors": []object{}}
}

// asset is looked at until it was asked for a second time.
func (u *uploads) asset() object {
	contentType, state := "image/png", "READY"
	if u.size > 0 {
		contentType = "application/octet-stream"
	}
	if u.asked < 2 {
		state = "PENDING"
	}
	text := u.input["texts"].([]any)[0].(object)
	return object{
		"id": "YXNzZXQ6MQ", "version": 1, "slug": "a-file", "title": text["title"], "altText": text["altText"], "fileName": "a-file",
		"contentType": contentType, "processing": object{"state": state, "problem": nil}, "url": "https://hub.example.org/assets/file",
	}
}

func (u *uploads) upload() object {
	var parts []object
	for number, from := 1, int64(0); from < u.size; number, from = number+1, from+partBytes {
		_, done := u.parts[number]
		part := object{
			"number": number, "size": min(partBytes, u.size-from), "done": done, "url": nil,
			"headers": []object{{"name": "X-Part", "value": strconv.Itoa(number)}},
		}
		if !done {
			part["url"] = fmt.Sprintf("/store/%d", number)
		}
		parts = append(parts, part)
	}
	return object{"id": "dXBsb2FkOjE", "parts": parts}
}

// put is the store.
func (u *uploads) put(w http.ResponseWriter, r *http.Request) {
	number, _ := strconv.Atoi(r.PathValue("number"))
	content, err := io.ReadAll(r.Body)
	if err != nil || r.Header.Get("X-Part") != r.PathValue("number") {
		http.Error(w, "no part", http.StatusBadRequest)
		return
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	u.parts[number] = content
	u.sent[number]++
}

func (u *uploads) show(w http.ResponseWriter, _ *http.Request) {
	u.mu.Lock()
	defer u.mu.Unlock()
	w.Header().Set("Content-Type", "image/png")
	_, _ = w.Write(u.file)
}

// openUpload opens the dialog before somebody who may upload.
func openUpload(t *testing.T) (context.Context, *uploads) {
	t.Helper()
	hub := &uploads{parts: map[int][]byte{}, sent: map[int]int{}}
	pages := handlerWith(t, console.Options{Visitor: func(context.Context) console.Visitor {
		return console.Visitor{Name: "Ana", Role: "EDITOR", MayUpload: true}
	}})
	mux := http.NewServeMux()
	mux.Handle("/console", pages)
	mux.Handle("/console/", pages)
	mux.Handle("POST /graphql", hub)
	mux.HandleFunc("PUT /store/{number}", hub.put)
	mux.HandleFunc("GET /assets/file", hub.show)
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	ctx := browser.Start(t, server.URL)
	browser.Do(t, ctx,
		chromedp.Navigate(server.URL+"/console"),
		chromedp.WaitVisible(chromedp.CSS(`#upload button`)),
		chromedp.Focus(chromedp.CSS(`#upload button`)),
		chromedp.KeyEvent(kb.Enter),
		chromedp.WaitVisible(chromedp.CSS(`dialog.hub-upload`)),
	)
	browser.Until(t, ctx, `document.querySelectorAll('dialog option').length === 2`)
	return ctx, hub
}

// choose puts a file into the dialog.
func choose(t *testing.T, ctx context.Context, path string) {
	t.Helper()
	browser.Do(t, ctx, chromedp.SetUploadFiles(chromedp.CSS(`dialog input[type=file]`), []string{path}))
	browser.Until(t, ctx, browser.Shows("dialog .hub-upload-drop", filepath.Base(path)))
}

func photo(t *testing.T) (path string, content []byte) {
	t.Helper()
	picture := image.NewRGBA(image.Rect(0, 0, 320, 200))
	draw.Draw(picture, picture.Bounds(), image.NewUniform(color.RGBA{R: 0x0b, G: 0x46, B: 0x53, A: 0xff}), image.Point{}, draw.Src)
	var encoded bytes.Buffer
	if err := png.Encode(&encoded, picture); err != nil {
		t.Fatal(err)
	}
	path = filepath.Join(t.TempDir(), "town-square.png")
	if err := os.WriteFile(path, encoded.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path, encoded.Bytes()
}

// TestUpload uploads an image with the keyboard: its title is refused first, then mended.
func TestUpload(t *testing.T) {
	ctx, hub := openUpload(t)
	path, content := photo(t)
	choose(t, ctx, path)
	browser.Until(t, ctx, `document.querySelector('dialog input:not([type])').value === 'town square'`)
	browser.Screenshot(t, ctx, "upload-form")

	hub.refuse = []object{
		{"field": "texts[0].title", "code": "TAKEN", "message": "the title is taken"},
		{"field": "texts[0].altText", "code": "MAX", "message": "the alt text is too long"},
		{"field": nil, "code": "OTHER", "message": "something else is wrong"},
	}
	browser.Do(t, ctx,
		chromedp.Focus(chromedp.CSS(`dialog textarea`)),
		chromedp.KeyEvent("The square before the town hall"),
		chromedp.Focus(chromedp.CSS(`dialog .hub-upload-primary`)),
		chromedp.KeyEvent(kb.Enter),
	)
	browser.Until(t, ctx, `(label => {
		const control = [...document.querySelectorAll('dialog label')].find(({ textContent }) => textContent === label).control;
		return control.ariaInvalid === 'true' && document.getElementById(control.getAttribute('aria-describedby')).textContent === 'the title is taken';
	})('Title')`)
	browser.Until(t, ctx, browser.Shows("dialog", "something else is wrong"))
	browser.Screenshot(t, ctx, "upload-refused")

	browser.Do(t, ctx, chromedp.Focus(chromedp.CSS(`dialog .hub-upload-primary`)), chromedp.KeyEvent(kb.Enter))
	browser.Until(t, ctx, browser.Shows("dialog h2", "Uploaded: town square"))
	browser.Until(t, ctx, `document.activeElement.textContent === 'Uploaded: town square'`)
	browser.Until(t, ctx, browser.Shows("dialog [role=status]", "It is ready."))
	browser.Until(t, ctx, `(image => image.complete && image.naturalWidth === 320 && image.alt === 'The square before the town hall')(document.querySelector('dialog img'))`)
	browser.Until(t, ctx, `document.querySelector('dialog .hub-upload-id input').value === 'YXNzZXQ6MQ'`)
	browser.Screenshot(t, ctx, "upload-done")

	hub.mu.Lock()
	defer hub.mu.Unlock()
	text := hub.input["texts"].([]any)[0].(object)
	if !bytes.Equal(hub.file, content) || text["locale"] != "en" || text["altText"] != "The square before the town hall" || hub.input["decorative"] != false || hub.input["sourceLocale"] != "en" {
		t.Errorf("sent %d bytes with %v", len(hub.file), hub.input)
	}
	browser.Do(t, ctx, chromedp.KeyEvent(kb.Escape))
	browser.Until(t, ctx, `!document.querySelector('dialog.hub-upload').open && document.activeElement.textContent === 'Upload a file'`)
}

// TestUploadInParts uploads a file that is too large for one request, over a connection that breaks off: once for a
// moment, which nobody notices, and once for longer.
func TestUploadInParts(t *testing.T) {
	ctx, hub := openUpload(t)
	path := filepath.Join(t.TempDir(), "recording.bin")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	hash := sha256.New()
	for i := range 5 {
		if _, err := io.MultiWriter(file, hash).Write(bytes.Repeat([]byte{byte(i + 1)}, 14<<20)); err != nil {
			t.Fatal(err)
		}
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	choose(t, ctx, path)
	// The browser would complain of a connection that really broke off.
	if _, err := chromedp.Run(ctx, chromedp.Evaluate[bool](`(() => {
		const { open, send } = XMLHttpRequest.prototype;
		const failures = { '/store/2': 1, '/store/3': 5 };
		XMLHttpRequest.prototype.open = function (method, url) {
			this.path = new URL(url, location).pathname;
			open.apply(this, arguments);
		};
		XMLHttpRequest.prototype.send = function (body) {
			if (failures[this.path]-- > 0) {
				setTimeout(() => this.onerror());
			} else {
				send.call(this, body);
			}
		};
		return true;
	})()`)); err != nil {
		t.Fatal(err)
	}
	browser.Do(t, ctx, chromedp.Click(chromedp.CSS(`dialog .hub-upload-primary`)))
	browser.Until(t, ctx, browser.Shows("dialog [role=alert]", "The connection broke off."))
	browser.Until(t, ctx, browser.Shows("dialog .hub-upload-primary", "Try again"))
	browser.Screenshot(t, ctx, "upload-broke-off")
	browser.Do(t, ctx, chromedp.Click(chromedp.CSS(`dialog .hub-upload-primary`)))
	browser.Until(t, ctx, browser.Shows("dialog h2", "Uploaded: recording"))

	hub.mu.Lock()
	defer hub.mu.Unlock()
	stored := sha256.New()
	for number := 1; number <= 5; number++ {
		stored.Write(hub.parts[number])
		if hub.sent[number] != 1 {
			t.Errorf("part %d was sent %d times", number, hub.sent[number])
		}
	}
	if got, want := hex.EncodeToString(stored.Sum(nil)), hex.EncodeToString(hash.Sum(nil)); got != want || hub.input["id"] != "dXBsb2FkOjE" {
		t.Errorf("the store has %s, not %s, for %v", got, want, hub.input)
	}
}

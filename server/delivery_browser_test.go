package main

import (
	"encoding/json"
	"fmt"
	"html/template"
	"image/color"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/cocreated/hub/server/browser"
	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/asset"
	"github.com/cocreated/hub/storage/asset/assettest"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/media/mediatest"
	"github.com/cocreated/hub/storage/storagetest"
)

// library serves a hub that keeps files, with nothing in it yet.
func library(t *testing.T) (*httptest.Server, *storage.Store, *metrics) {
	t.Helper()
	bucket := assettest.Bucket(t)
	store, err := storage.Open(t.Context(), storage.Options{DSN: storagetest.EmptyDSN(t), Own: true, Languages: storagetest.Languages(), Bucket: bucket})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(store.Close)
	accounts, err := store.Accounts(time.Now)
	if err != nil {
		t.Fatal(err)
	}
	log, metrics := slog.New(slog.DiscardHandler), newMetrics()
	changes, err := store.Listen(t.Context(), log)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(changes.Close)
	server := httptest.NewUnstartedServer(nil)
	settings := testSettings()
	settings.PublicURL = "http://" + server.Listener.Addr().String()
	handler, err := newHandler(settings, store, &objects{bucket: bucket}, accounts, changes, log, metrics)
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("/", handler)
	// Browsers ask for it by themselves, beside a file that cannot name another.
	mux.HandleFunc("/favicon.ico", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	server.Config.Handler = mux
	server.Start()
	t.Cleanup(server.Close)
	return server, store, metrics
}

// put takes a file in and looks into it, and answers the record of a published asset that shows it.
func put(t *testing.T, store *storage.Store, slug, name string, body []byte, parts ...string) string {
	t.Helper()
	file, err := store.Files().Put(t.Context(), name, "", strings.NewReader(string(body)))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := store.Draft.NewRaw("UPDATE hub.files SET state = ? WHERE sha256 = ?", asset.Ready, file.SHA256).Exec(t.Context()); err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf(`{"kind":"asset","slug":%q,"sourceLocale":"en","fields":{"fileName":%q,"contentType":%q,"sizeBytes":%d,"sha256":%q},"texts":{"en":{"title":%q,"altText":"It."}},"published":["en"],"parts":[%s]}`,
		slug, name, file.ContentType, file.SizeBytes, file.SHA256, slug, strings.Join(parts, ","))
}

// load imports records.
func load(t *testing.T, store *storage.Store, records ...string) {
	t.Helper()
	report, err := store.Importer().Import(t.Context(), strings.NewReader(strings.Join(records, "\n")), content.ImportOptions{})
	if err != nil || len(report.Problems) > 0 {
		t.Fatal(report.Problems, err)
	}
}

// film makes a video of so many seconds.
func film(t *testing.T, seconds int) []byte {
	t.Helper()
	path := mediatest.FFmpeg(t, filepath.Join(t.TempDir(), "film.mp4"), "-f", "lavfi", "-i", fmt.Sprintf("testsrc2=size=640x360:rate=10:duration=%d,noise=alls=30:allf=t", seconds),
		"-f", "lavfi", "-i", fmt.Sprintf("sine=duration=%d", seconds), "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "10", "-c:a", "aac", "-movflags", "+faststart")
	body, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return body
}

// captions is a text track that says the same for a minute.
func captions(language, kind, text string) string {
	return fmt.Sprintf(`{"kind":"textTrack","slug":%q,"fields":{"language":%q,"kind":%q,"cues":[{"start":0,"end":60,"text":%q}]}}`, language, language, kind, text)
}

// partnerPage is how a partner shows a recording on a site of their own.
var partnerPage = template.Must(template.New("partner").Parse(`<!doctype html>
<html lang="en"><meta charset="utf-8"><title>The town</title><link rel="icon" href="data:,">
<h1>{{.Title}}</h1>
<video crossorigin controls muted width="640" height="360">
<source src="{{.Recording.URL}}" type="{{.Recording.ContentType}}">
{{range .Recording.TextTracks}}<track src="{{.URL}}" srclang="{{.Language}}" kind="{{.Kind}}" label="{{.Language}}">
{{end}}</video>`))

// recorded is what a partner asks the hub for.
type recorded struct {
	Title     string
	Recording struct {
		URL, ContentType string
		TextTracks       []struct{ URL, Language, Kind string }
	}
}

// TestPlayRecording plays a webinar's recording in a page of another site, jumps in it, and changes from Italian captions
// to French ones.
func TestPlayRecording(t *testing.T) {
	server, store, metrics := library(t)
	load(t, store,
		put(t, store, "talk", "Il convegno.mp4", film(t, 40), captions("it", "CAPTIONS", "Buongiorno a tutti & benvenuti."), captions("fr", "SUBTITLES", "Bonjour à tous & bienvenue.")),
		`{"kind":"webinar","slug":"first","sourceLocale":"en","fields":{"number":1,"startsAt":"2026-01-15T10:00:00Z","timeZone":"Europe/Rome","durationMinutes":60,"language":"it"},"refs":{"recording":"talk"},"texts":{"en":{"title":"The first webinar"}},"published":["en"]}`)
	_, said := fetch(t, "POST", server.URL+"/graphql", `{"query":"{ webinar(slug: \"first\") { title recording { url contentType textTracks { url language kind } } } }"}`, map[string]string{"Content-Type": "application/json"})
	var answer struct{ Data struct{ Webinar recorded } }
	if err := json.Unmarshal([]byte(said), &answer); err != nil || answer.Data.Webinar.Recording.URL == "" {
		t.Fatal(said, err)
	}
	partner := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		if err := partnerPage.Execute(w, answer.Data.Webinar); err != nil {
			t.Error(err)
		}
	}))
	t.Cleanup(partner.Close)

	ctx := browser.Start(t, partner.URL, server.URL)
	wait := func(expression string) {
		t.Helper()
		if _, err := chromedp.Run(ctx, chromedp.Poll[bool](expression)); err != nil {
			t.Fatalf("wait until %s: %v", expression, err)
		}
	}
	do := func(script string) {
		t.Helper()
		if _, err := chromedp.Run(ctx, chromedp.Evaluate[bool](script+"; true")); err != nil {
			t.Fatalf("%s: %v", script, err)
		}
	}
	browser.Do(t, ctx, chromedp.Navigate(partner.URL), chromedp.WaitVisible(chromedp.CSS("video")))
	do(`window.video = document.querySelector("video");
		window.shown = language => [...video.textTracks].find(track => track.language === language);
		window.say = language => { for (const track of video.textTracks) track.mode = track.language === language ? "showing" : "disabled"; };
		window.reads = (language, text) => [...(shown(language).activeCues || [])].some(cue => cue.getCueAsHTML().textContent === text);
		say("it"); video.play()`)
	wait(`video.currentTime > 0.3 && video.videoWidth === 640`)
	wait(`reads("it", "Buongiorno a tutti & benvenuti.")`)
	browser.Screenshot(t, ctx, "italian")
	do(`video.currentTime = 30`)
	wait(`!video.seeking && video.currentTime > 30.3`)
	do(`say("fr")`)
	wait(`reads("fr", "Bonjour à tous & bienvenue.") && shown("it").mode === "disabled"`)
	browser.Screenshot(t, ctx, "french")

	// What was asked for in pieces was answered in pieces.
	browser.Do(t, ctx, chromedp.Navigate("about:blank"))
	recorder := httptest.NewRecorder()
	metrics.handler().ServeHTTP(recorder, httptest.NewRequest("GET", "/metrics", nil))
	if pieces := `hub_http_request_duration_seconds_count{route="/assets/",status="206"}`; !strings.Contains(recorder.Body.String(), pieces) {
		t.Errorf("no range was answered:\n%s", recorder.Body)
	}
}

// TestOpenFiles opens files as pages of their own. The browser shows them under the policy that they have.
func TestOpenFiles(t *testing.T) {
	server, store, _ := library(t)
	load(t, store,
		put(t, store, "film", "film.mp4", film(t, 2)),
		put(t, store, "paper", "paper.pdf", mediatest.PDF(t, "A page")),
		put(t, store, "photo", "photo.png", mediatest.PNG(t, mediatest.Halves(40, 30, color.Black, color.White))),
		put(t, store, "notes", "notes.txt", []byte("Note: <script>document.title = 'ran'</script> perché")))
	_, said := fetch(t, "POST", server.URL+"/graphql", `{"query":"{ assets { nodes { slug url } } }"}`, map[string]string{"Content-Type": "application/json"})
	var answer struct {
		Data struct {
			Assets struct{ Nodes []struct{ Slug, URL string } }
		}
	}
	if err := json.Unmarshal([]byte(said), &answer); err != nil || len(answer.Data.Assets.Nodes) != 4 {
		t.Fatal(said, err)
	}
	shows := map[string]string{
		"film":  `document.querySelector("video")?.readyState >= 2`,
		"paper": `document.contentType === "application/pdf"`,
		"photo": `document.images[0]?.naturalWidth === 40`,
		"notes": `document.body.innerText.includes("</script> perché") && document.title !== "ran"`,
	}
	ctx := browser.Start(t, server.URL)
	for _, node := range answer.Data.Assets.Nodes {
		browser.Do(t, ctx, chromedp.Navigate(node.URL))
		// In a sandbox nothing of a page can wait, so it is asked again and again.
		for shown := false; !shown; {
			var err error
			if shown, err = chromedp.Run(ctx, chromedp.Evaluate[bool](shows[node.Slug]+" || false")); err != nil {
				t.Fatalf("%s: %v", node.URL, err)
			}
		}
		browser.Screenshot(t, ctx, node.Slug)
	}
}

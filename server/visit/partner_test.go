package visit_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html/template"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"github.com/cocreated/hub/server/browser"
)

// webinarQuery is what a partner asks the hub for, to show a webinar on a site of their own.
const webinarQuery = `{ webinar(slug: "first") {
	title
	slides { url altText width height }
	recording { url previewUrl contentType width height durationSeconds textTracks { url language kind } }
} }`

// webinarShown is what the hub answers to that.
type webinarShown struct {
	Title  string
	Slides struct {
		URL, AltText  string
		Width, Height int
	}
	Recording struct {
		URL, PreviewURL, ContentType string
		Width, Height                int
		DurationSeconds              float64
		TextTracks                   []struct{ URL, Language, Kind string }
	}
}

// shownWebinar is the webinar as everybody is shown it; nil where they are not.
func shownWebinar(t *testing.T, api string) *webinarShown {
	t.Helper()
	query, err := json.Marshal(map[string]string{"query": webinarQuery})
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.Post(api, "application/json", bytes.NewReader(query))
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var answer struct {
		Data   struct{ Webinar *webinarShown }
		Errors []any
	}
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil || len(answer.Errors) > 0 {
		t.Fatal(answer.Errors, err)
	}
	return answer.Data.Webinar
}

// addresses are where what belongs to the webinar is.
func (w *webinarShown) addresses() []string {
	addresses := []string{w.Slides.URL, w.Recording.URL, w.Recording.PreviewURL}
	for _, track := range w.Recording.TextTracks {
		addresses = append(addresses, track.URL)
	}
	return addresses
}

// partnerPage is the page of a partner.
var partnerPage = template.Must(template.New("partner").Parse(`<!doctype html>
<html lang="en"><meta charset="utf-8"><title>The town</title><link rel="icon" href="data:,">
<h1>{{.Title}}</h1>
{{with .Recording}}<video crossorigin controls muted width="{{.Width}}" height="{{.Height}}" poster="{{.PreviewURL}}">
<source src="{{.URL}}" type="{{.ContentType}}">
{{range .TextTracks}}<track src="{{.URL}}" srclang="{{.Language}}" kind="{{.Kind}}" label="{{.Language}}">
{{end}}</video>
<p>{{.DurationSeconds}} seconds</p>{{end}}
{{with .Slides}}<img src="{{.URL}}" alt="{{.AltText}}" width="{{.Width}}" height="{{.Height}}">{{end}}`))

// playAtPartner plays a recording in a page of another site, for somebody whom the hub does not know: jumps in it, and
// changes from Italian captions to French ones.
func playAtPartner(t *testing.T, hub string, webinar *webinarShown, pictures *int) {
	t.Helper()
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		if err := partnerPage.Execute(w, webinar); err != nil {
			t.Error(err)
		}
	}))
	t.Cleanup(site.Close)
	d := &desk{T: t, ctx: browser.Start(t, site.URL, hub), who: "partner", pictures: pictures}
	answered := d.answered(webinar.Recording.URL)
	browser.Do(t, d.ctx, chromedp.Navigate(site.URL), chromedp.WaitVisible(chromedp.CSS("video")))
	browser.Until(t, d.ctx, `document.images[0].complete && document.images[0].naturalWidth === 640 && document.images[0].alt === "The square before the town hall"`)
	evaluate[bool](d, `window.video = document.querySelector("video");
		window.shown = language => [...video.textTracks].find(track => track.language === language);
		window.say = language => { for (const track of video.textTracks) track.mode = track.language === language ? "showing" : "disabled"; };
		window.reads = (language, text) => [...(shown(language).activeCues ?? [])].map(cue => cue.getCueAsHTML().textContent).join() === text;
		say("it"); video.play().then(() => true)`)
	browser.Until(t, d.ctx, `video.currentTime > 0.3 && video.videoWidth === 640`)
	evaluate[bool](d, `video.pause(); true`)
	browser.Until(t, d.ctx, `reads("it", "Buongiorno a tutti & benvenuti.")`)
	d.picture("italian")

	begun := answered()
	evaluate[bool](d, `video.currentTime = 30; video.play().then(() => true)`)
	browser.Until(t, d.ctx, `!video.seeking && video.currentTime > 30.3`)
	browser.Until(t, d.ctx, `reads("it", "Che cosa vorreste cambiare?")`)
	evaluate[bool](d, `say("fr"); true`)
	browser.Until(t, d.ctx, `reads("fr", "Que voudriez-vous changer ?") && shown("it").mode === "disabled"`)
	d.picture("french")
	pieces := answered()
	if slices.ContainsFunc(pieces, func(piece string) bool { return !strings.HasPrefix(piece, "206 bytes ") }) || !slices.ContainsFunc(pieces[len(begun):], inSecondHalf) {
		t.Errorf("of the recording was answered %q, and for the jump %q", begun, pieces[len(begun):])
	}
	browser.Do(t, d.ctx, chromedp.Navigate("about:blank"))
}

// answered hears from now on how the hub answers for an address: the status, and which piece it is.
func (d *desk) answered(address string) func() []string {
	d.Helper()
	var mu sync.Mutex
	var heard []string
	if err := chromedp.Listen(d.ctx, func(event any) {
		if e, ok := event.(*network.EventResponseReceived); ok && e.Response.URL == address {
			mu.Lock()
			defer mu.Unlock()
			heard = append(heard, fmt.Sprint(e.Response.Status, " ", e.Response.Headers["Content-Range"]))
		}
	}); err != nil {
		d.Fatal(err)
	}
	return func() []string {
		mu.Lock()
		defer mu.Unlock()
		return slices.Clone(heard)
	}
}

// inSecondHalf tells whether a piece begins in the second half of a file.
func inSecondHalf(piece string) bool {
	var from, to, size int
	_, err := fmt.Sscanf(piece, "206 bytes %d-%d/%d", &from, &to, &size)
	return err == nil && from > size/2
}

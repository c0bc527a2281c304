package visit_test

import (
	"image/color"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/cocreated/hub/server/browser"
	"github.com/cocreated/hub/server/servertest"
	"github.com/cocreated/hub/storage/account"
	"github.com/cocreated/hub/storage/file/media/mediatest"
)

// What is said in the recording: by who holds the webinar, and in French. The second line is on when the recording ends.
const (
	italianFile = "WEBVTT\n\n00:00.000 --> 00:20.000\nBuongiorno a tutti &amp; benvenuti.\n\n00:20.000 --> 01:00.000\nChe cosa vorreste cambiare?\n"
	frenchFile  = "1\n00:00:00,000 --> 00:00:20,000\nBonjour à tous & bienvenue.\n\n2\n00:00:20,000 --> 00:01:00,000\nQue voudriez-vous changer ?\n"
)

// TestRecording goes the way of a webinar's recording by a hub with nothing but its own parts: from the machine of an
// editor, by the console, into the page of a partner, and back from the public.
func TestRecording(t *testing.T) {
	t.Parallel()
	data := servertest.DataFolder(t)
	server := program(t).Serve(t, data, "--no-demo")
	origin := server.Origin()
	accounts, err := servertest.Store(t, data, nil).Accounts(time.Now)
	if err != nil {
		t.Fatal(err)
	}
	pictures := 0
	ana := sit(t, origin, accounts, &pictures, "ana", account.Grant{Role: account.Publisher})

	folder := t.TempDir()
	picture := mediatest.PNG(t, mediatest.Halves(640, 360, color.RGBA{R: 0x0b, G: 0x46, B: 0x53, A: 0xff}, color.RGBA{R: 0xe8, G: 0xb0, B: 0x4a, A: 0xff}))
	square := ana.upload(mediatest.Write(t, filepath.Join(folder, "town-square.png"), picture), "The square before the town hall",
		`(image => image?.complete && image.naturalWidth === 640)(document.querySelector('dialog img'))`)
	talk := ana.upload(mediatest.Film(t, filepath.Join(folder, "a-good-question.mp4"), 40), "",
		`(video => video?.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA && video.videoWidth === 640 && Math.abs(video.duration - 40) < 1)(document.querySelector('dialog video'))`)
	for _, draft := range []uploaded{square, talk} {
		if got := statusOf(t, draft.address); got != http.StatusNotFound {
			t.Errorf("the public gets the draft at %s: %d", draft.address, got)
		}
	}

	webinar := ana.write("webinarCreate", "webinar", map[string]any{
		"slug": "first", "number": 1, "startsAt": "2026-01-15T10:00:00Z", "timeZone": "Europe/Rome", "durationMinutes": 60, "language": "it",
		"texts": []any{map[string]any{"locale": "en", "title": "The first webinar"}},
	})
	webinar = ana.write("webinarUpdate", "webinar", map[string]any{"id": webinar.ID, "version": webinar.Version, "recording": talk.ID, "slides": square.ID})
	if got := ana.publish(webinar.ID); !slices.Equal(got, []string{"CAPTIONS_MISSING"}) {
		t.Fatalf("without captions, in the way of publishing is %q", got)
	}
	captioned := ana.write("assetTextTrackPut", "asset", map[string]any{"id": talk.ID, "version": 1, "language": "it", "kind": "CAPTIONS", "content": italianFile})
	ana.write("assetTextTrackPut", "asset", map[string]any{"id": talk.ID, "version": captioned.Version, "language": "fr", "kind": "SUBTITLES", "content": frenchFile})
	if got := ana.publish(webinar.ID); len(got) > 0 {
		t.Fatalf("with captions, in the way of publishing is %q", got)
	}

	public := shownWebinar(t, server.URL)
	if public == nil {
		t.Fatal("the public sees no webinar")
	}
	addresses := public.addresses()
	for _, address := range addresses {
		if got := statusOf(t, address); got != http.StatusOK {
			t.Errorf("published, %s answers %d", address, got)
		}
	}
	playAtPartner(t, origin, public, &pictures)

	ana.unpublish(webinar.ID, talk.ID, square.ID)
	for _, address := range addresses {
		if got := statusOf(t, address); got != http.StatusNotFound {
			t.Errorf("unpublished, %s answers %d", address, got)
		}
	}
	if left := shownWebinar(t, server.URL); left != nil {
		t.Errorf("unpublished, the public sees %v", left)
	}
}

// statusOf is what the public is answered at an address.
func statusOf(t *testing.T, address string) int {
	t.Helper()
	response, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	return response.StatusCode
}

// uploaded is an asset that was made of a file, and where its draft is shown.
type uploaded struct{ ID, address string }

// upload makes an asset of a file in the dialog of the console, and waits until it is ready and the dialog shows it.
func (d *desk) upload(file, altText, shows string) uploaded {
	d.Helper()
	browser.Do(d.T, d.ctx,
		chromedp.Click(chromedp.CSS(`#upload button`)),
		chromedp.WaitVisible(chromedp.CSS(`dialog.hub-upload`)),
		chromedp.SetUploadFiles(chromedp.CSS(`dialog input[type=file]`), []string{file}),
	)
	if altText != "" {
		browser.Do(d.T, d.ctx, chromedp.Click(chromedp.CSS(`dialog textarea`)), chromedp.KeyEvent(altText))
	}
	browser.Do(d.T, d.ctx, chromedp.Click(chromedp.CSS(`dialog .hub-upload-primary:enabled`)))
	base := filepath.Base(file)
	title := strings.ReplaceAll(strings.TrimSuffix(base, filepath.Ext(base)), "-", " ")
	waitFor(d.T, d.ctx, "dialog h2", "Uploaded: "+title)
	waitFor(d.T, d.ctx, "dialog [role=status]", "It is ready.")
	browser.Until(d.T, d.ctx, shows)
	d.picture(strings.ReplaceAll(title, " ", "-"))
	made := uploaded{
		ID:      evaluate[string](d, `document.querySelector('dialog input[aria-label=Id]').value`),
		address: evaluate[string](d, `document.querySelector('dialog .hub-upload-preview').src`),
	}
	browser.Do(d.T, d.ctx, chromedp.Click(chromedp.CSS(`dialog .hub-upload-primary`)), chromedp.WaitNotPresent(chromedp.CSS(`dialog h2`)))
	return made
}

package delivery_test

import (
	"mime"
	"net/http"
	"strings"
	"testing"

	"github.com/cocreated/hub/storage/account"
	"github.com/cocreated/hub/storage/file"
	"github.com/cocreated/hub/storage/file/filetest"
)

// track is a text track in which something is said.
func track(language, kind string, said ...string) map[string]any {
	var cues []map[string]any
	for i, text := range said {
		cues = append(cues, map[string]any{"start": i, "end": i + 1, "text": text})
	}
	return map[string]any{
		"kind": "textTrack", "slug": strings.ToLower(language + "-" + kind), "fields": map[string]any{"language": language, "kind": kind, "cues": cues},
	}
}

// TestTracks asks for captions, which are published with the asset.
func TestTracks(t *testing.T) {
	t.Parallel()
	h := open(t, filetest.Bucket(t))
	editor := bearer(h.token(account.Editor))
	stored := h.file("video/mp4", strings.NewReader("a film"), file.Facts{})
	id := h.show("talk", "Il convegno.mp4", stored, true, track("fr", "SUBTITLES", "Bonjour <tous>."), track("it", "SUBTITLES", "Per chi legge."), track("it", "CAPTIONS", "Buongiorno.", "A tutti."))
	const italian = "WEBVTT\n\n00:00:00.000 --> 00:00:01.000\nBuongiorno.\n\n00:00:01.000 --> 00:00:02.000\nA tutti.\n"
	for variant, want := range map[string]struct{ body, contentType, name string }{
		"captions.it":   {italian, "text/vtt; charset=utf-8", "Il convegno.it.vtt"},
		"subtitles.it":  {"WEBVTT\n\n00:00:00.000 --> 00:00:01.000\nPer chi legge.\n", "text/vtt; charset=utf-8", "Il convegno.it.vtt"},
		"subtitles.fr":  {"WEBVTT\n\n00:00:00.000 --> 00:00:01.000\nBonjour &lt;tous&gt;.\n", "text/vtt; charset=utf-8", "Il convegno.fr.vtt"},
		"transcript.it": {"Buongiorno. A tutti.\n", "text/plain; charset=utf-8", "Il convegno.it.txt"},
		"transcript.fr": {"Bonjour <tous>.\n", "text/plain; charset=utf-8", "Il convegno.fr.txt"},
	} {
		answer := h.ask(t, "GET", h.address(id, variant, "x"))
		answer.is(t, want.body, untilAsked)
		_, parameters, _ := mime.ParseMediaType(answer.Header.Get("Content-Disposition"))
		if answer.Header.Get("Content-Type") != want.contentType || parameters["filename"] != want.name || answer.Header.Get("Access-Control-Allow-Origin") != "*" {
			t.Errorf("%s: %v", variant, answer.Header)
		}
		version := file.TextVersion(want.body)
		h.ask(t, "GET", h.address(id, variant+"~"+version, "x")).is(t, want.body, forEver)
		if known := h.ask(t, "GET", h.address(id, variant, "x"), "If-None-Match", answer.Header.Get("ETag")); known.StatusCode != http.StatusNotModified {
			t.Errorf("%s: of what is known: %s", variant, known.Status)
		}
	}
	for _, variant := range []string{"captions.fr", "captions.bg", "captions.IT", "transcript.bg", "captions.it.vtt"} {
		h.gone(t, h.address(id, variant, "x"))
	}

	// What was changed is for those who work in the hub, until it is published.
	h.show("talk", "Il convegno.mp4", stored, false, track("it", "CAPTIONS", "Buonasera."))
	h.ask(t, "GET", h.address(id, "captions.it", "x")).is(t, italian, untilAsked)
	h.gone(t, h.address(id, "captions.it", "x?stage=draft"))
	h.ask(t, "GET", h.address(id, "captions.it", "x?stage=draft"), editor...).is(t, "WEBVTT\n\n00:00:00.000 --> 00:00:01.000\nBuonasera.\n", notAtAll)
	h.unpublish(id)
	h.gone(t, h.address(id, "captions.it", "x"))
}

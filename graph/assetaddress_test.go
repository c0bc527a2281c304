package graph_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cocreated/hub/graph"
	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/account"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/file"
	"github.com/cocreated/hub/storage/storagetest"
)

// addressed serves a store under an address.
func addressed(store *storage.Store) func(*graph.Options) {
	return func(o *graph.Options) {
		o.Addresses = &file.Addresses{Base: "https://hub.example/", Signer: store.Signer}
	}
}

// fact changes what is known of a file, and its copies.
func fact(t *testing.T, store *storage.Store, checksum, change string) {
	t.Helper()
	_, err := storagetest.Draft(store).NewRaw(`UPDATE hub.files SET `+change+` WHERE sha256 = ?0;
		UPDATE draft.assets SET sha256 = sha256 WHERE sha256 = ?0; UPDATE live.assets SET sha256 = sha256 WHERE sha256 = ?0`, checksum).Exec(t.Context())
	if err != nil {
		t.Fatal(err)
	}
}

func (a *api) addresses(t *testing.T, fields, stage string) (map[string]*string, int) {
	t.Helper()
	t.Helper()
	answered := a.post(t, request{Query: `{ asset(slug: "one", stage: ` + stage + `) { ` + fields + ` } }`})
	var found struct{ Asset map[string]*string }
	answered.data(t, &found)
	return found.Asset, answered.statements
}

func TestTextTrackAddresses(t *testing.T) {
	t.Parallel()
	store := storagetest.Empty(t)
	const record = `{"kind":"asset","slug":"one","sourceLocale":"en","fields":{"fileName":"talk.mp4","contentType":"video/mp4","sizeBytes":1},"texts":{"en":{"title":"One"}},"published":["en"],
		"parts":[{"kind":"textTrack","slug":"it","fields":{"language":"it","kind":"CAPTIONS","cues":[{"start":0,"end":1,"text":"Ciao."}]}},{"kind":"textTrack","slug":"fr","fields":{"language":"fr","kind":"SUBTITLES"}}]}`
	load(t, store, strings.ReplaceAll(record, "\n", ""))
	const document = `{ asset(slug: "one", stage: %s) { textTracks { url transcriptUrl } } }`
	ask := func(by *api, stage string) (urls []string) {
		t.Helper()
		var found struct {
			Asset struct {
				TextTracks []struct{ URL, TranscriptURL *string }
			}
		}
		by.post(t, request{Query: fmt.Sprintf(document, stage)}).data(t, &found)
		for _, track := range found.Asset.TextTracks {
			for _, address := range []*string{track.URL, track.TranscriptURL} {
				if address != nil {
					_, path, _ := strings.Cut(strings.TrimPrefix(*address, "https://hub.example/assets/"), "/")
					urls = append(urls, path)
				}
			}
		}
		return urls
	}
	version := file.TextVersion
	want := []string{
		"captions.it~" + version("WEBVTT\n\n00:00:00.000 --> 00:00:01.000\nCiao.\n") + "/it.vtt", "transcript.it~" + version("Ciao.\n") + "/it.txt",
		"subtitles.fr~" + version("WEBVTT\n") + "/fr.vtt", "transcript.fr~" + version("") + "/fr.txt",
	}
	if diff := cmp.Diff(want, ask(serve(t, store, addressed(store)), "LIVE")); diff != "" {
		t.Errorf("of what is live (-want +got):\n%s", diff)
	}
	for i := range want {
		want[i] += "?stage=draft"
	}
	if diff := cmp.Diff(want, ask(serve(t, store, addressed(store), as(withRole(account.Editor))), "DRAFT")); diff != "" {
		t.Errorf("of the draft (-want +got):\n%s", diff)
	}
	if got := ask(serve(t, store), "LIVE"); got != nil {
		t.Errorf("where no files are served: %v", got)
	}
}

func TestAssetAddresses(t *testing.T) {
	t.Parallel()
	store := storagetest.Empty(t)
	checksum := storagetest.File(t, store, "image/png")
	record := fmt.Sprintf(`{"kind":"asset","slug":"one","sourceLocale":"en","fields":{"fileName":"Café 1.png","contentType":"image/png","sizeBytes":%d,"sha256":%q,
		"focalPoint":{"x":0.25,"y":1}},"texts":{"en":{"title":"One","altText":"It."}},"published":["en"]}`, storagetest.FileBytes, checksum)
	load(t, store, strings.ReplaceAll(record, "\n", ""))
	fact(t, store, checksum, `facts = '{"width": 1000, "height": 500}'`)
	public := serve(t, store, addressed(store))
	editor := serve(t, store, addressed(store), as(withRole(account.Editor)))

	const fields = `id url downloadUrl previewUrl streamUrl wide: imageUrl(width: 640) cropped: imageUrl(width: 630, height: 355, format: AVIF)
		small: srcset(widths: [2000, 640, 310, 600], format: JPEG) usual: srcset`
	found, statements := public.addresses(t, fields, "LIVE")
	if _, without := public.addresses(t, "id", "LIVE"); statements != without {
		t.Errorf("addresses cost %d statements more", statements-without)
	}
	_, id, err := content.DecodeID("asset", *found["id"])
	if err != nil {
		t.Fatal(err)
	}
	at := &file.Addresses{Base: "https://hub.example", Signer: store.Signer}
	version := checksum[:16]
	base := "https://hub.example/assets/" + id.String() + "/"
	signed := func(variant, extension string) *string {
		address := at.Write(file.Address{ID: id, Variant: file.Variant{Name: variant, Version: version}, Name: "Café 1." + extension})
		if !strings.HasPrefix(*address, base+variant+"~"+version+"/Caf%C3%A9%201."+extension+"?s=") {
			t.Errorf("the address is %s", *address)
		}
		return address
	}
	text := func(words string) *string { return &words }
	want := map[string]*string{
		"id": found["id"], "previewUrl": nil, "streamUrl": nil,
		"url":         text(base + "original~" + version + "/Caf%C3%A9%201.png"),
		"downloadUrl": text(base + "original~" + version + "/Caf%C3%A9%201.png?download"),
		"wide":        signed("w640.webp", "webp"),
		"cropped":     signed("w640h360x25y100.avif", "avif"),
		"small":       text(*signed("w320.jpg", "jpg") + " 320w, " + *signed("w640.jpg", "jpg") + " 640w, " + *signed("w1120.jpg", "jpg") + " 1000w"),
		"usual":       text(*signed("w320.webp", "webp") + " 320w, " + *signed("w640.webp", "webp") + " 640w, " + *signed("w960.webp", "webp") + " 960w, " + *signed("w1120.webp", "webp") + " 1000w"),
	}
	if diff := cmp.Diff(want, found); diff != "" {
		t.Errorf("the addresses (-want +got):\n%s", diff)
	}

	t.Run("OfDraft", func(t *testing.T) {
		drafts, _ := editor.addresses(t, fields, "DRAFT")
		if got, want := *drafts["url"], *found["url"]+"?stage=draft"; got != want {
			t.Errorf("got %s", got)
		}
		if got, want := *drafts["downloadUrl"], *found["url"]+"?stage=draft&download"; got != want {
			t.Errorf("got %s", got)
		}
		if got, want := *drafts["wide"], *found["wide"]+"&stage=draft"; got != want {
			t.Errorf("got %s", got)
		}
	})
	t.Run("OfVideo", func(t *testing.T) {
		fact(t, store, checksum, `content_type = 'video/mp4', facts = '{"width": 1920, "height": 1080}'`)
		if without, _ := public.addresses(t, fields, "LIVE"); without["wide"] != nil || without["usual"] != nil || without["streamUrl"] != nil || without["url"] == nil {
			t.Errorf("of a video of which nothing was made: %v", without)
		}
		fact(t, store, checksum, `facts = facts || '{"preview": true, "streams": true}'`)
		with, _ := public.addresses(t, fields, "LIVE")
		if got := *with["streamUrl"]; got != base+"hls~"+version+"/index.m3u8" {
			t.Errorf("its streams are at %s", got)
		}
		if got := *with["previewUrl"]; got != base+"preview~"+version+"/Caf%C3%A9%201.jpg" {
			t.Errorf("its preview is at %s", got)
		}
		if got := *with["wide"]; got != *signed("w640.webp", "webp") {
			t.Errorf("in a width it is at %s", got)
		}
	})
	t.Run("OfWhatIsNotServed", func(t *testing.T) {
		fact(t, store, checksum, `state = 'QUARANTINED'`)
		found, _ := public.addresses(t, fields, "LIVE")
		for name, address := range found {
			if address != nil && name != "id" {
				t.Errorf("%s is %s", name, *address)
			}
		}
	})
	t.Run("WithoutStore", func(t *testing.T) {
		fact(t, store, checksum, `state = 'READY'`)
		if got, _ := serve(t, store).addresses(t, "url usual: srcset", "LIVE"); got["url"] != nil || got["usual"] != nil {
			t.Errorf("got %v", got)
		}
	})
	for arguments, want := range map[string]string{
		"imageUrl(width: 15)":                  "width min",
		"imageUrl(width: 3841)":                "width max",
		"imageUrl(width: 100, height: 0)":      "height min",
		"srcset(widths: [])":                   "widths length",
		"srcset(widths: [100, 4000])":          "widths[1] max",
		"srcset(widths: [100, -1])":            "widths[1] min",
		"imageUrl(width: 100, height: 999999)": "height max",
	} {
		failures := public.post(t, request{Query: `{ asset(slug: "one") { ` + arguments + ` } }`}).failures(t)
		if len(failures) != 1 || fmt.Sprint(failures[0].Extensions["field"], " ", failures[0].Extensions["rule"]) != want {
			t.Errorf("%s: %+v", arguments, failures)
		}
	}
}

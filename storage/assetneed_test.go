package storage_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/file"
	"github.com/cocreated/hub/storage/kind"
	"github.com/cocreated/hub/storage/publish"
	"github.com/cocreated/hub/storage/storagetest"
)

// problemsOf are what a check finds in the way of publishing an entry in English:
// severity, code, field, message.
func problemsOf(t testing.TB, publisher *publish.Publisher, id string) []string {
	t.Helper()
	found, err := publisher.Check(t.Context(), publish.Request{IDs: []string{id}, Locales: []content.Locale{en}})
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, problem := range found.Problems {
		if problem.Code == content.NotApproved {
			continue
		}
		field := ""
		if problem.Field != nil {
			field = *problem.Field
		}
		all = append(all, strings.Join([]string{string(problem.Severity), string(problem.Code), field, problem.Message}, "|"))
	}
	return all
}

// TestPublishAssets publishes assets in whichever state their files are, and with or
// without what those need who cannot see or hear.
func TestPublishAssets(t *testing.T) {
	t.Parallel()
	store := storagetest.Empty(t)
	problem := "it ends too early"
	spoken := object{"language": en, "kind": "CAPTIONS", "cues": []object{{"start": 0.0, "end": 1.5, "text": "Welcome"}}}
	for name, test := range map[string]struct {
		input object
		want  []string
	}{
		"NoFile":      {object{"contentType": "application/pdf"}, []string{"BLOCKER|FILE_MISSING|fields.sha256|it has no file; upload one first"}},
		"Ready":       {object{"sha256": storagetest.File(t, store, "application/pdf")}, nil},
		"Pending":     {object{"sha256": storagetest.FileIn(t, store, "application/pdf", file.Pending, nil)}, []string{"BLOCKER|FILE_NOT_READY|fields.sha256|its file is still being inspected; try again in a moment"}},
		"Failed":      {object{"sha256": storagetest.FileIn(t, store, "application/pdf", file.Failed, &problem)}, []string{"BLOCKER|FILE_NOT_READY|fields.sha256|its file cannot be used: it ends too early"}},
		"Image":       {object{"sha256": storagetest.File(t, store, "image/png")}, []string{"BLOCKER|ALT_TEXT_MISSING|texts.en.altText|an image needs a text for those who cannot see it"}},
		"Decoration":  {object{"sha256": storagetest.File(t, store, "image/png"), "decorative": true}, nil},
		"Video":       {object{"sha256": storagetest.File(t, store, "video/mp4")}, []string{"BLOCKER|CAPTIONS_MISSING||a recording needs captions, subtitles or a transcript for those who cannot hear it"}},
		"Sound":       {object{"sha256": storagetest.File(t, store, "audio/mpeg")}, []string{"BLOCKER|CAPTIONS_MISSING||a recording needs captions, subtitles or a transcript for those who cannot hear it"}},
		"EmptyTrack":  {object{"sha256": storagetest.File(t, store, "video/mp4"), "textTracks": []object{{"language": en, "kind": "CAPTIONS"}}}, []string{"BLOCKER|CAPTIONS_MISSING||a recording needs captions, subtitles or a transcript for those who cannot hear it"}},
		"Captions":    {object{"sha256": storagetest.File(t, store, "video/mp4"), "textTracks": []object{spoken}}, nil},
		"Transcript":  {object{"sha256": storagetest.File(t, store, "video/mp4"), "texts": []object{text(en, "A", "body", "Welcome")}}, nil},
		"Background":  {object{"sha256": storagetest.File(t, store, "video/mp4"), "decorative": true}, nil},
		"InFrench":    {object{"sha256": storagetest.File(t, store, "video/mp4"), "texts": []object{text(en, "A"), text(fr, "A", "body", "Bienvenue")}}, []string{"BLOCKER|CAPTIONS_MISSING||a recording needs captions, subtitles or a transcript for those who cannot hear it"}},
		"NoVideoFile": {object{"contentType": "video/mp4"}, []string{"BLOCKER|FILE_MISSING|fields.sha256|it has no file; upload one first", "BLOCKER|CAPTIONS_MISSING||a recording needs captions, subtitles or a transcript for those who cannot hear it"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			// Two that are written at once may else be given one address.
			input := with2(with2(test.input, "fileName", "file"), "slug", strings.ToLower(name))
			if input["texts"] == nil {
				input["texts"] = []object{text(en, "A")}
			}
			id := create(t, store, "asset", input)
			if got := problemsOf(t, store.Publisher(), id); !slices.Equal(got, test.want) {
				t.Errorf("got  %q\nwant %q", got, test.want)
			}
			_, err := store.Publisher().Publish(t.Context(), somebody, publish.Request{IDs: []string{id}, Locales: []content.Locale{en}})
			if (err == nil) != (test.want == nil) {
				t.Errorf("publishing answers %v", err)
			}
		})
	}
}

// TestPublishQuarantined finds a virus in a file after an asset came to show it.
func TestPublishQuarantined(t *testing.T) {
	t.Parallel()
	store := storagetest.Empty(t)
	checksum := storagetest.File(t, store, "application/pdf")
	id := create(t, store, "asset", object{"fileName": "a.pdf", "sha256": checksum, "texts": []object{text(en, "A")}})
	_, err := storagetest.Draft(store).NewRaw(`UPDATE hub.files SET state = 'QUARANTINED', problem = 'Eicar was found in it' WHERE sha256 = ?0;
		UPDATE draft.assets SET sha256 = sha256 WHERE sha256 = ?0`, checksum).Exec(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"BLOCKER|FILE_NOT_READY|fields.sha256|its file is in quarantine: Eicar was found in it"}
	if got := problemsOf(t, store.Publisher(), id); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestTolerateInaccessible publishes with a warning what not everybody can take in.
func TestTolerateInaccessible(t *testing.T) {
	t.Parallel()
	store := storagetest.Empty(t)
	publisher := store.Publisher()
	publisher.Tolerated = []content.PublishProblemCode{content.AltTextMissing, kind.CaptionsMissing}
	for contentType, want := range map[string]string{"image/png": "WARNING|ALT_TEXT_MISSING", "video/mp4": "WARNING|CAPTIONS_MISSING"} {
		id := create(t, store, "asset", object{"fileName": "file", "sha256": storagetest.File(t, store, contentType), "texts": []object{text(en, "A")}})
		if got := problemsOf(t, publisher, id); len(got) != 1 || !strings.HasPrefix(got[0], want) {
			t.Errorf("a %s: %q, want %s", contentType, got, want)
		}
		if _, err := publisher.Publish(t.Context(), somebody, publish.Request{IDs: []string{id}, Locales: []content.Locale{en}}); err != nil {
			t.Errorf("a %s: %v", contentType, err)
		}
	}
}

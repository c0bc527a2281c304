package storage_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/act"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/publish"
	"github.com/cocreated/hub/storage/storagetest"
)

// hitsOf searches, and tells in short what was found: slug, language, time, page,
// snippet.
func hitsOf(t testing.TB, store *storage.Store, words string) func(*content.Reader, error) []string {
	t.Helper()
	return func(reader *content.Reader, err error) []string {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		found, err := content.Search(t.Context(), reader, store.Signer, content.SearchQuery{Words: words})
		if err != nil {
			t.Fatal(err)
		}
		hits := []string{}
		for _, hit := range found.Nodes {
			place := ""
			if hit.Passage != nil && hit.Passage.StartSeconds != nil {
				place = fmt.Sprintf(" at %gs", *hit.Passage.StartSeconds)
			}
			if hit.Passage != nil && hit.Passage.Page != nil {
				place = fmt.Sprintf(" on %d", *hit.Passage.Page)
			}
			hits = append(hits, fmt.Sprintf("%s %s%s: %s", hit.Entry.Header().Slug(), hit.Locale, place, hit.Snippet))
		}
		return hits
	}
}

func expectHits(t testing.TB, got []string, want ...string) {
	t.Helper()
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("found %q, want %q", got, want)
	}
}

func cue(start, end float64, words string) object {
	return object{"start": start, "end": end, "text": words}
}

// TestSearchInRecordings finds what is said in a recording, at each stage at which it
// is said.
func TestSearchInRecordings(t *testing.T) {
	t.Parallel()
	store := storagetest.Empty(t)
	id := create(t, store, "asset", object{
		"fileName": "talk.mp4", "sha256": storagetest.File(t, store, "video/mp4"), "slug": "talk",
		"texts": []object{text(en, "A talk"), text(it, "Una conversazione")},
		"textTracks": []object{{"language": it, "kind": "CAPTIONS", "cues": []object{
			cue(0, 2, "Buongiorno a tutti"), cue(2, 4.5, "oggi parliamo"), cue(4.5, 7, "di finestre sulla città"), cue(7, 9, "e di porte & balconi"), cue(9, 11, "Grazie"),
		}}},
	})
	live := func() (*content.Reader, error) { return store.ReadLive(time.Now(), []content.Locale{en, it}) }
	// A cue is found with the two that follow it, so it may begin shortly before.
	const heard = "talk it at 0s: Buongiorno a tutti oggi parliamo di <mark>finestre</mark> sulla città"
	find := hitsOf(t, store, "finestra")

	expectHits(t, find(store.ReadDraft(time.Now(), []content.Locale{en, it})), heard)
	expectHits(t, find(store.ReadDraft(time.Now(), nil)), heard)
	expectHits(t, find(live()))

	release, err := store.Publisher().CreateRelease(t.Context(), somebody, publish.NewRelease{Name: "Soon"})
	if err != nil {
		t.Fatal(err)
	}
	_, err = store.Publisher().AddToRelease(t.Context(), somebody, publish.ReleaseItems{
		ID: release.ID(), IDs: []string{id}, Locales: []content.Locale{en}, Action: publish.ActionPublish,
	})
	if err != nil {
		t.Fatal(err)
	}
	expectHits(t, find(store.ReadRelease(release.UUID, time.Now(), []content.Locale{en, it})), heard)

	mustPublish(t, store, []content.Locale{en}, id)
	published := clock(t, store)
	expectHits(t, find(live()), heard)
	expectHits(t, hitsOf(t, store, "finestra porta")(live()), "talk it at 4.5s: di <mark>finestre</mark> sulla città e di <mark>porte</mark> &amp; balconi Grazie")
	expectHits(t, find(store.ReadLive(time.Now(), []content.Locale{en}))) // who reads no Italian

	if _, err := store.Publisher().Unpublish(t.Context(), somebody, publish.UnpublishRequest{IDs: []string{id}, Locales: []content.Locale{en}}); err != nil {
		t.Fatal(err)
	}
	expectHits(t, find(live()))
	expectHits(t, find(store.ReadAt(published, time.Now(), []content.Locale{en, it})), heard)
}

// TestSearchInDocuments finds what stands on a page, in the language of the document.
func TestSearchInDocuments(t *testing.T) {
	t.Parallel()
	store := storagetest.Empty(t)
	checksum := storagetest.File(t, store, "application/pdf")
	id := create(t, store, "asset", object{
		"fileName": "guide.pdf", "sha256": checksum, "slug": "guide", "language": fr, "texts": []object{text(en, "A guide")},
	})
	_, err := storagetest.Draft(store).NewRaw(`INSERT INTO hub.file_pages VALUES (?0, 1, 'Couverture'), (?0, 12, 'Les citoyennes décident ensemble');
		UPDATE draft.assets SET sha256 = sha256 WHERE sha256 = ?0`, checksum).Exec(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	mustPublish(t, store, []content.Locale{en}, id)
	find := func(words string) []string {
		t.Helper()
		return hitsOf(t, store, words)(store.ReadLive(time.Now(), []content.Locale{en, fr}))
	}
	const written = "guide fr on 12: Les citoyennes <mark>décident</mark> ensemble"
	expectHits(t, find("decider"), written)

	// Another file has other pages.
	mustDo(t, store, act.VerbUpdate, "asset", object{"id": id, "version": 1, "sha256": storagetest.File(t, store, "application/pdf")})
	expectHits(t, find("decider"), written)
	mustPublish(t, store, []content.Locale{en}, id)
	expectHits(t, find("decider"))
}

// TestSearchRanksTextsFirst finds the same words in an entry's text and in what is
// said in another, and twice in one.
func TestSearchRanksTextsFirst(t *testing.T) {
	t.Parallel()
	store := storagetest.Empty(t)
	said := func(slug, title string) {
		create(t, store, "asset", object{
			"fileName": "talk.mp4", "contentType": "video/mp4", "slug": slug, "texts": []object{text(en, title)},
			"textTracks": []object{{"language": en, "kind": "CAPTIONS", "cues": []object{cue(3, 4, "Orchards orchards orchards")}}},
		})
	}
	said("inside", "A talk")
	said("both", "About orchards")
	create(t, store, "page", object{"type": "PAGE", "slug": "long", "texts": []object{text(en, "News", "body", strings.Repeat("Many other words. ", 2000)+"orchard")}})
	got := hitsOf(t, store, "orchard")(store.ReadDraft(time.Now(), []content.Locale{en}))
	var slugs []string
	for _, hit := range got {
		slug, _, _ := strings.Cut(hit, ":")
		slugs = append(slugs, slug)
	}
	expectHits(t, slugs, "both en", "long en", "inside en at 3s")
}

// TestSearchStatements counts what a search costs: as much in passages as elsewhere,
// but for the part in which they are.
func TestSearchStatements(t *testing.T) {
	t.Parallel()
	store := storagetest.Demo(t)
	reader, err := store.ReadDraft(time.Now(), []content.Locale{en})
	if err != nil {
		t.Fatal(err)
	}
	ctx, count := storage.CountStatements(context.Background())
	found, err := content.Search(ctx, reader, store.Signer, content.SearchQuery{Words: "co-creation", Kinds: []content.EntryKind{"dictionary", "term"}})
	if err != nil || len(found.Nodes) == 0 {
		t.Fatalf("found %+v, %v", found, err)
	}
	// The places, and the terms.
	if got := count(); got != 2 {
		t.Errorf("%d statements", got)
	}
}

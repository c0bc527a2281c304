package file_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/cocreated/hub/storage/act"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/edit"
	"github.com/cocreated/hub/storage/file"
	"github.com/cocreated/hub/storage/file/media"
	"github.com/cocreated/hub/storage/file/media/mediatest"
	"github.com/cocreated/hub/storage/job"
	"github.com/cocreated/hub/storage/publish"
)

// TestFindingsReachAssets inspects the file of an asset, which then can be published
// and be found by what is written in it, and once more after its bytes have been
// spoilt: then it is no longer served.
func TestFindingsReachAssets(t *testing.T) {
	t.Parallel()
	w := openWorks(t, mediatest.Tools(t, media.Poppler), nil)
	stored, err := w.Put(t.Context(), "a.pdf", "", bytes.NewReader(mediatest.PDF(t, "Public money")))
	if err != nil {
		t.Fatal(err)
	}
	made, err := w.store.Writer().Do(t.Context(), act.Actor{}, edit.Write{Verb: act.VerbCreate, Kind: "asset", Input: map[string]any{
		"fileName": "a.pdf", "sha256": stored.SHA256, "texts": []map[string]any{{"locale": "en", "title": "A report"}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	request := publish.Request{IDs: []string{content.EncodeID("asset", made.ID)}, Locales: []content.Locale{"en"}}
	if _, err := w.store.Publisher().Publish(t.Context(), act.Actor{}, request); err == nil {
		t.Fatal("what is not inspected is published")
	}
	args, once := file.InspectFile{SHA256: stored.SHA256}, job.Attempt{Number: 1, Of: 5}
	if err := w.Inspect(t.Context(), args, once); err != nil {
		t.Fatal(err)
	}
	if _, err := w.store.Publisher().Publish(t.Context(), act.Actor{}, request); err != nil {
		t.Fatal(err)
	}
	for _, stage := range []string{"draft", "live"} {
		if n := w.count(stage + ".assets WHERE file->>'state' = 'READY' AND file->>'pageCount' = '1'"); n != 1 {
			t.Errorf("%d assets of %s know of their file", n, stage)
		}
		if n := w.count(stage + ".passages WHERE page = 1 AND text = 'Public money'"); n != 1 {
			t.Errorf("%d pages of %s can be found", n, stage)
		}
	}
	delivery := w.store.Delivery(w.store.AssetAddresses("https://hub.example.org"))
	find := func() error {
		_, err := delivery.Find(t.Context(), content.StageLive, made.ID, file.Variant{Name: file.Original})
		return err
	}
	if err := find(); err != nil {
		t.Errorf("it is not served: %v", err)
	}
	if err := w.Bucket.Put(t.Context(), stored.Key(file.Original), strings.NewReader("spoilt"), -1, "application/pdf"); err != nil {
		t.Fatal(err)
	}
	if err := w.Inspect(t.Context(), args, once); err != nil {
		t.Fatal(err)
	}
	if err := find(); !errors.Is(err, file.ErrUnknown) {
		t.Errorf("it is still served: %v", err)
	}
	if n := w.count("live.passages"); n != 0 {
		t.Errorf("%d pages of it can be found", n)
	}
}

package asset_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/cocreated/hub/storage/asset"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/job"
	"github.com/cocreated/hub/storage/media"
	"github.com/cocreated/hub/storage/media/mediatest"
)

// TestFindingsReachAssets inspects the file of an asset, which then can be published
// and be found by what is written in it, and once more after its bytes have been
// spoilt: then it is no longer served.
func TestFindingsReachAssets(t *testing.T) {
	t.Parallel()
	w := openWorks(t, mediatest.Tools(t, media.Poppler), nil)
	file, err := w.Put(t.Context(), "a.pdf", "", bytes.NewReader(mediatest.PDF(t, "Public money")))
	if err != nil {
		t.Fatal(err)
	}
	made, err := w.store.Writer().Do(t.Context(), content.Actor{}, content.Write{Verb: content.VerbCreate, Kind: "asset", Input: map[string]any{
		"fileName": "a.pdf", "sha256": file.SHA256, "texts": []map[string]any{{"locale": "en", "title": "A report"}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	request := content.PublishRequest{IDs: []string{content.EncodeID("asset", made.ID)}, Locales: []content.Locale{"en"}}
	if _, err := w.store.Publisher().Publish(t.Context(), content.Actor{}, request); err == nil {
		t.Fatal("what is not inspected is published")
	}
	args, once := asset.InspectFile{SHA256: file.SHA256}, job.Attempt{Number: 1, Of: 5}
	if err := w.Inspect(t.Context(), args, once); err != nil {
		t.Fatal(err)
	}
	if _, err := w.store.Publisher().Publish(t.Context(), content.Actor{}, request); err != nil {
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
		_, err := delivery.Find(t.Context(), content.StageLive, made.ID, asset.Variant{Name: asset.Original})
		return err
	}
	if err := find(); err != nil {
		t.Errorf("it is not served: %v", err)
	}
	if err := w.Bucket.Put(t.Context(), file.Key(asset.Original), strings.NewReader("spoilt"), -1, "application/pdf"); err != nil {
		t.Fatal(err)
	}
	if err := w.Inspect(t.Context(), args, once); err != nil {
		t.Fatal(err)
	}
	if err := find(); !errors.Is(err, asset.ErrUnknown) {
		t.Errorf("it is still served: %v", err)
	}
	if n := w.count("live.passages"); n != 0 {
		t.Errorf("%d pages of it can be found", n)
	}
}

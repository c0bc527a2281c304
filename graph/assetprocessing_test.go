package graph_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/cocreated/hub/storage/account"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/file/filetest"
	"github.com/cocreated/hub/storage/storagetest"
)

// TestAssetProcessing says what became of the file of an asset, and has it processed
// once more: once, and only where there is a file.
func TestAssetProcessing(t *testing.T) {
	t.Parallel()
	store := storagetest.WithFiles(t, filetest.Bucket(t))
	hub := serve(t, store, as(withRole(account.Editor)))
	file := storagetest.File(t, store, "video/mp4")
	made := func(input string) string {
		t.Helper()
		var created struct {
			AssetCreate struct{ Asset struct{ ID string } }
		}
		hub.post(t, request{Query: `mutation { assetCreate(input: { fileName: "talk.mp4", texts: [{ locale: "en", title: "One" }] ` + input + ` }) { asset { id } } }`}).data(t, &created)
		return created.AssetCreate.Asset.ID
	}
	without := made(`contentType: "video/mp4", sizeBytes: 1`)
	with := made(`sha256: "` + file + `"`)
	fact(t, store, file, `facts = '{"width": 640, "height": 360, "durationSeconds": 12.5, "lacks": ["it has no streams"]}'`)

	const fields = `{ processing { state problem lacks again } width height durationSeconds pageCount dominantColor }`
	ask := func(id string) (found any) {
		t.Helper()
		var answered struct{ Asset any }
		hub.post(t, request{Query: `query ($id: ID) { asset(id: $id, stage: DRAFT) ` + fields + ` }`, Variables: object{"id": id}}).data(t, &answered)
		return answered.Asset
	}
	if diff := cmp.Diff(any(object{
		"processing": nil, "width": nil, "height": nil, "durationSeconds": nil, "pageCount": nil, "dominantColor": nil,
	}), ask(without)); diff != "" {
		t.Error(diff)
	}
	want := object{
		"processing": object{"state": "READY", "problem": nil, "lacks": []any{"it has no streams"}, "again": false},
		"width":      640.0, "height": 360.0, "durationSeconds": 12.5, "pageCount": nil, "dominantColor": nil,
	}
	if diff := cmp.Diff(any(want), ask(with)); diff != "" {
		t.Error(diff)
	}

	process := func(id string) (found any, refused string) {
		t.Helper()
		var answered struct {
			AssetProcess struct {
				Asset      any
				UserErrors []struct{ Field, Message string }
			}
		}
		hub.post(t, request{
			Query:     `mutation ($id: ID!) { assetProcess(input: { id: $id }) { asset ` + fields + ` userErrors { field message } } }`,
			Variables: object{"id": id},
		}).data(t, &answered)
		for _, problem := range answered.AssetProcess.UserErrors {
			refused = problem.Field + ": " + problem.Message
		}
		return answered.AssetProcess.Asset, refused
	}
	want["processing"].(object)["again"] = true
	if found, refused := process(with); refused != "" || !cmp.Equal(any(want), found) {
		t.Errorf("it answers %v, %q", found, refused)
	}
	for id, want := range map[string]string{
		with:                               "id: its file is about to be processed already",
		without:                            "id: it has no file",
		content.EncodeID("page", uuid.Max): "id: this is not the id of an asset",
	} {
		if found, refused := process(id); found != nil || refused != want {
			t.Errorf("it answers %v, %q, want %q", found, refused, want)
		}
	}
}

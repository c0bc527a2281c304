package graph_test

import (
	"testing"

	"github.com/cocreated/hub/storage/account"
	"github.com/cocreated/hub/storage/storagetest"
)

// TestTextTracks puts a file of subtitles into a video as a translator, finds what is
// said in it, and asks where the video is used.
func TestTextTracks(t *testing.T) {
	t.Parallel()
	store := storagetest.Empty(t)
	editor := desk{t, serve(t, store, as(hired(t, store, account.Editor)))}
	translator := desk{t, serve(t, store, as(hired(t, store, account.Translator)))}
	video := editor.ask(`mutation ($file: String) { assetCreate(input: { slug: "talk", fileName: "talk.mp4", sha256: $file, texts: [{ locale: "en", title: "A talk" }] }) { asset { id } } }`,
		object{"file": storagetest.File(t, store, "video/mp4")})["assetCreate"].(object)["asset"].(object)["id"].(string)
	editor.ask(`mutation ($video: ID) { pageCreate(input: { type: PAGE, slug: "home", image: $video, texts: [{ locale: "en", title: "Home" }] }) { page { id } } }`, object{"video": video})

	const put = `mutation ($id: ID!, $version: Int!, $content: String!, $dryRun: Boolean!) {
		assetTextTrackPut(input: { id: $id, version: $version, language: "it", kind: SUBTITLES, content: $content, dryRun: $dryRun }) {
			asset { version textTracks { language kind vtt cues { start end text } } } userErrors { field code message } } }`
	const file = "1\n00:00:01,000 --> 00:00:02,500\nBuongiorno & benvenuti\n"
	translator.expect(put, object{"id": video, "version": 1, "content": file, "dryRun": true}, object{"assetTextTrackPut": object{"asset": nil, "userErrors": []any{}}})
	translator.expect(put, object{"id": video, "version": 1, "content": "1\n00:00:01,000 --> soon\nBuongiorno\n", "dryRun": false}, object{"assetTextTrackPut": object{
		"asset": nil, "userErrors": []any{object{"field": "content", "code": "CAPTIONS", "message": `line 2: "soon" is not a time such as 00:01:02.500`}},
	}})
	translator.expect(put, object{"id": video, "version": 1, "content": file, "dryRun": false}, object{"assetTextTrackPut": object{
		"userErrors": []any{}, "asset": object{"version": 2.0, "textTracks": []any{object{
			"language": "it", "kind": "SUBTITLES", "vtt": "WEBVTT\n\n00:00:01.000 --> 00:00:02.500\nBuongiorno &amp; benvenuti\n",
			"cues": []any{object{"start": 1.0, "end": 2.5, "text": "Buongiorno & benvenuti"}},
		}}},
	}})
	translator.expect(`{ search(query: "benvenuto", stage: DRAFT) { totalCount nodes { locale snippet passage { startSeconds page } part { __typename }
		entry { ... on Asset { usedBy(first: 1) { totalCount nodes { kind title } edges { node { slug } } pageInfo { hasNextPage } } } } } } }`, nil, object{"search": object{
		"totalCount": 1.0, "nodes": []any{object{
			"locale": "it", "snippet": "Buongiorno &amp; <mark>benvenuti</mark>", "passage": object{"startSeconds": 1.0, "page": nil}, "part": object{"__typename": "TextTrack"},
			"entry": object{"usedBy": object{
				"totalCount": 1.0, "nodes": []any{object{"kind": "PAGE", "title": "Home"}}, "edges": []any{object{"node": object{"slug": "home"}}}, "pageInfo": object{"hasNextPage": false},
			}},
		}},
	}})
}

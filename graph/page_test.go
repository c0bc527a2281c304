package graph_test

import (
	"testing"

	"github.com/cocreated/hub/storage/storagetest"
)

// TestPagesAndAssets covers the kinds that the demo content has no entry of.
func TestPagesAndAssets(t *testing.T) {
	t.Parallel()
	store := storagetest.Demo(t)
	load(t, store,
		`{"kind":"asset","slug":"workshop","sourceLocale":"en","fields":{"fileName":"workshop.jpg","contentType":"image/jpeg","sizeBytes":3000000000},"texts":{"en":{"title":"Workshop","altText":"Eight people around a table"},"fr":{"title":"Atelier"}},"published":["en","fr"]}`,
		`{"kind":"asset","slug":"guide-pdf","sourceLocale":"en","fields":{"fileName":"guide.pdf","contentType":"application/pdf","sizeBytes":1},"texts":{"en":{"title":"Guide"}},"published":["en"]}`,
		`{"kind":"page","slug":"about","sourceLocale":"en","fields":{"type":"PAGE"},"refs":{"image":"workshop"},"texts":{"en":{"title":"About","summary":"What this is.","body":"# Who we are\n\nSee [the map](https://example.org/map) & <script>alert(1)</script>**us**.\n\n## Où ?\n\n| a | b |\n|---|---|\n| 1 | 2 |"},"fr":{"title":"À propos","slug":"a-propos"}},"published":["en","fr"]}`,
		`{"kind":"page","slug":"launch","sourceLocale":"en","fields":{"type":"NEWS","date":"2026-11-20"},"texts":{"en":{"title":"The hub is open"}},"published":["en"]}`,
		`{"kind":"publication","slug":"guide","sourceLocale":"en","fields":{"type":"GUIDE","year":2026},"texts":{"en":{"title":"Guide"}},"published":["en"],"parts":[{"kind":"file","slug":"guide.en.pdf","fields":{"language":"en","format":"application/pdf","path":"files/guide.en.pdf","accessible":true},"refs":{"asset":"guide-pdf"}}]}`,
	)
	a := serve(t, store).post(t, request{Query: `{
		page(slug: "about", locales: ["fr", "en"]) {
			slug
			title
			summary
			locale
			isFallback
			type
			date
			body { markdown html text headings { level text anchor } locale isFallback }
			image { title altText caption fileName contentType sizeBytes locale isFallback }
			translations { locale slug title }
		}
		bySlugInFrench: page(slug: "a-propos", locales: ["en"]) { slug title }
		news: pages(where: { type: { eq: NEWS }, date: { gte: "2026-11-20" } }, orderBy: [{ field: DATE }]) { totalCount nodes { title date } }
		large: assets(where: { sizeBytes: { gt: 2147483647 } }) { nodes { fileName sizeBytes } }
		images: assets(where: { contentType: { startsWith: "image/" } }, orderBy: [{ field: SIZE, direction: DESC }]) { nodes { slug } }
		publication(slug: "guide") { files { language format asset { slug fileName } } }
		search(query: "workshop.jpg") { nodes { kind entry { slug } } }
	}`})
	var data any
	a.data(t, &data)
	golden(t, "pages_and_assets.json", indented(t, a.body))
}

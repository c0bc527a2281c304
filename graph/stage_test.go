package graph_test

import (
	"strings"
	"testing"

	"github.com/cocreated/hub/storage/account"
	"github.com/cocreated/hub/storage/storagetest"
)

// TestDraftIsRead writes a course and a term that it uses, and reads them in each
// way in which drafts are read: at the root, by relations, by search; in the source
// language, and in those asked for.
func TestDraftIsRead(t *testing.T) {
	t.Parallel()
	store := storagetest.Demo(t)
	hub := serve(t, store, as(withRole(account.Editor)))
	var made struct {
		BulkWrite struct {
			Written int
			Results []struct {
				Entry      struct{ ID string }
				UserErrors []struct{ Field, Message string }
			}
		}
	}
	hub.post(t, request{Query: `mutation { bulkWrite(input: { items: [
		{ termCreate: { slug: "carta-bianca", sourceLocale: "it", edition: FIRST, texts: [{ locale: "it", title: "Carta bianca" }, { locale: "en", title: "Carte blanche" }] } }
	] }) { written results { entry { id } userErrors { field message } } } }`}).data(t, &made)
	if made.BulkWrite.Written != 1 {
		t.Fatalf("%+v", made)
	}
	term := made.BulkWrite.Results[0].Entry.ID
	var course struct {
		CourseCreate struct {
			UserErrors []struct{ Field, Message string }
		}
	}
	hub.post(t, request{
		Query: `mutation ($terms: [ID!]) { courseCreate(input: { slug: "zibaldone", sourceLocale: "it", terms: $terms,
			texts: [{ locale: "it", title: "Zibaldone" }, { locale: "en", title: "Commonplace", summary: "Only in English." }],
			modules: [{ texts: [{ locale: "en", title: "One" }], lessons: [{ durationMinutes: 5, texts: [{ locale: "it", title: "Prima", body: "Ciao" }] }] }]
		}) { userErrors { field message } } }`,
		Variables: object{"terms": []any{term}},
	}).data(t, &course)
	if len(course.CourseCreate.UserErrors) > 0 {
		t.Fatalf("%+v", course)
	}

	const fields = `{ title locale isFallback summary modules { title lessons { title body { markdown locale isFallback } } } terms { title } }`
	for name, c := range map[string]struct{ query, want string }{
		"Live": {
			`{ course(slug: "zibaldone") ` + fields + ` search(query: "zibaldone") { totalCount } }`,
			`{"data":{"course":null,"search":{"totalCount":0}}}`,
		},
		"InTheSourceLanguage": {
			`{ course(slug: "zibaldone", stage: DRAFT) ` + fields + ` }`,
			`{"data":{"course":{"title":"Zibaldone","locale":"it","isFallback":false,"summary":null,"modules":[{"title":null,"lessons":[` +
				`{"title":"Prima","body":{"markdown":"Ciao","locale":"it","isFallback":false}}]}],"terms":[{"title":"Carta bianca"}]}}}`,
		},
		"InTheLanguagesAskedFor": {
			`{ course(slug: "zibaldone", stage: DRAFT, locales: ["en", "it"]) ` + fields + ` }`,
			`{"data":{"course":{"title":"Commonplace","locale":"en","isFallback":false,"summary":"Only in English.","modules":[{"title":"One","lessons":[` +
				`{"title":"Prima","body":{"markdown":"Ciao","locale":"it","isFallback":true}}]}],"terms":[{"title":"Carte blanche"}]}}}`,
		},
		"InNoLanguageOfIt": {
			`{ course(slug: "zibaldone", stage: DRAFT, locales: ["fr"]) ` + fields + ` }`,
			`{"data":{"course":null}}`,
		},
		"Listed": {
			`{ courses(stage: DRAFT, where: { title: { contains: "zibaldone" } }, orderBy: [{ field: TITLE }]) { totalCount nodes { slug } } }`,
			`{"data":{"courses":{"totalCount":1,"nodes":[{"slug":"zibaldone"}]}}}`,
		},
		"Found": {
			`{ search(query: "zibaldone", stage: DRAFT) { totalCount nodes { title locale entry { slug } } } }`,
			`{"data":{"search":{"totalCount":1,"nodes":[{"title":"Zibaldone","locale":"it","entry":{"slug":"zibaldone"}}]}}}`,
		},
		"NotFoundInAnotherLanguage": {
			`{ search(query: "commonplace", stage: DRAFT) { totalCount } }`,
			`{"data":{"search":{"totalCount":0}}}`,
		},
		"ById": {
			`{ node(id: "` + term + `", stage: DRAFT) { ... on Term { title } } }`,
			`{"data":{"node":{"title":"Carta bianca"}}}`,
		},
		"ByIdAndLive": {
			`{ node(id: "` + term + `") { id } }`,
			`{"data":{"node":null}}`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := hub.post(t, request{Query: c.query})
			if string(a.body) != c.want {
				t.Errorf("got  %s\nwant %s", a.body, c.want)
			}
			if kept := a.header.Get("Cache-Control"); strings.Contains(kept, "public") {
				t.Errorf("caches may keep it: %s", kept)
			}
		})
	}
}

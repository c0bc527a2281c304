package graph_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cocreated/hub/storage/account"
	"github.com/cocreated/hub/storage/storagetest"
)

// TestTranslate has a translator find what is to be done, do it, and be refused
// what is not theirs.
func TestTranslate(t *testing.T) {
	t.Parallel()
	store := storagetest.Demo(t)
	editor, translator := serve(t, store, as(withRole(account.Editor))), serve(t, store, as(withRole(account.Translator)))

	var page struct {
		PageCreate struct {
			Page struct {
				ID      string
				Version int
			}
		}
	}
	editor.post(t, request{Query: `mutation { pageCreate(input: { type: PAGE, texts: [{ locale: "en", title: "A page", summary: "In short" }] }) { page { id version } } }`}).data(t, &page)
	id := page.PageCreate.Page.ID

	board := func() string {
		t.Helper()
		a := translator.post(t, request{Query: `{ translationBoard(kinds: [PAGE], locales: ["it"]) { counts { kind locale status count } totalCount
			nodes { locale status missing stale entry { __typename ... on Page { title } } } } }`})
		return string(a.body)
	}
	const row = `{"data":{"translationBoard":{"counts":[{"kind":"PAGE","locale":"it","status":"%","count":1}],"totalCount":1,` +
		`"nodes":[{"locale":"it","status":"%","missing":#,"stale":$,"entry":{"__typename":"Page","title":"A page"}}]}}}`
	expect := func(status, missing, stale string) {
		t.Helper()
		if diff := cmp.Diff(strings.NewReplacer("%", status, "#", missing, "$", stale).Replace(row), board()); diff != "" {
			t.Error(diff)
		}
	}
	expect("MISSING", "2", "0")

	translate := func(hub *api, locale string, version int) answer {
		return hub.post(t, request{
			Query: `mutation ($input: TextUpdateInput!) { textUpdate(input: $input) { entry { version } changes { field after } userErrors { field code } } }`,
			Variables: object{"input": object{"id": id, "locale": locale, "version": version, "slug": "una-pagina", "fields": []object{
				{"name": "title", "value": "Una pagina"}, {"name": "summary", "value": "In breve"},
			}}},
		})
	}
	if got := code(translate(translator, "fr", 1).failures(t)); got != "FORBIDDEN" {
		t.Errorf("French answered %q", got)
	}
	if got := code(translate(serve(t, store), "it", 1).failures(t)); got != "UNAUTHENTICATED" {
		t.Errorf("the public was answered %q", got)
	}
	const done = `{"data":{"textUpdate":{"entry":{"version":2},"changes":[{"field":"texts.it.slug","after":"una-pagina"},` +
		`{"field":"texts.it.summary","after":"In breve"},{"field":"texts.it.title","after":"Una pagina"}],"userErrors":[]}}}`
	if got := string(translate(translator, "it", 1).body); got != done {
		t.Errorf("got %s", got)
	}
	expect("DRAFT", "0", "0")

	editor.post(t, request{Query: `mutation ($id: ID!) { pageUpdate(input: { id: $id, version: 2, texts: [{ locale: "en", summary: "In a few words" }] }) { page { version } } }`, Variables: object{"id": id}})
	expect("STALE", "0", "1")
	const report = `{"data":{"translationReport":[{"locale":"it","status":"STALE","missing":[],"stale":[{"part":null,"name":"summary","version":2,` +
		`"source":[{"op":"EQUAL","text":"In "},{"op":"DELETED","text":"short"},{"op":"INSERTED","text":"a few words"}]}]}]}}`
	got := translator.post(t, request{Query: `query ($id: ID!) { translationReport(id: $id, locales: ["it"]) { locale status missing { part name } stale { part name version source { op text } } } }`, Variables: object{"id": id}})
	if string(got.body) != report {
		t.Errorf("got %s", got.body)
	}

	confirmed := translator.post(t, request{Query: `mutation ($id: ID!) { textConfirm(input: { id: $id, locale: "it", version: 3 }) { entry { version } userErrors { code } } }`, Variables: object{"id": id}})
	if got := string(confirmed.body); got != `{"data":{"textConfirm":{"entry":{"version":4},"userErrors":[]}}}` {
		t.Errorf("got %s", got)
	}
	expect("DRAFT", "0", "0")
}

func TestTranslationBoardRefuses(t *testing.T) {
	t.Parallel()
	store := storagetest.Demo(t)
	translator := serve(t, store, as(withRole(account.Translator)))
	for name, test := range map[string]struct {
		hub  *api
		args string
		want string
	}{
		"Public":   {serve(t, store), `first: 1`, "UNAUTHENTICATED"},
		"Partner":  {serve(t, store, as(partner())), `first: 1`, "FORBIDDEN"},
		"Null":     {translator, `locales: null`, "BAD_USER_INPUT"},
		"TooMany":  {translator, `first: 101`, "BAD_USER_INPUT"},
		"Language": {translator, `locales: ["tlh"]`, "BAD_USER_INPUT"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := code(test.hub.post(t, request{Query: `{ translationBoard(` + test.args + `) { totalCount } }`}).failures(t)); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

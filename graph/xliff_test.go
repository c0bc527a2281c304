package graph_test

import (
	"strings"
	"testing"

	"github.com/cocreated/hub/storage/account"
	"github.com/cocreated/hub/storage/storagetest"
)

// TestXliff sends a page to a translator and back, through the API.
func TestXliff(t *testing.T) {
	t.Parallel()
	store := storagetest.Demo(t)
	editor, translator := serve(t, store, as(withRole(account.Editor))), serve(t, store, as(withRole(account.Translator)))
	var page struct {
		PageCreate struct{ Page struct{ ID string } }
	}
	editor.post(t, request{Query: `mutation { pageCreate(input: { type: PAGE, texts: [{ locale: "en", title: "A page", body: "Some **words**." }] }) { page { id } } }`}).data(t, &page)

	const export = `mutation ($input: XliffExportInput!) { xliffExport(input: $input) { files { name text entries units } userErrors { field code } } }`
	var out struct {
		XliffExport struct {
			Files []struct {
				Name, Text     string
				Entries, Units int
			}
		}
	}
	input := object{"ids": []string{page.PageCreate.Page.ID}, "locale": "it"}
	translator.post(t, request{Query: export, Variables: object{"input": input}}).data(t, &out)
	if files := out.XliffExport.Files; len(files) != 1 || files[0].Name != "en-it-1.xlf" || files[0].Entries != 1 || files[0].Units != 2 {
		t.Fatalf("got %+v", files)
	}
	file := out.XliffExport.Files[0].Text
	for source, target := range map[string]string{"A page": "Una pagina", "Some ": "Delle "} {
		at := strings.Index(file, "<source>"+source)
		end := at + strings.Index(file[at:], "</source>")
		content := strings.NewReplacer(source, target, "words", "parole").Replace(file[at+len("<source>") : end])
		file = file[:end] + "</source><target>" + content + "</target>" + file[end+len("</source>"):]
	}

	const back = `mutation ($file: String!, $dryRun: Boolean! = false) { xliffImport(input: { file: $file, dryRun: $dryRun }) {
		accepted { field stale } refused { id code message } untouched userErrors { field code } } }`
	const taken = `{"data":{"xliffImport":{"accepted":[{"field":"title","stale":false},{"field":"body","stale":false}],"refused":[],"untouched":0,"userErrors":[]}}}`
	for _, dryRun := range []bool{true, false} {
		if got := translator.post(t, request{Query: back, Variables: object{"file": file, "dryRun": dryRun}}); string(got.body) != taken {
			t.Errorf("got %s", got.body)
		}
	}
	read := translator.post(t, request{Query: `query ($id: ID!) { page(id: $id, stage: DRAFT, locales: ["it"]) { title body { markdown } } }`, Variables: object{"id": page.PageCreate.Page.ID}})
	if got := string(read.body); got != `{"data":{"page":{"title":"Una pagina","body":{"markdown":"Delle **parole**."}}}}` {
		t.Errorf("got %s", got)
	}

	t.Run("Refused", func(t *testing.T) {
		foreign := strings.Replace(file, `trgLang="it"`, `trgLang="fr"`, 1)
		for name, test := range map[string]struct {
			got  answer
			want string
		}{
			"ExportOfOthers": {translator.post(t, request{Query: export, Variables: object{"input": object{"ids": input["ids"], "locale": "fr"}}}), "FORBIDDEN"},
			"ImportOfOthers": {translator.post(t, request{Query: back, Variables: object{"file": foreign}}), "FORBIDDEN"},
			"Public":         {serve(t, store).post(t, request{Query: back, Variables: object{"file": file}}), "UNAUTHENTICATED"},
		} {
			if got := code(test.got.failures(t)); got != test.want {
				t.Errorf("%s answered %q: %s", name, got, test.got.body)
			}
		}
		for name, test := range map[string]struct {
			got  answer
			want string
		}{
			"NoFile":  {translator.post(t, request{Query: back, Variables: object{"file": "hello"}}), `[{"field":"file","code":"XML"}]`},
			"NoEntry": {translator.post(t, request{Query: export, Variables: object{"input": object{"locale": "it"}}}), `[{"field":"ids","code":"EXCLUSIVE"}]`},
		} {
			if !strings.Contains(string(test.got.body), `"userErrors":`+test.want) {
				t.Errorf("%s answered %s", name, test.got.body)
			}
		}
	})
}

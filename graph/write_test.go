package graph_test

import (
	"fmt"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/account"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/storagetest"
)

// written is what a mutation of a kind answers.
type written struct {
	Entry *struct {
		ID      string
		Version int
		Title   string
	}
	Changes    []struct{ Field string }
	UserErrors []struct{ Field, Code, Message string }
}

// write sends a mutation of a kind, such as courseCreate, with its input as a variable.
func (a *api) write(t *testing.T, kind *content.Kind, verb string, input object) written {
	t.Helper()
	query := fmt.Sprintf(`mutation ($input: %[1]s%[2]sInput!) { written: %[3]s%[2]s(input: $input) {
		entry: %[3]s { id version title } changes { field } userErrors { field code message } } }`, kind.TypeName(), verb, kind.Name)
	var data struct{ Written written }
	a.post(t, request{Query: query, Variables: object{"input": input}}).data(t, &data)
	return data.Written
}

// TestEveryKindIsWritten writes, of every kind on the list, the entry that says the
// most once more, by its own mutation and with all its parts, texts and relations:
// what is stored says the same. Then it changes what each language says.
func TestEveryKindIsWritten(t *testing.T) {
	t.Parallel()
	store := storagetest.Demo(t)
	samples, err := os.ReadFile("../storage/testdata/samples.ndjson")
	if err != nil {
		t.Fatal(err)
	}
	load(t, store, string(samples))
	all := records(t, store)
	composer := storagetest.NewComposer(t, all)
	for _, kind := range store.Kinds.All() {
		t.Run(kind.Name, func(t *testing.T) {
			t.Parallel()
			store := storagetest.Room(t, store, kind)
			hub := serve(t, store, as(withRole(account.Editor)))
			c := composer.For(t)
			record := richest(t, kind, all)
			made := hub.write(t, kind, "Create", c.Anew(kind, record))
			if len(made.UserErrors) > 0 || made.Entry == nil || made.Entry.Version != 1 || len(made.Changes) == 0 {
				t.Fatalf("it is not written: %+v", made)
			}
			stored := stored(t, store, record["slug"].(string)+"-again", kind)
			if diff := cmp.Diff(storagetest.Told(record), storagetest.Told(stored)); diff != "" {
				t.Errorf("what is stored says something else (-record +stored):\n%s", diff)
			}

			var texts []object
			for locale := range stored["texts"].(object) {
				texts = append(texts, object{"locale": locale, "title": "Changed " + locale})
			}
			changed := hub.write(t, kind, "Update", object{"id": made.Entry.ID, "version": 1, "texts": texts})
			if len(changed.UserErrors) > 0 || changed.Entry == nil || changed.Entry.Version != 2 || len(changed.Changes) != len(texts) {
				t.Fatalf("it is not changed: %+v", changed)
			}
			if want := fmt.Sprint("Changed ", record["sourceLocale"]); changed.Entry.Title != want {
				t.Errorf("it is answered as %q, not in its source language", changed.Entry.Title)
			}
			late := hub.write(t, kind, "Update", object{"id": made.Entry.ID, "version": 1, "texts": []object{{"locale": record["sourceLocale"], "title": "Late"}}})
			if late.Entry != nil || len(late.UserErrors) != 1 || late.UserErrors[0].Code != "VERSION_CONFLICT" {
				t.Errorf("who comes late is answered %+v", late)
			}
		})
	}
}

// richest is the record of a kind that says the most.
func richest(t *testing.T, kind *content.Kind, all []object) object {
	t.Helper()
	var best object
	length := 0
	for _, record := range all {
		if said := len(line(t, record)); record["kind"] == kind.Name && said > length {
			best, length = record, said
		}
	}
	if best == nil {
		t.Fatal("there is no sample of this kind: add one to storage/testdata/samples.ndjson")
	}
	return best
}

func stored(t *testing.T, store *storage.Store, slug string, kind *content.Kind) object {
	t.Helper()
	for _, record := range records(t, store, kind.Name) {
		if record["slug"] == slug {
			return record
		}
	}
	t.Fatalf("%s is not stored", slug)
	return nil
}

// TestBulkItemsAreOneWrite sends items as variables, where several writes in one would come in any order, and none would
// move the results of those behind it.
func TestBulkItemsAreOneWrite(t *testing.T) {
	t.Parallel()
	hub := serve(t, storagetest.Empty(t), as(withRole(account.Editor)))
	term := object{"edition": "FIRST", "texts": []any{object{"locale": "en", "title": "Carte blanche"}}}
	for name, item := range map[string]object{
		"None": {}, "Null": {"termCreate": nil}, "Two": {"termCreate": term, "pageCreate": object{"type": "NEWS"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var answer struct {
				BulkWrite struct {
					Written    int
					UserErrors []struct{ Field, Code string }
				}
			}
			hub.post(t, request{
				Query:     `mutation ($input: BulkInput!) { bulkWrite(input: $input) { written userErrors { field code } } }`,
				Variables: object{"input": object{"onError": "SKIP_FAILURES", "items": []any{object{"termCreate": term}, item}}},
			}).data(t, &answer)
			got := answer.BulkWrite
			if got.Written != 0 || len(got.UserErrors) != 1 || got.UserErrors[0].Field != "items[1]" || got.UserErrors[0].Code != "ONE_OF" {
				t.Errorf("got %+v", got)
			}
		})
	}
}

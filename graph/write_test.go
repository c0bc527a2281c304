package graph_test

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

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

// composer makes inputs of records.
type composer struct {
	*testing.T
	// ids of entries by `kind:slug`, and of parts by `kind:entry-slug/part-slug`.
	ids map[string]string
}

func newComposer(t *testing.T, records []object) *composer {
	c := &composer{T: t, ids: map[string]string{}}
	for _, record := range records {
		kind, slug := record["kind"].(string), record["slug"].(string)
		c.ids[kind+":"+slug] = c.id(kind, record)
		c.parts(slug, record)
	}
	return c
}

func (c *composer) parts(entry string, of object) {
	parts, _ := of["parts"].([]any)
	for _, part := range parts {
		part := part.(object)
		kind, slug := part["kind"].(string), part["slug"].(string)
		c.ids[kind+":"+entry+"/"+slug] = c.id(kind, part)
		c.parts(entry, part)
	}
}

func (c *composer) id(kind string, of object) string {
	c.Helper()
	id, err := uuid.Parse(fmt.Sprint(of["id"]))
	if err != nil {
		c.Fatal(err)
	}
	return content.EncodeID(kind, id)
}

// holder is the input for what entries and parts have alike.
func (c *composer) holder(relations content.Relations, parts []*content.PartKind, of object) object {
	input := object{}
	if fields, ok := of["fields"].(object); ok {
		maps.Copy(input, fields)
	}
	refs, _ := of["refs"].(object)
	for name, targets := range refs {
		input[name] = c.targets(relations[name], targets)
	}
	texts, _ := of["texts"].(object)
	var said []object
	for _, locale := range slices.Sorted(maps.Keys(texts)) {
		text := maps.Clone(texts[locale].(object))
		text["locale"] = locale
		said = append(said, text)
	}
	if said != nil {
		input["texts"] = said
	}
	below, _ := of["parts"].([]any)
	for _, kind := range parts {
		var list []object
		for _, part := range below {
			if part := part.(object); part["kind"] == kind.Name {
				one := c.holder(kind.Relations, kind.Parts, part)
				one["slug"] = part["slug"]
				list = append(list, one)
			}
		}
		if list != nil {
			input[kind.InputName()] = list
		}
	}
	return input
}

// targets are the ids of what a relation of a record points to.
func (c *composer) targets(relation content.Relation, targets any) any {
	c.Helper()
	if many, ok := targets.([]any); ok {
		ids := make([]any, len(many))
		for i, one := range many {
			ids[i] = c.targets(relation, one)
		}
		return ids
	}
	name := targets.(string)
	switch kind, part := relation.Target(); {
	case part != "":
		name = part + ":" + name
	case kind != "":
		name = kind + ":" + name
	}
	id, ok := c.ids[name]
	if !ok {
		c.Fatalf("nothing is named %s", name)
	}
	return id
}

// anew is the input that writes a record once more, under another address.
func (c *composer) anew(kind *content.Kind, record object) object {
	input := c.holder(kind.Relations, kind.Parts, record)
	for name, value := range record {
		switch name {
		case "sourceLocale", "licence", "illustrative":
			input[name] = value
		}
	}
	input["slug"] = record["slug"].(string) + "-again"
	texts, _ := input["texts"].([]object)
	for _, text := range texts {
		if slug, ok := text["slug"].(string); ok {
			text["slug"] = slug + "-again"
		}
	}
	return input
}

// told is what a record says, without what tells two copies of it apart.
func told(record object) object {
	said := object{}
	for name, value := range record {
		switch name {
		case "id", "slug", "version", "createdAt", "updatedAt", "publishedAt", "published", "live", "oldSlugs":
		case "parts":
			var parts []any
			for _, part := range value.([]any) {
				slug := part.(object)["slug"]
				one := told(part.(object))
				one["slug"] = slug
				parts = append(parts, one)
			}
			said[name] = parts
		case "texts":
			texts := object{}
			for locale, text := range value.(object) {
				text := maps.Clone(text.(object))
				delete(text, "slug")
				texts[locale] = text
			}
			said[name] = texts
		default:
			said[name] = value
		}
	}
	return said
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
	c := newComposer(t, all)
	hub := serve(t, store, as(withRole(account.Editor)))
	for _, kind := range store.Kinds.All() {
		t.Run(kind.Name, func(t *testing.T) {
			t.Parallel()
			c := &composer{T: t, ids: c.ids}
			record := richest(t, kind, all)
			made := hub.write(t, kind, "Create", c.anew(kind, record))
			if len(made.UserErrors) > 0 || made.Entry == nil || made.Entry.Version != 1 || len(made.Changes) == 0 {
				t.Fatalf("it is not written: %+v", made)
			}
			stored := stored(t, store, record["slug"].(string)+"-again", kind)
			if diff := cmp.Diff(told(record), told(stored)); diff != "" {
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
	for _, record := range records(t, store) {
		if record["kind"] == kind.Name && record["slug"] == slug {
			return record
		}
	}
	t.Fatalf("%s is not stored", slug)
	return nil
}

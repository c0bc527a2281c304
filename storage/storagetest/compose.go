package storagetest

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/google/uuid"

	"github.com/cocreated/hub/storage/content"
)

type object = map[string]any

// Composer makes inputs of records, whatever their kind, as writes take them.
type Composer struct {
	testing.TB
	// ids of entries by `kind:slug`, and of parts by `kind:entry-slug/part-slug`.
	ids map[string]string
}

// NewComposer makes a composer that knows how to point to what is among the records.
func NewComposer(t testing.TB, records []map[string]any) *Composer {
	c := &Composer{TB: t, ids: map[string]string{}}
	for _, record := range records {
		kind, slug := record["kind"].(string), record["slug"].(string)
		c.ids[kind+":"+slug] = c.id(kind, record)
		c.parts(slug, record)
	}
	return c
}

// For is the composer for another test.
func (c *Composer) For(t testing.TB) *Composer { return &Composer{TB: t, ids: c.ids} }

func (c *Composer) parts(entry string, of object) {
	parts, _ := of["parts"].([]any)
	for _, part := range parts {
		part := part.(object)
		kind, slug := part["kind"].(string), part["slug"].(string)
		c.ids[kind+":"+entry+"/"+slug] = c.id(kind, part)
		c.parts(entry, part)
	}
}

func (c *Composer) id(kind string, of object) string {
	c.Helper()
	id, err := uuid.Parse(fmt.Sprint(of["id"]))
	if err != nil {
		c.Fatal(err)
	}
	return content.EncodeID(kind, id)
}

// Holder is the input for what entries and parts have alike.
func (c *Composer) Holder(relations content.Relations, parts []*content.PartKind, of map[string]any) map[string]any {
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
				one := c.Holder(kind.Relations, kind.Parts, part)
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
func (c *Composer) targets(relation content.Relation, targets any) any {
	c.Helper()
	if many, ok := targets.([]any); ok {
		ids := make([]any, len(many))
		for i, one := range many {
			ids[i] = c.targets(relation, one)
		}
		return ids
	}
	name := targets.(string)
	switch kind, part := relation.TargetKind(), relation.TargetPart(); {
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

// Anew is the input that writes a record once more, under another address.
func (c *Composer) Anew(kind *content.Kind, record map[string]any) map[string]any {
	input := c.Holder(kind.Relations, kind.Parts, record)
	for _, name := range append(content.HeaderNames(), "sourceLocale") {
		if value, ok := record[name]; ok {
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

// Told is what a record says, without what tells two copies of it apart.
func Told(record map[string]any) map[string]any {
	said := object{}
	for name, value := range record {
		switch name {
		case "id", "slug", "version", "createdAt", "updatedAt", "publishedAt", "published", "live", "oldSlugs":
		case "parts":
			var parts []any
			for _, part := range value.([]any) {
				slug := part.(object)["slug"]
				one := Told(part.(object))
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

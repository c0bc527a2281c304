package main

import (
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"

	"github.com/cocreated/hub/storage/content"
)

// note is a kind for these tests.
type note struct {
	content.Entry
	noteFields
	noteText
}

type noteFields struct {
	Colour string `json:"colour"`
}

type noteText struct {
	Title string `json:"title"`
}

func noteKind(filters content.Filters, orders content.Orders) *content.Kind {
	return content.KindOf[note, noteFields, noteText](content.Kind{Name: "note", Table: "notes", Filters: filters, Orders: orders})
}

var byColour = content.Orders{"COLOUR": {SQL: "k.colour", Type: "text"}}

// common is what the frame of every kind builds upon.
const common = `
interface Entry { "Its id." id: ID! "Its licence; null where nobody knows." licence: String @input }
interface Part { "Its id." id: ID! }
`

const noteType = `
"A note that sticks."
type note @noun(one: "a note", many: "sticky notes") {
  "What it looks like; null in the dark."
  colour: String
}
`

// completed is the schema of notes, by the names of its types.
func completed(kind *content.Kind, sdl string) (map[string]*ast.Definition, error) {
	sources, err := complete([]*ast.Source{{Name: "note.graphql", Input: common + sdl}}, []*content.Kind{kind})
	if err != nil {
		return nil, err
	}
	document, err := parser.ParseSchema(sources[0])
	if err != nil {
		return nil, err
	}
	types := map[string]*ast.Definition{}
	for _, definition := range append(document.Definitions, document.Extensions...) {
		types[definition.Name] = definition
	}
	return types, nil
}

func TestFrame(t *testing.T) {
	types, err := completed(noteKind(
		content.Filters{"title": content.Title(), "colour": content.TextColumn("k.colour")}, byColour,
	), noteType)
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		"note.licence":              "Its licence; null where nobody knows.",
		"noteCreateInput.licence":   "Its licence.",
		"noteCreateInput.colour":    "What it looks like.",
		"noteUpdateInput.colour":    "What it looks like.",
		"noteTextInput.title":       "The name by which people know it.",
		"noteWhere.title":           "On the title.",
		"noteWhere.colour":          "On this: what it looks like; null in the dark.",
		"noteConnection.nodes":      "The sticky notes.",
		"Query.notes":               "All sticky notes.",
		"Mutation.noteCreate":       "Writes a new note, as a draft.",
		"BulkItem.noteUpdate":       "What of a note changes.",
		"notePayload.note":          "The note as its draft is now; null where nothing was written.",
		"noteCreateInput.nothing":   "",
		"noteUpdateInput.minorEdit": "Whether translations stay fresh, because nothing changes that matters to them, as when a slip is corrected.",
	} {
		if got := describedAt(types, path); got != want {
			t.Errorf("%s: %q, want %q", path, got, want)
		}
	}
	if value := types["noteOrderField"].EnumValues.ForName("COLOUR"); value == nil || value.Description != "By this: what it looks like; null in the dark." {
		t.Errorf("it can be sorted by %+v", value)
	}
	if len(types["note"].Directives) > 0 || types["note"].Fields.ForName("licence").Directives != nil {
		t.Error("what is said to the frame is left in the schema")
	}
}

func TestWhatIsWrittenByHandWins(t *testing.T) {
	types, err := completed(noteKind(content.Filters{"title": content.Title()}, content.Orders{"AGE": {SQL: "k.age", Type: "integer"}}), noteType+`
		"How to ask for notes." input noteWhere { "On its first line." title: StringFilter }
		enum noteOrderField { "By age." AGE }
		extend type Mutation { "Makes one stick." noteCreate: notePayload! "Takes one off." notePeel: Boolean! }
	`)
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		"noteWhere.title":     "On its first line.",
		"noteWhere.not":       "This does not hold.",
		"Mutation.noteCreate": "Makes one stick.",
		"Mutation.notePeel":   "Takes one off.",
	} {
		if got := describedAt(types, path); got != want {
			t.Errorf("%s: %q, want %q", path, got, want)
		}
	}
	if got := types["noteWhere"].Description; got != "How to ask for notes." {
		t.Errorf("conditions are described as %q", got)
	}
	made := types["Mutation"].Fields.ForName("noteCreate")
	if made.Arguments.ForName("input") == nil || made.Directives.ForName("requires") == nil {
		t.Error("what was left out by hand is not completed")
	}
}

func TestFrameRefuses(t *testing.T) {
	none := noteKind(nil, byColour)
	for name, test := range map[string]struct {
		kind *content.Kind
		sdl  string
		want string
	}{
		"NoType":        {none, "", "the schema has no type note"},
		"NoPlural":      {none, strings.Replace(noteType, `, many: "sticky notes"`, "", 1), "says no `many`"},
		"NoColumn":      {none, strings.ReplaceAll(noteType, "colour:", "color:"), "note has no field colour"},
		"UnknownFilter": {noteKind(content.Filters{"age": content.Column("k.age", "integer")}, byColour), noteType, "say by hand in an input noteWhere"},
		"UnknownOrder":  {noteKind(nil, content.Orders{"AGE": {SQL: "k.age", Type: "integer"}}), noteType, "say by hand in an enum noteOrderField"},
		"NoOrder":       {noteKind(nil, nil), noteType, "it has no order"},
		"NoSuchFilter":  {none, noteType + `input noteWhere { "On its age." age: IntFilter }`, "noteWhere.age is none of its filters"},
		"NoSuchOrder":   {none, noteType + `enum noteOrderField { "By age." AGE }`, "noteOrderField.AGE is none of its orders"},
		"NoDescription": {none, strings.Replace(noteType, `"What it looks like; null in the dark."`, "", 1), "say by hand in note what colour is"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := completed(test.kind, test.sdl); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
}

// describedAt is the description of a field, such as Query.notes; empty where there is none.
func describedAt(types map[string]*ast.Definition, path string) string {
	name, field, _ := strings.Cut(path, ".")
	if types[name] == nil || types[name].Fields.ForName(field) == nil {
		return ""
	}
	return types[name].Fields.ForName(field).Description
}

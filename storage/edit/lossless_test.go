package edit

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/cocreated/hub/storage/argument"
	"github.com/cocreated/hub/storage/content"
)

// TestNothingIsLostInFacts takes records apart whose fields or texts are no objects: a
// part of what an entry says must not be taken for all of it.
func TestNothingIsLostInFacts(t *testing.T) {
	t.Parallel()
	part := uuid.New()
	texts := func(text string) map[content.Locale]json.RawMessage {
		return map[content.Locale]json.RawMessage{"en": json.RawMessage(text)}
	}
	for name, test := range map[string]struct {
		record Record
		want   string // in the error; empty: none
	}{
		"Nothing":   {Record{}, ""},
		"Objects":   {Record{Fields: json.RawMessage(`{"colour":"red"}`), Texts: texts(`{"title":"Oak"}`)}, ""},
		"Fields":    {Record{Fields: json.RawMessage(`["red"]`)}, "fields"},
		"Text":      {Record{Texts: texts(`"Oak"`)}, "texts.en"},
		"PartsText": {Record{Parts: []*PartRecord{{ID: &part, Kind: "vein", Texts: texts(`7`)}}}, part.String()},
	} {
		_, err := factsOf(&test.record)
		if (err == nil) != (test.want == "") || err != nil && !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, and not %q", name, err, test.want)
		}
	}
	kept := revision{Version: 3, Record: json.RawMessage(`{"slug":["oak"]}`)}
	if _, err := kept.past(); err == nil || !strings.Contains(err.Error(), "revision 3") {
		t.Errorf("a revision that cannot be read: %v", err)
	}
}

// TestInputIsNotOfTheSchema merges inputs that the schema does not let in: they fail and
// name what is wrong, and do not pass for inputs that say less.
func TestInputIsNotOfTheSchema(t *testing.T) {
	t.Parallel()
	kinds := testKinds(t)
	kind, _ := kinds.Named("leaf")
	for name, test := range map[string]struct {
		input argument.Input
		want  string
	}{
		"Slug":         {argument.Input{"slug": 7}, "slug"},
		"Illustrative": {argument.Input{"illustrative": "yes"}, "illustrative"},
		"Texts":        {argument.Input{"texts": map[string]any{"locale": "en"}}, "texts"},
		"Locale":       {argument.Input{"texts": []map[string]any{{"locale": 1}}}, "texts[0]"},
		"Removed":      {argument.Input{"removeTexts": "en"}, "removeTexts"},
		"Parts":        {argument.Input{"veins": []string{"main"}}, "veins"},
		"Position":     {argument.Input{"veins": []map[string]any{{"position": "first"}}}, "veins[0]"},
		"Remove":       {argument.Input{"veins": []map[string]any{{"remove": "yes"}}}, "veins[0]"},
		"Relation":     {argument.Input{"beside": "oak"}, "beside"},
		"NoNumber":     {argument.Input{"colour": math.NaN()}, "colour"},
		"NoText":       {argument.Input{"texts": []map[string]any{{"locale": "en", "title": func() {}}}}, "texts[0].title"},
	} {
		patch := newPatch(kinds, facts{})
		patch.entry(kind, test.input)
		if err := patch.wrong(); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, and not %q", name, err, test.want)
		}
	}
	patch := newPatch(kinds, facts{})
	patch.entry(kind, argument.Input{"colour": "red", "veins": []map[string]any(nil), "texts": []map[string]any{{"locale": content.Locale("en"), "title": "Oak"}}})
	if err := patch.wrong(); err != nil || patch.now.title(uuid.Nil) != "Oak" {
		t.Errorf("an input of the schema: %v, %v", err, patch.now)
	}
}

// TestReservedNames sees to it that what is reserved in inputs of all kinds is no field.
func TestReservedNames(t *testing.T) {
	t.Parallel()
	kinds := testKinds(t)
	kind, _ := kinds.Named("leaf")
	patch := newPatch(kinds, facts{})
	patch.entry(kind, argument.Input{"id": "x", "version": 1, "note": "n", "dryRun": false, "sourceLocale": "en", "minorEdit": true, "colour": "red"})
	fields := 0
	for at := range patch.now {
		if at.group == inFields {
			fields++
		}
	}
	if fields != 1 || !content.IsReserved("note") || content.IsReserved("colour") {
		t.Errorf("taken for fields: %v", patch.now)
	}
}

// TestTimeThatCannotBeKept checks a time whose year has five digits in UTC, which JSON does
// not know: it is refused, once, and not left out.
func TestTimeThatCannotBeKept(t *testing.T) {
	t.Parallel()
	record := Record{
		Kind: "leaf", Slug: "oak", SourceLocale: "en", Fields: json.RawMessage(`{"colour":"red","seen":"9999-12-31T23:59:59-05:00"}`),
		Texts: map[content.Locale]json.RawMessage{"en": json.RawMessage(`{"title":"Oak"}`)},
	}
	_, problems := CheckRecord(testKinds(t), fuzzLanguages, &record)
	if len(problems) != 1 || problems[0].Field != "fields.seen" {
		t.Errorf("got %v, and the fields %s", problems, record.Fields)
	}
}

package argument_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cocreated/hub/storage/argument"
)

type locale string

// TestInput reads what GraphQL hands over: plain, by a pointer, as an enum of one's own,
// as null, or not at all.
func TestInput(t *testing.T) {
	t.Parallel()
	title, moment := "A title", time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	input := argument.Input{
		"id": "x1", "title": &title, "none": (*string)(nil), "null": nil, "language": locale("it"), "removed": []locale{"it", "fr"},
		"version": 3, "dryRun": true, "at": &moment, "noTexts": []map[string]any(nil),
		"texts": []map[string]any{{"locale": locale("en")}, {}}, "slug": map[string]any{"eq": "a"},
	}
	read := func(value any, err error) any {
		if err != nil {
			t.Error(err)
		}
		return value
	}
	for name, test := range map[string]struct{ got, want any }{
		"Text":         {read(input.Text("id")), "x1"},
		"Pointer":      {read(input.Text("title")), title},
		"Enum":         {read(input.Text("language")), "it"},
		"OwnType":      {read(argument.As[locale](input, "language")), locale("it")},
		"FromText":     {read(argument.As[locale](input, "id")), locale("x1")},
		"NullText":     {read(input.Text("none")), ""},
		"NoText":       {read(input.Text("elsewhere")), ""},
		"Int":          {read(input.Int("version")), 3},
		"NoInt":        {read(input.Int("null")), 0},
		"Bool":         {read(input.Bool("dryRun")), true},
		"Time":         {read(argument.As[time.Time](input, "at")), moment},
		"Words":        {read(input.Words("removed")), []string{"it", "fr"}},
		"NoWords":      {read(input.Words("null")), []string(nil)},
		"Object":       {read(input.Object("slug")), argument.Input{"eq": "a"}},
		"NoObject":     {read(input.Object("null")), argument.Input(nil)},
		"Objects":      {read(input.Objects("texts")), []argument.Input{{"locale": locale("en")}, {}}},
		"NoObjects":    {read(input.Objects("noTexts")), []argument.Input{}},
		"Value":        {input.Value("title"), title},
		"NullValue":    {input.Value("none"), nil},
		"HasNull":      {input.Has("none"), true},
		"HasNot":       {input.Has("elsewhere"), false},
		"Given":        {input.Given("title"), true},
		"NullNotGiven": {input.Given("none"), false},
		"ListNotGiven": {input.Given("noTexts"), false},
	} {
		if diff := cmp.Diff(test.want, test.got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// TestInputOfAnotherType reads what is of another type than the reader believes: an error
// that names it, and never as if nothing had been said.
func TestInputOfAnotherType(t *testing.T) {
	t.Parallel()
	input := argument.Input{"odd": struct{}{}, "text": "3", "number": 3, "texts": []string{"a"}}
	for name, read := range map[string]func() error{
		"odd":    func() error { _, err := input.Text("odd"); return err },
		"text":   func() error { _, err := input.Int("text"); return err },
		"number": func() error { _, err := input.Text("number"); return err },
		"texts":  func() error { _, err := input.Objects("texts"); return err },
	} {
		if err := read(); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s was read, or its error does not name it: %v", name, err)
		}
	}
	for name, err := range map[string]error{
		"Bool":   func() error { _, err := input.Bool("text"); return err }(),
		"Words":  func() error { _, err := input.Words("text"); return err }(),
		"Object": func() error { _, err := input.Object("text"); return err }(),
		"As":     func() error { _, err := argument.As[locale](input, "number"); return err }(),
	} {
		if err == nil {
			t.Errorf("%s reads something of another type", name)
		}
	}
}

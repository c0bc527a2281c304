package graph_test

import (
	"bytes"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/formatter"
	"github.com/vektah/gqlparser/v2/parser"
)

// viewed is a document whose root fields are read as an argument says, such as asOf.
func viewed(t testing.TB, document, argument, value string) string {
	t.Helper()
	parsed, err := parser.ParseQuery(&ast.Source{Input: document})
	if err != nil {
		t.Fatal(err)
	}
	add := func(selections ast.SelectionSet) {
		for _, selection := range selections {
			// Of fields at the root, only `hub` does not depend on the view.
			if field, ok := selection.(*ast.Field); ok && field.Name != "hub" {
				field.Arguments = append(field.Arguments, &ast.Argument{Name: argument, Value: &ast.Value{Raw: value, Kind: ast.StringValue}})
			}
		}
	}
	for _, operation := range parsed.Operations {
		add(operation.SelectionSet)
	}
	for _, fragment := range parsed.Fragments {
		if fragment.TypeCondition == "Query" {
			add(fragment.SelectionSet)
		}
	}
	var out bytes.Buffer
	formatter.NewFormatter(&out).FormatQueryDocument(parsed)
	return out.String()
}

// viewing is the scenario as read by an argument of its root fields.
func (s *scenario) viewing(t testing.TB, argument, value string) *scenario {
	t.Helper()
	changed := *s
	changed.text = viewed(t, s.text, argument, value)
	return &changed
}

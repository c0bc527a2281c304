package graph_test

import (
	"os"
	"slices"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"

	"github.com/cocreated/hub/graph"
)

func TestSchema(t *testing.T) {
	t.Parallel()
	golden(t, "schema.golden.graphql", graph.SDL())
}

// TestEverythingIsDescribed, because the schema is the manual that clients read.
func TestEverythingIsDescribed(t *testing.T) {
	t.Parallel()
	document, err := parser.ParseSchema(&ast.Source{Input: graph.SDL()})
	if err != nil {
		t.Fatal(err)
	}
	described := 0
	check := func(what, description string) {
		if described++; description == "" {
			t.Errorf("%s has no description", what)
		}
	}
	arguments := func(of string, all ast.ArgumentDefinitionList) {
		for _, argument := range all {
			check("the argument "+argument.Name+" of "+of, argument.Description)
		}
	}
	for _, directive := range document.Directives {
		check("@"+directive.Name, directive.Description)
		arguments("@"+directive.Name, directive.Arguments)
	}
	for _, definition := range document.Definitions {
		check(definition.Name, definition.Description)
		for _, field := range definition.Fields {
			check(definition.Name+"."+field.Name, field.Description)
			arguments(definition.Name+"."+field.Name, field.Arguments)
		}
		for _, value := range definition.EnumValues {
			check(definition.Name+"."+value.Name, value.Description)
		}
	}
	if described < 1000 {
		t.Errorf("only %d things were looked at", described)
	}
}

// TestIntrospection sends what graphql-js, and so every tool, asks with.
func TestIntrospection(t *testing.T) {
	t.Parallel()
	query, err := os.ReadFile("limit/testdata/introspection.graphql")
	if err != nil {
		t.Fatal(err)
	}
	a := serve(t, nil).post(t, request{Query: string(query)})
	var data struct {
		Schema struct {
			Types      []struct{ Name string }
			Directives []struct{ Name string }
		} `json:"__schema"`
	}
	a.data(t, &data)
	if len(data.Schema.Types) < 100 {
		t.Errorf("it has %d types", len(data.Schema.Types))
	}
	for _, directive := range data.Schema.Directives {
		if slices.Contains([]string{"goModel", "goField", "inlineArguments", "noun", "input", "defer"}, directive.Name) {
			t.Errorf("it has @%s, which means nothing to clients", directive.Name)
		}
	}
	if a.statements != 0 {
		t.Errorf("it costs %d statements", a.statements)
	}
}

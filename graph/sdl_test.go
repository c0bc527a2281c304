package graph_test

import (
	"bytes"
	"os"
	"slices"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/formatter"
	"github.com/vektah/gqlparser/v2/parser"

	"github.com/cocreated/hub/graph"
	"github.com/cocreated/hub/graph/generated"
)

// contract is the schema as clients see it.
func contract(t *testing.T) *ast.SchemaDocument {
	t.Helper()
	graph.Handler(options(nil, &log{})) // takes out of it what is not for clients
	var whole bytes.Buffer
	formatter.NewFormatter(&whole).FormatSchema(generated.NewExecutableSchema(generated.Config{}).Schema())
	document, err := parser.ParseSchema(&ast.Source{Input: whole.String()})
	if err != nil {
		t.Fatal(err)
	}
	for _, definition := range document.Definitions {
		definition.Directives = forClients(definition.Directives)
		for _, field := range definition.Fields {
			field.Directives = forClients(field.Directives)
		}
	}
	return document
}

// forClients leaves out what tells gqlgen about Go.
func forClients(directives ast.DirectiveList) ast.DirectiveList {
	return slices.DeleteFunc(directives, func(d *ast.Directive) bool { return d.Name == "goModel" || d.Name == "goField" })
}

func TestSchema(t *testing.T) {
	t.Parallel()
	var printed bytes.Buffer
	formatter.NewFormatter(&printed, formatter.WithIndent("  ")).FormatSchemaDocument(contract(t))
	golden(t, "schema.golden.graphql", printed.String())
}

// TestEverythingIsDescribed, because the schema is the manual that clients read.
func TestEverythingIsDescribed(t *testing.T) {
	t.Parallel()
	document := contract(t)
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
		if slices.Contains([]string{"goModel", "goField", "defer"}, directive.Name) {
			t.Errorf("it has @%s, which means nothing to clients", directive.Name)
		}
	}
	if a.statements != 0 {
		t.Errorf("it costs %d statements", a.statements)
	}
}

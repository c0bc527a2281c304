package graph

import (
	"bytes"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/formatter"
	"github.com/vektah/gqlparser/v2/validator"

	"github.com/cocreated/hub/graph/generated"
)

// SDL is the whole schema as clients see it, by name: without what every GraphQL server has, and what tells the
// generator about Go.
var SDL = sync.OnceValue(func() string {
	schema := generated.NewExecutableSchema(generated.Config{}).Schema()
	var document ast.SchemaDocument
	for _, name := range slices.Sorted(maps.Keys(schema.Directives)) {
		directive := schema.Directives[name]
		if directive.Position.Src != validator.Prelude && !slices.Contains(forTheGenerator, name) {
			document.Directives = append(document.Directives, directive)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(schema.Types)) {
		if definition := schema.Types[name]; definition.Position.Src != validator.Prelude {
			document.Definitions = append(document.Definitions, forClients(definition))
		}
	}
	var text bytes.Buffer
	// The generator marks all of the schema as built in.
	formatter.NewFormatter(&text, formatter.WithIndent("  "), formatter.WithNonIntrospectionBuiltin()).FormatSchemaDocument(&document)
	return text.String()
})

// forClients is a definition without what tells the generator about Go. The definition itself stays what it is, because
// all handlers share the parsed schema.
func forClients(definition *ast.Definition) *ast.Definition {
	shown := *definition
	shown.Directives = withoutGenerator(shown.Directives)
	shown.Fields = slices.Clone(shown.Fields)
	for i, field := range shown.Fields {
		copied := *field
		copied.Directives = withoutGenerator(field.Directives)
		shown.Fields[i] = &copied
	}
	shown.Fields = slices.DeleteFunc(shown.Fields, func(f *ast.FieldDefinition) bool { return strings.HasPrefix(f.Name, "__") })
	return &shown
}

func withoutGenerator(directives ast.DirectiveList) ast.DirectiveList {
	return slices.DeleteFunc(slices.Clone(directives), func(d *ast.Directive) bool { return slices.Contains(forTheGenerator, d.Name) })
}

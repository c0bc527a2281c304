package graph_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/cocreated/hub/graph/generated"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/kind"
)

// enums compares what the rules of kinds allow with the enums of the schema.
type enums struct {
	*testing.T
	types map[string]*ast.Definition
	seen  map[reflect.Type]bool
	rules int
}

// TestEnumsAreRules looks whether what may be written in a field is what the schema's enum of its type says.
func TestEnumsAreRules(t *testing.T) {
	t.Parallel()
	kinds, err := kind.All()
	if err != nil {
		t.Fatal(err)
	}
	compared := &enums{T: t, types: generated.NewExecutableSchema(generated.Config{}).Schema().Types, seen: map[reflect.Type]bool{}}
	for _, kind := range kinds.All() {
		compared.fields(kind.Struct())
		compared.parts(kind.Parts)
	}
	if compared.rules < 20 {
		t.Errorf("only %d rules were looked at", compared.rules)
	}
}

func (e *enums) parts(kinds []*content.PartKind) {
	for _, kind := range kinds {
		e.fields(kind.Struct())
		e.parts(kind.Parts)
	}
}

func (e *enums) fields(of reflect.Type) {
	if e.seen[of] || !strings.HasPrefix(of.PkgPath(), "github.com/cocreated/hub/") {
		return
	}
	e.seen[of] = true
	for i := range of.NumField() {
		field := of.Field(i)
		value := field.Type
		for value.Kind() == reflect.Pointer || value.Kind() == reflect.Slice {
			value = value.Elem()
		}
		if value.Kind() == reflect.Struct {
			e.fields(value)
		}
		if enum := e.types[value.Name()]; enum != nil && enum.Kind == ast.Enum && field.Tag.Get("json") != "" {
			e.rule(of.Name()+"."+field.Name, field.Tag.Get("validate"), enum)
		}
	}
}

func (e *enums) rule(field, rules string, enum *ast.Definition) {
	e.rules++
	var allowed []string
	for rule := range strings.SplitSeq(rules, ",") {
		if values, ok := strings.CutPrefix(rule, "oneof="); ok {
			allowed = strings.Fields(values)
		}
	}
	var values []string
	for _, value := range enum.EnumValues {
		values = append(values, value.Name)
	}
	slices.Sort(allowed)
	slices.Sort(values)
	if diff := cmp.Diff(values, allowed); diff != "" {
		e.Errorf("%s may not be each value of %s, or others (-schema +rules):\n%s", field, enum.Name, diff)
	}
}

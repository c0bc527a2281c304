package graph_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/cocreated/hub/graph/generated"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/kind"
)

// shape are the fields of an input or a type: their types by their names.
type shape map[string]string

// inputs compares the inputs of the schema with what the kinds consist of.
type inputs struct {
	*testing.T
	types map[string]*ast.Definition
	seen  map[string]bool
}

// TestInputsAreWhole looks, for every kind on the list, whether the schema lets
// write each column, text, relation and part of it, and filter and sort by what it
// says: what is made is as new as the kinds.
func TestInputsAreWhole(t *testing.T) {
	t.Parallel()
	kinds, err := kind.All()
	if err != nil {
		t.Fatal(err)
	}
	types := generated.NewExecutableSchema(generated.Config{}).Schema().Types
	for _, kind := range kinds.All() {
		t.Run(kind.Name, func(t *testing.T) {
			t.Parallel()
			(&inputs{T: t, types: types, seen: map[string]bool{}}).kind(kind)
		})
	}
}

func (in *inputs) kind(kind *content.Kind) {
	name := kind.TypeName()
	fields := in.columns(name, kind.FieldNames(), kind.Relations)
	maps.Copy(fields, below(kind.Parts))
	maps.Copy(fields, shape{
		"note": "String", "dryRun": "Boolean!", "idempotencyKey": "String",
		"slug": "String", "texts": "[" + name + "TextInput!]",
	})
	for _, field := range content.HeaderNames() {
		fields[field] = in.types["Entry"].Fields.ForName(field).Type.Name()
	}
	creating, updating := maps.Clone(fields), fields
	creating["sourceLocale"] = "Locale"
	maps.Copy(updating, shape{"id": "ID!", "version": "Int!", "minorEdit": "Boolean!", "removeTexts": "[Locale!]"})
	in.equal(name+"CreateInput", creating)
	in.equal(name+"UpdateInput", updating)
	in.texts(name, kind.TextFieldNames(), kind.Body, shape{"slug": "String"})
	in.parts(kind.Parts)

	if !kind.Single {
		where := slices.Concat(slices.Collect(maps.Keys(kind.Filters)), []string{"and", "or", "not"})
		in.same(name+"Where", where, namesOf(in.types[name+"Where"]))
		in.same(name+"OrderField", slices.Collect(maps.Keys(kind.Orders)), namesOf(in.types[name+"OrderField"]))
	}
	in.equal(name+"Payload", shape{kind.Name: name, "changes": "[FieldChange!]!", "userErrors": "[UserError!]!"})
	for verb, input := range map[string]string{"Create": name + "CreateInput", "Update": name + "UpdateInput"} {
		mutation := in.types["Mutation"].Fields.ForName(kind.Name + verb)
		switch {
		case mutation == nil:
			in.Errorf("there is no mutation %s%s", kind.Name, verb)
		case mutation.Type.String() != name+"Payload!" || len(mutation.Arguments) != 1 || mutation.Arguments[0].Type.String() != input+"!":
			in.Errorf("%s%s takes or answers something else", kind.Name, verb)
		}
		if item := in.types["BulkItem"].Fields.ForName(kind.Name + verb); item == nil || item.Type.String() != input {
			in.Errorf("%s%s cannot be one of several writes", kind.Name, verb)
		}
	}
}

func (in *inputs) parts(kinds []*content.PartKind) {
	for _, kind := range kinds {
		name := kind.TypeName()
		fields := in.columns(name, kind.FieldNames(), kind.Relations)
		maps.Copy(fields, below(kind.Parts))
		maps.Copy(fields, shape{"id": "ID", "remove": "Boolean", "position": "Int", "slug": "String"})
		if kind.HasTexts() {
			maps.Copy(fields, shape{"texts": "[" + name + "TextInput!]", "removeTexts": "[Locale!]"})
			in.texts(name, kind.TextFieldNames(), kind.Body, nil)
		}
		in.equal(name+"Input", fields)
		in.parts(kind.Parts)
	}
}

// columns are what an input has for the columns and relations of what has a type.
func (in *inputs) columns(name string, columns []string, relations content.Relations) shape {
	fields := in.values(name, columns)
	for relation, points := range relations {
		if fields[relation] = "ID"; points.IsMany() {
			fields[relation] = "[ID!]"
		}
	}
	return fields
}

// below are the fields by which an input lists parts.
func below(kinds []*content.PartKind) shape {
	fields := shape{}
	for _, kind := range kinds {
		fields[kind.InputName()] = "[" + kind.TypeName() + "Input!]"
	}
	return fields
}

func (in *inputs) texts(name string, fields []string, body bool, more shape) {
	wanted := in.values(name, fields)
	maps.Copy(wanted, more)
	wanted["locale"] = "Locale!"
	if body {
		wanted["body"] = "String"
	}
	in.equal(name+"TextInput", wanted)
}

// values are the types that inputs have for fields of an output type: the same,
// but that nothing need be given.
func (in *inputs) values(name string, fields []string) shape {
	wanted := shape{}
	for _, field := range fields {
		output := in.types[name].Fields.ForName(field)
		if output == nil {
			in.Errorf("%s has no field %s", name, field)
			continue
		}
		wanted[field] = strings.TrimSuffix(output.Type.String(), "!")
		value := output.Type.Name()
		if in.types[value].Kind == ast.Object {
			wanted[field] = strings.Replace(wanted[field], value, value+"Input", 1)
			in.value(value)
		}
	}
	return wanted
}

// value compares the input of a value that has fields of its own.
func (in *inputs) value(name string) {
	if in.seen[name] {
		return
	}
	in.seen[name] = true
	fields := make([]string, 0, len(in.types[name].Fields))
	for _, field := range in.types[name].Fields {
		fields = append(fields, field.Name)
	}
	in.equal(name+"Input", in.values(name, fields))
}

func (in *inputs) equal(name string, wanted shape) {
	in.Helper()
	definition := in.types[name]
	if definition == nil {
		in.Errorf("there is no %s", name)
		return
	}
	got := shape{}
	for _, field := range definition.Fields {
		got[field.Name] = field.Type.String()
	}
	if diff := cmp.Diff(wanted, got); diff != "" {
		in.Errorf("%s is not what the kind consists of (-wanted +got):\n%s", name, diff)
	}
}

func (in *inputs) same(name string, wanted, got []string) {
	in.Helper()
	slices.Sort(wanted)
	slices.Sort(got)
	if diff := cmp.Diff(wanted, got); diff != "" {
		in.Errorf("%s is not what the kind says (-wanted +got):\n%s", name, diff)
	}
}

// namesOf are the fields of an input, or the values of an enum.
func namesOf(definition *ast.Definition) []string {
	var names []string
	if definition == nil {
		return nil
	}
	for _, field := range definition.Fields {
		names = append(names, field.Name)
	}
	for _, value := range definition.EnumValues {
		names = append(names, value.Name)
	}
	return names
}

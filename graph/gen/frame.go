package main

import (
	"cmp"
	_ "embed"
	"fmt"
	"maps"
	"slices"
	"strings"
	"text/template"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/cocreated/hub/storage/content"
)

var (
	//go:embed kind.graphql.tmpl
	kindSDL string
	//go:embed part.graphql.tmpl
	partSDL string

	functions = template.FuncMap{
		"upper": upper, "sentence": func(words string) string { return upper(words) + "." },
		"map": func() string { return `@goModel(model: "map[string]interface{}")` },
	}
	kindTemplate = template.Must(template.New("kind").Funcs(functions).Parse(kindSDL))
	partTemplate = template.Must(template.Must(kindTemplate.Clone()).New("part").Parse(partSDL))
)

// frame makes what the types of all kinds have in common from what is particular to each.
type frame struct {
	*written
	made map[string]bool // inputs that several kinds use
}

// line is a field or a value with its description, as SDL.
type line struct{ Name, Type, Description string }

// String implements fmt.Stringer.
func (l line) String() string {
	if l.Type == "" {
		return fmt.Sprintf("%q %s", l.Description, l.Name)
	}
	return fmt.Sprintf("%q %s: %s", l.Description, l.Name, l.Type)
}

// kindFrame is what the template of a kind is given.
type kindFrame struct {
	noun
	Name, Type, Value, List                                 string
	Single                                                  bool
	Header, Filters, Orders, Fields, NewParts, Parts, Texts []line
}

// partFrame is what the template of a kind of part is given.
type partFrame struct {
	noun
	Type                         string
	HasTexts                     bool
	Header, Fields, Parts, Texts []line
}

func (f *frame) addKind(kind *content.Kind) error {
	of, err := f.describe(kind.TypeName())
	if err != nil {
		return err
	}
	made := kindFrame{noun: of.noun, Name: kind.Name, Type: kind.TypeName(), Value: valueOf(kind), List: fieldName(kind.Table), Single: kind.Single}
	if !kind.Single {
		if made.Many == "" {
			return fmt.Errorf("@noun of %s says no `many`", made.Type)
		}
		if made.Filters, err = f.filters(of, kind); err != nil {
			return err
		}
		if made.Orders, err = f.orders(of, kind); err != nil {
			return err
		}
	}
	made.Header = outputs(f.types["Entry"].Fields)
	made.Fields = f.writable()
	if err := f.addFields(of, &made.Fields, kind.FieldNames(), kind.Relations); err != nil {
		return err
	}
	made.Texts = []line{{"title", "String", "The name by which people know it."}}
	if err := f.addTexts(of, &made.Texts, kind.TextFieldNames(), kind.Body); err != nil {
		return err
	}
	made.NewParts, made.Parts = partLists(of, kind.Parts, true), partLists(of, kind.Parts, false)
	if err := f.execute(kindTemplate, made.Type, made); err != nil {
		return err
	}
	return f.addParts(kind.Parts)
}

func (f *frame) addParts(parts []*content.PartKind) error {
	for _, part := range parts {
		of, err := f.describe(part.TypeName())
		if err != nil {
			return err
		}
		made := partFrame{noun: of.noun, Type: part.TypeName(), HasTexts: part.HasTexts()}
		made.Header = outputs(f.types["Part"].Fields)
		if err := f.addFields(of, &made.Fields, part.FieldNames(), part.Relations); err != nil {
			return err
		}
		if err := f.addTexts(of, &made.Texts, part.TextFieldNames(), part.Body); err != nil {
			return err
		}
		made.Parts = partLists(of, part.Parts, false)
		if err := f.execute(partTemplate, made.Type, made); err != nil {
			return err
		}
		if err := f.addParts(part.Parts); err != nil {
			return err
		}
	}
	return nil
}

func (f *frame) execute(from *template.Template, beside string, data any) error {
	var sdl strings.Builder
	if err := from.Execute(&sdl, data); err != nil {
		return err
	}
	return f.add(beside, sdl.String())
}

// writable are the fields of every entry that are written as they are read.
func (f *frame) writable() []line {
	var lines []line
	for _, field := range f.types["Entry"].Fields {
		if field.Directives.ForName("input") != nil {
			lines = append(lines, line{field.Name, nullable(field.Type), inputSays(field)})
		}
	}
	return lines
}

// addFields adds the columns and relations of an input.
func (f *frame) addFields(of *described, lines *[]line, columns []string, relations content.Relations) error {
	for _, name := range columns {
		if err := f.addValue(of, lines, name); err != nil {
			return err
		}
	}
	for _, name := range relations.Names() {
		kind, end := "ID", ", by id."
		if relations[name].IsMany() {
			kind, end = "[ID!]", ", by id and in order."
		}
		*lines = append(*lines, line{name, kind, of.says(name, end)})
	}
	return nil
}

// addTexts adds the fields of the input for what one language says.
func (f *frame) addTexts(of *described, lines *[]line, texts []string, body bool) error {
	for _, name := range texts {
		if slices.ContainsFunc(*lines, func(l line) bool { return l.Name == name }) {
			continue
		}
		if err := f.addValue(of, lines, name); err != nil {
			return err
		}
	}
	if body {
		*lines = append(*lines, line{"body", "String", of.says("body", ", in Markdown.")})
	}
	return nil
}

// addValue adds a field that is written as it is read, but need not be given.
func (f *frame) addValue(of *described, lines *[]line, name string) error {
	field := of.Fields.ForName(name)
	if field == nil {
		return fmt.Errorf("%s has no field %s", of.Name, name)
	}
	kind := nullable(field.Type)
	if value := f.types[field.Type.Name()]; value != nil && value.Kind == ast.Object {
		kind = strings.Replace(kind, value.Name, value.Name+"Input", 1)
		if err := f.addValueInput(value); err != nil {
			return err
		}
	}
	*lines = append(*lines, line{name, kind, inputSays(field)})
	return nil
}

// addValueInput adds the input of a value that has fields of its own.
func (f *frame) addValueInput(value *ast.Definition) error {
	name := value.Name + "Input"
	if f.made[name] {
		return nil
	}
	f.made[name] = true
	of := &described{Definition: value}
	var lines []line
	for _, field := range value.Fields {
		if err := f.addValue(of, &lines, field.Name); err != nil {
			return err
		}
	}
	return f.addInput(value.Name, name, strings.TrimSuffix(value.Description, ".")+", given whole.", lines)
}

func (f *frame) addInput(beside, name, description string, lines []line) error {
	var sdl strings.Builder
	fmt.Fprintf(&sdl, "%q input %s @goModel(model: \"map[string]interface{}\") {\n", description, name)
	for _, line := range lines {
		fmt.Fprintln(&sdl, line)
	}
	return f.add(beside, sdl.String()+"}")
}

// filters are the conditions of a kind, in the order of its fields.
func (f *frame) filters(of *described, kind *content.Kind) ([]line, error) {
	var lines []line
	hand := f.types[of.Name+"Where"]
	for _, name := range of.ordered(slices.Collect(maps.Keys(kind.Filters))) {
		_, isRelation := kind.Relations[name]
		field := of.Fields.ForName(name)
		switch {
		case name == "title":
			lines = append(lines, line{name, "StringFilter", "On the title."})
		case isRelation:
			lines = append(lines, line{name, "RelationFilter", "On this relation: " + lower(withoutNull(of.Fields.ForName(name).Description))})
		case hand != nil && hand.Fields.ForName(name) != nil:
			compared := strings.TrimSuffix(hand.Fields.ForName(name).Type.Name(), "Filter")
			if _, err := f.filterOf(ast.NamedType(compared, nil)); err != nil {
				return nil, err
			}
		case field != nil:
			filter, err := f.filterOf(field.Type)
			if err != nil {
				return nil, err
			}
			lines = append(lines, line{name, filter, "On this: " + lower(field.Description)})
		default:
			return nil, fmt.Errorf("%s has no field %s: say by hand in an input %sWhere what its filter compares", of.Name, name, of.Name)
		}
	}
	if hand != nil {
		for _, field := range hand.Fields {
			if _, known := kind.Filters[field.Name]; !known {
				return nil, fmt.Errorf("%s.%s is none of its filters", hand.Name, field.Name)
			}
		}
	}
	return lines, nil
}

// filterOf is the input that compares values of a type; that of an enum is made where it is needed.
func (f *frame) filterOf(of *ast.Type) (string, error) {
	name := of.Name() + "Filter"
	if of.Elem != nil {
		name = of.Name() + "ListFilter"
	}
	compared := f.types[of.Name()]
	if compared == nil || compared.Kind != ast.Enum || f.made[name] {
		return name, nil
	}
	f.made[name] = true
	return name, f.addInput(compared.Name, name, "Compares "+compared.Name+".", []line{
		{"eq", compared.Name, "Is this."},
		{"in", "[" + compared.Name + "!]", "Is one of these, at most 100."},
	})
}

// orders are the keys to sort a kind by, in the order of its fields.
func (f *frame) orders(of *described, kind *content.Kind) ([]line, error) {
	if len(kind.Orders) == 0 {
		return nil, fmt.Errorf("it has no order, and a list needs one")
	}
	hand := f.types[of.Name+"OrderField"]
	byField := map[string]string{}
	for value := range kind.Orders {
		byField[fieldName(value)] = value
	}
	var lines []line
	for _, name := range of.ordered(slices.Collect(maps.Keys(byField))) {
		value, field := byField[name], of.Fields.ForName(name)
		switch {
		case name == "title":
			lines = append(lines, line{value, "", "By title, as readers of many languages expect."})
		case hand != nil && hand.EnumValues.ForName(value) != nil:
			lines = append(lines, line{Name: value}) // what it means is said by hand
		case field != nil:
			lines = append(lines, line{value, "", "By this: " + lower(field.Description)})
		default:
			return nil, fmt.Errorf("%s has no field %s: say by hand in an enum %sOrderField what %s means", of.Name, name, of.Name, value)
		}
	}
	if hand != nil {
		for _, value := range hand.EnumValues {
			if _, known := kind.Orders[value.Name]; !known {
				return nil, fmt.Errorf("%s.%s is none of its orders", hand.Name, value.Name)
			}
		}
	}
	return lines, nil
}

// partLists are the fields of an input that list parts.
func partLists(of *described, parts []*content.PartKind, all bool) []line {
	var lines []line
	for _, part := range parts {
		name := part.InputName()
		description := of.says(name, ": those to add, change, move or remove. The others stay as they are.")
		if field := of.Fields.ForName(name); all && field != nil {
			description = field.Description
		}
		lines = append(lines, line{name, "[" + part.TypeName() + "Input!]", description})
	}
	return lines
}

// outputs are fields that many types have, as they stand.
func outputs(fields ast.FieldList) []line {
	lines := make([]line, len(fields))
	for i, field := range fields {
		lines[i] = line{field.Name, field.Type.String(), field.Description}
	}
	return lines
}

// ordered sorts names as the type has its fields, the title first and those that are none of its fields last.
func (of *described) ordered(names []string) []string {
	place := func(name string) int {
		if name == "title" {
			return -1
		}
		if i := slices.IndexFunc(of.Fields, func(f *ast.FieldDefinition) bool { return f.Name == name }); i >= 0 {
			return i
		}
		return len(of.Fields)
	}
	slices.SortFunc(names, func(a, b string) int { return cmp.Or(cmp.Compare(place(a), place(b)), cmp.Compare(a, b)) })
	return names
}

// valueOf is the kind's value of the enum EntryKind.
func valueOf(kind *content.Kind) string {
	var quoted strings.Builder
	content.EntryKind(kind.Name).MarshalGQL(&quoted)
	return strings.Trim(quoted.String(), `"`)
}

func nullable(of *ast.Type) string { return strings.TrimSuffix(of.String(), "!") }

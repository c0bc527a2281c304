package main

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/formatter"
	"github.com/vektah/gqlparser/v2/parser"

	"github.com/cocreated/hub/storage/content"
)

// written is the schema as it is written by hand: its files, and where each type stands.
type written struct {
	files  []*ast.SchemaDocument
	types  map[string]*ast.Definition
	fileOf map[string]*ast.SchemaDocument
}

// complete adds to the files of the schema what follows from the kinds: to each file what belongs to the types in it.
func complete(sources []*ast.Source, kinds []*content.Kind) ([]*ast.Source, error) {
	hand, err := parse(sources)
	if err != nil {
		return nil, err
	}
	frame := &frame{written: hand, made: map[string]bool{}}
	for _, kind := range kinds {
		if err := frame.addKind(kind); err != nil {
			return nil, fmt.Errorf("the kind %s: %w", kind.Name, err)
		}
	}
	completed := make([]*ast.Source, len(sources))
	for i, file := range hand.files {
		forget(file)
		var text bytes.Buffer
		formatter.NewFormatter(&text).FormatSchemaDocument(file)
		completed[i] = &ast.Source{Name: sources[i].Name, Input: text.String()}
	}
	return completed, nil
}

// forget leaves out what is said to the frame alone.
func forget(file *ast.SchemaDocument) {
	toFrame := []string{"noun", "input"}
	file.Directives = slices.DeleteFunc(file.Directives, func(d *ast.DirectiveDefinition) bool { return slices.Contains(toFrame, d.Name) })
	said := func(d *ast.Directive) bool { return slices.Contains(toFrame, d.Name) }
	for _, definition := range file.Definitions {
		definition.Directives = slices.DeleteFunc(definition.Directives, said)
		for _, field := range definition.Fields {
			field.Directives = slices.DeleteFunc(field.Directives, said)
		}
	}
}

func parse(sources []*ast.Source) (*written, error) {
	hand := &written{types: map[string]*ast.Definition{}, fileOf: map[string]*ast.SchemaDocument{}}
	for _, source := range sources {
		file, err := parser.ParseSchema(source)
		if err != nil {
			return nil, err
		}
		hand.files = append(hand.files, file)
		for _, definition := range file.Definitions {
			hand.types[definition.Name], hand.fileOf[definition.Name] = definition, file
		}
	}
	return hand, nil
}

// add completes the file in which a type stands by SDL. What is written by hand wins.
func (hand *written) add(beside, sdl string) error {
	made, err := parser.ParseSchema(&ast.Source{Name: "frame of " + beside, Input: sdl})
	if err != nil {
		return fmt.Errorf("%w in\n%s", err, sdl)
	}
	file := hand.fileOf[beside]
	for _, definition := range made.Definitions {
		own := hand.types[definition.Name]
		if own == nil {
			own = &ast.Definition{Kind: definition.Kind, Name: definition.Name, Position: definition.Position}
			file.Definitions = append(file.Definitions, own)
			hand.types[own.Name], hand.fileOf[own.Name] = own, file
		}
		if err := completeDefinition(own, definition); err != nil {
			return err
		}
	}
	for _, extension := range made.Extensions {
		own := file.Extensions.ForName(extension.Name)
		if own == nil {
			own = &ast.Definition{Kind: extension.Kind, Name: extension.Name, Position: extension.Position}
			file.Extensions = append(file.Extensions, own)
		}
		if err := completeDefinition(own, extension); err != nil {
			return err
		}
	}
	return nil
}

// completeDefinition adds to what is written by hand what it leaves out. What the frame has comes first, and in its order.
func completeDefinition(own, frame *ast.Definition) error {
	if own.Description == "" {
		own.Description = frame.Description
	}
	if len(own.Interfaces) == 0 {
		own.Interfaces = frame.Interfaces
	}
	if len(own.Directives) == 0 {
		own.Directives = frame.Directives
	}
	fields := slices.Clone(frame.Fields)
	for _, field := range own.Fields {
		if i := slices.IndexFunc(fields, func(f *ast.FieldDefinition) bool { return f.Name == field.Name }); i >= 0 {
			completeField(field, fields[i])
			fields[i] = field
		} else {
			fields = append(fields, field)
		}
	}
	own.Fields = fields
	for _, field := range fields {
		if field.Description == "" {
			return fmt.Errorf("say by hand in %s what %s is: nothing else says it", own.Name, field.Name)
		}
	}
	values := slices.Clone(frame.EnumValues)
	for _, value := range own.EnumValues {
		if i := slices.IndexFunc(values, func(v *ast.EnumValueDefinition) bool { return v.Name == value.Name }); i >= 0 {
			values[i] = value
		} else {
			values = append(values, value)
		}
	}
	own.EnumValues = values
	return nil
}

func completeField(own, frame *ast.FieldDefinition) {
	if own.Description == "" {
		own.Description = frame.Description
	}
	if len(own.Arguments) == 0 {
		own.Arguments = frame.Arguments
	}
	if len(own.Directives) == 0 {
		own.Directives = frame.Directives
	}
	if own.DefaultValue == nil {
		own.DefaultValue = frame.DefaultValue
	}
}

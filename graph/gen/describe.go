package main

import (
	"cmp"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/vektah/gqlparser/v2/ast"
)

// noun is what descriptions call an entry or a part: "a course", "courses".
type noun struct{ One, Many string }

// Noun is the noun without its article.
func (n noun) Noun() string {
	_, bare, _ := strings.Cut(n.One, " ")
	return bare
}

// described is the type of a kind, as it is written by hand.
type described struct {
	*ast.Definition
	noun
}

// describe finds the type of a kind and what it is called: by its @noun, or else by the first sentence of its description.
func (hand *written) describe(name string) (*described, error) {
	definition := hand.types[name]
	if definition == nil {
		return nil, fmt.Errorf("the schema has no type %s", name)
	}
	sentence, _, _ := strings.Cut(strings.TrimSuffix(definition.Description, "."), ". ")
	of := &described{Definition: definition, noun: noun{One: lower(sentence)}}
	if said := definition.Directives.ForName("noun"); said != nil {
		of.One = said.Arguments.ForName("one").Value.Raw
		if many := said.Arguments.ForName("many"); many != nil {
			of.Many = many.Value.Raw
		}
	}
	return of, nil
}

// says is what a field says of itself at the least, with another end: "Its modules, in order; null …" says "Its modules".
// It is empty where there is no such field: then a description is to be written by hand.
func (of *described) says(name, end string) string {
	field := of.Fields.ForName(name)
	if field == nil {
		return ""
	}
	if said := saidOfInputs(field); said != "" {
		return said
	}
	said := strings.TrimSuffix(field.Description, ".")
	said, _, _ = strings.Cut(said, ";")
	said, _, _ = strings.Cut(said, ", in order")
	return said + end
}

// inputSays is the description of a field in inputs.
func inputSays(field *ast.FieldDefinition) string {
	return cmp.Or(saidOfInputs(field), withoutNull(field.Description))
}

// saidOfInputs is what @input says of a field.
func saidOfInputs(field *ast.FieldDefinition) string {
	if input := field.Directives.ForName("input"); input != nil {
		if says := input.Arguments.ForName("says"); says != nil {
			return says.Value.Raw
		}
	}
	return ""
}

// withoutNull leaves out of a description what null means in answers.
func withoutNull(description string) string {
	said, _, found := strings.Cut(description, "; null ")
	if found {
		return said + "."
	}
	return said
}

func upper(words string) string { return firstLetter(words, unicode.ToUpper) }

func lower(words string) string { return firstLetter(words, unicode.ToLower) }

func firstLetter(words string, to func(rune) rune) string {
	first, size := utf8.DecodeRuneInString(words)
	return string(to(first)) + words[size:]
}

// fieldName is the name of a field for what is called otherwise in SQL or in an enum: NEXT_DEADLINE is nextDeadline.
func fieldName(snake string) string {
	words := strings.Split(strings.ToLower(snake), "_")
	for i := range words[1:] {
		words[i+1] = upper(words[i+1])
	}
	return strings.Join(words, "")
}

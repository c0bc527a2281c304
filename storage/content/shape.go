package content

import (
	"fmt"
	"reflect"
	"slices"
)

// TypeName is the name of the kind's Go struct, which its type in the schema has too.
func (kind *Kind) TypeName() string { return kind.row.Name() }

// FieldNames are the kind's own columns, as records and inputs name them.
func (kind *Kind) FieldNames() []string { return fieldNames(kind.row, kind.fields) }

// TextFieldNames are what each language says of an entry, without slug and body.
func (kind *Kind) TextFieldNames() []string { return fieldNames(kind.row, kind.text) }

// TypeName is the name of the Go struct of the kind of part, which its type in the
// schema has too.
func (kind *PartKind) TypeName() string { return kind.row.Name() }

// FieldNames are the fields of a part, as records and inputs name them.
func (kind *PartKind) FieldNames() []string { return fieldNames(kind.row, kind.fields) }

// TextFieldNames are what each language says of a part, without the body.
func (kind *PartKind) TextFieldNames() []string { return fieldNames(kind.row, kind.text) }

// Names of the relations, in alphabetical order.
func (r Relations) Names() []string { return sortedKeys(r) }

// IsMany tells whether the relation points to a list.
func (r Relation) IsMany() bool { return r.many }

// Target is the kind of entry that the relation points to, empty for any, and the
// kind of part of it, empty for the entry itself.
func (r Relation) Target() (kind, part string) { return r.target, r.part }

// HasTexts tells whether parts of the kind say anything in any language.
func (kind *PartKind) HasTexts() bool { return kind.text != nil || kind.Body }

// fieldNames are the JSON names of the embedded struct at index, in their order.
func fieldNames(row reflect.Type, index []int) []string {
	if index == nil {
		return nil
	}
	fields := row.FieldByIndex(index).Type
	names := make([]string, fields.NumField())
	for i := range names {
		names[i] = jsonName(fields.Field(i))
	}
	return names
}

// taken are the names that inputs have for every entry or part.
var taken = []string{
	"id", "version", "note", "dryRun", "idempotencyKey", "minorEdit", "slug", "sourceLocale", "licence", "illustrative",
	"texts", "removeTexts", "remove", "position",
}

// checkInput refuses descriptions whose inputs would have two fields of one name.
func checkInput(owner string, fields []string, relations Relations, parts []*PartKind) error {
	names := slices.Concat(fields, relations.Names())
	for _, part := range parts {
		names = append(names, part.InputName())
	}
	for i, name := range names {
		if slices.Contains(taken, name) || slices.Contains(names[:i], name) {
			return fmt.Errorf("kind %q: the name %q stands for two things in its inputs", owner, name)
		}
	}
	return nil
}

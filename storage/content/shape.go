package content

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// Shape is the Go struct of a kind of entry or part, with two structs that it may embed: that of
// its own fields and that of what each language says of it.
type Shape struct {
	row    reflect.Type
	fields []int // index of the embedded struct; nil: there is none
	text   []int
}

func shapeOf[T, F, X any]() Shape {
	row := reflect.TypeFor[T]()
	return Shape{row: row, fields: embedded[F](row), text: embedded[X](row)}
}

func embedded[E any](row reflect.Type) []int {
	wanted := reflect.TypeFor[E]()
	if wanted == reflect.TypeFor[None]() {
		return nil
	}
	for i := range row.NumField() {
		if field := row.Field(i); field.Anonymous && field.Type == wanted {
			return field.Index
		}
	}
	panic(fmt.Sprintf("content: %s does not embed %s", row, wanted))
}

// New makes an empty struct and answers a pointer to it.
func (s Shape) New() reflect.Value { return reflect.New(s.row) }

// NewList makes an empty list of pointers to such structs and answers a pointer to it.
func (s Shape) NewList() reflect.Value { return reflect.New(reflect.SliceOf(reflect.PointerTo(s.row))) }

// FieldsOf points to the fields of the struct that row points to; to [None] where there are none.
func (s Shape) FieldsOf(row reflect.Value) any { return inner(row, s.fields) }

// TextOf points to the localised fields of the struct that row points to; to [None] where there
// are none.
func (s Shape) TextOf(row reflect.Value) any { return inner(row, s.text) }

// HasFields tells whether there are fields besides the texts.
func (s Shape) HasFields() bool { return s.fields != nil }

// Struct is the Go struct.
func (s Shape) Struct() reflect.Type { return s.row }

// TypeName is the name of the Go struct, which its type in the schema has too.
func (s Shape) TypeName() string { return s.row.Name() }

// FieldNames are the fields, as records and inputs name them.
func (s Shape) FieldNames() []string { return fieldNames(s.row, s.fields) }

// TextFieldNames are what each language says, without slug and body.
func (s Shape) TextFieldNames() []string { return fieldNames(s.row, s.text) }

// inner points to the embedded struct at index of the struct that row points to.
func inner(row reflect.Value, index []int) any {
	if index == nil {
		return &None{}
	}
	return row.Elem().FieldByIndex(index).Addr().Interface()
}

// Names of the relations, in alphabetical order.
func (r Relations) Names() []string { return slices.Sorted(maps.Keys(r)) }

// IsMany tells whether the relation points to a list.
func (r Relation) IsMany() bool { return r.many }

// IsRequired tells whether an entry cannot be published without it.
func (r Relation) IsRequired() bool { return r.required }

// TargetKind is the kind of entry that the relation points to; empty for any.
func (r Relation) TargetKind() string { return r.target }

// TargetPart is the kind of part that the relation points to; empty for the entry itself.
func (r Relation) TargetPart() string { return r.part }

// HasTexts tells whether parts of the kind say anything in any language.
func (kind *PartKind) HasTexts() bool { return kind.text != nil || kind.Body }

// fieldNames are the JSON names of the embedded struct at index, in their order.
func fieldNames(row reflect.Type, index []int) []string {
	if index == nil {
		return nil
	}
	return jsonNames(row.FieldByIndex(index).Type)
}

// jsonNames are the JSON names of the fields of a struct.
func jsonNames(of reflect.Type) []string {
	names := make([]string, of.NumField())
	for i := range names {
		names[i] = JSONName(of.Field(i))
	}
	return names
}

// reserved are the names that inputs have for every entry or part: they say something of
// the write, or are read by themselves, and no field of a kind is called so.
var reserved = append(HeaderNames(),
	"id", "version", "note", "dryRun", "idempotencyKey", "minorEdit", "slug", "sourceLocale", "texts", "removeTexts", "remove", "position")

// IsReserved tells whether a name in an input is no field, relation or list of parts of a
// kind, but means the same for all kinds.
func IsReserved(name string) bool { return slices.Contains(reserved, name) }

// checkInput refuses descriptions whose inputs would have two fields of one name.
func checkInput(owner string, fields []string, relations Relations, parts []*PartKind) error {
	names := slices.Concat(fields, relations.Names())
	for _, part := range parts {
		names = append(names, part.InputName())
	}
	for i, name := range names {
		if IsReserved(name) || slices.Contains(names[:i], name) {
			return fmt.Errorf("kind %q: the name %q stands for two things in its inputs", owner, name)
		}
	}
	return nil
}

// JSONName is the name of a field in JSON.
func JSONName(field reflect.StructField) string {
	name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
	return name
}

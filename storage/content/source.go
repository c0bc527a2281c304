package content

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"
)

// What a kind shows elsewhere, such as in calendars, in dictionaries and on pages, is said in
// its description by sources. Each names the fields, texts, relations and parts that something
// is made of, as records name them; a point leads into a field that is a struct, as in
// `registration.capacity`. What a part does not have is taken from its entry.

// subject is what a source finds fields in: the structs of an entry, with those of one of its
// parts before them.
type subject []reflect.Value

// subject makes one of rows, to which values point; the part is nil for the entry itself.
func (kind *Kind) subject(row reflect.Value, part *PartKind, partRow reflect.Value) subject {
	var s subject
	if part != nil {
		s = append(s, reflect.ValueOf(part.FieldsOf(partRow)).Elem(), reflect.ValueOf(part.TextOf(partRow)).Elem())
	}
	return append(s, reflect.ValueOf(kind.FieldsOf(row)).Elem(), reflect.ValueOf(kind.TextOf(row)).Elem())
}

// at finds a field by its path, and its type, which is nil where there is no such field. The
// value is not valid where there is none, nor where no field is named.
func (s subject) at(path string) (reflect.Value, reflect.Type) {
	if path == "" {
		return reflect.Value{}, nil
	}
	for _, value := range s {
		if found, of := fieldAt(value, path); of != nil {
			return found, of
		}
	}
	return reflect.Value{}, nil
}

func fieldAt(value reflect.Value, path string) (reflect.Value, reflect.Type) {
	of := value.Type()
	for name := range strings.SplitSeq(path, ".") {
		if of.Kind() != reflect.Struct {
			return reflect.Value{}, nil
		}
		i := slices.Index(jsonNames(of), name)
		if i < 0 {
			return reflect.Value{}, nil
		}
		if of = of.Field(i).Type; value.IsValid() {
			value = value.Field(i)
		}
		if of.Kind() != reflect.Pointer {
			continue
		}
		if of = of.Elem(); value.IsValid() {
			value = value.Elem()
		}
	}
	return value, of
}

// title is that of the part, or else of the entry; empty where there is neither.
func (s subject) title() string {
	for _, value := range s {
		if title, of := fieldAt(value, "title"); of != nil && title.IsValid() {
			return title.String()
		}
	}
	return ""
}

// get is the value of a field, which the check of the source has found to be of the type; nil
// where there is none, or no field is named.
func get[T any](s subject, path string) *T {
	value, _ := s.at(path)
	if !value.IsValid() {
		return nil
	}
	found := value.Convert(reflect.TypeFor[T]()).Interface().(T)
	return &found
}

// is tells whether a field says yes.
func is(s subject, path string) bool {
	yes := get[bool](s, path)
	return yes != nil && *yes
}

// fieldType is what a field must be that a source names.
type fieldType struct {
	words string
	is    func(reflect.Type) bool
}

var (
	dateType, timeType = reflect.TypeFor[Date](), reflect.TypeFor[time.Time]()

	dayOrMoment = fieldType{"a day or a moment", func(t reflect.Type) bool { return t == dateType || t == timeType }}
	oneText     = fieldType{"a text", func(t reflect.Type) bool { return t.Kind() == reflect.String && t != dateType }}
	textOrTexts = fieldType{"a text or a list of them", func(t reflect.Type) bool { return oneText.is(t) || t == reflect.TypeFor[[]string]() }}
	wholeNumber = fieldType{"a whole number", func(t reflect.Type) bool { return t.Kind() == reflect.Int }}
	yesOrNo     = fieldType{"yes or no", func(t reflect.Type) bool { return t.Kind() == reflect.Bool }}
	aVenue      = fieldType{"a place", func(t reflect.Type) bool { return t.Implements(reflect.TypeFor[Venued]()) }}
)

// sourceCheck finds out what is wrong first with a source of a kind.
type sourceCheck struct {
	kind    *Kind
	what    string
	subject subject
	err     error
}

// checkSource begins to check what the entries of the kind, or their parts of a kind, are shown
// as.
func (kind *Kind) checkSource(what, part string) *sourceCheck {
	c := &sourceCheck{kind: kind, what: what}
	if part == "" {
		c.subject = kind.subject(kind.New(), nil, reflect.Value{})
	} else if of := kind.partNamed(part); of != nil {
		c.subject = kind.subject(kind.New(), of, of.New())
	} else {
		c.wrong("the part %q, which does not stand directly below it", part)
	}
	return c
}

// partNamed finds a kind of part that stands directly below the entries; nil: there is none.
func (kind *Kind) partNamed(name string) *PartKind {
	i := slices.IndexFunc(kind.Parts, func(part *PartKind) bool { return part.Name == name })
	if i < 0 {
		return nil
	}
	return kind.Parts[i]
}

func (c *sourceCheck) wrong(format string, args ...any) {
	if c.err == nil {
		c.err = fmt.Errorf("kind %q: its %s names "+format, append([]any{c.kind.Name, c.what}, args...)...)
	}
}

// field refuses a field that is not there, or is of another type; an empty one is not named.
func (c *sourceCheck) field(path string, wanted fieldType) {
	if path == "" || c.err != nil {
		return
	}
	switch _, of := c.subject.at(path); {
	case of == nil:
		var names []string
		for _, value := range c.subject {
			names = append(names, jsonNames(value.Type())...)
		}
		c.wrong("%q, which is none of the fields %s", path, strings.Join(names, ", "))
	case !wanted.is(of):
		c.wrong("%q, which is a %s and not %s", path, of, wanted.words)
	}
}

// text refuses what is none of the entry's texts.
func (c *sourceCheck) text(name string, wanted fieldType) {
	if known := c.kind.TextFieldNames(); name != "" && !slices.Contains(known, name) {
		c.wrong("%q, which is none of the texts %s", name, strings.Join(known, ", "))
	}
	c.field(name, wanted)
}

// relation refuses a relation that is not there, or is not as wanted.
func (c *sourceCheck) relation(name, wanted string, is func(Relation) bool) {
	relation, ok := c.kind.Relations[name]
	switch {
	case name == "":
	case !ok:
		c.wrong("%q, which is none of the relations %s", name, strings.Join(c.kind.Relations.Names(), ", "))
	case !is(relation):
		c.wrong("the relation %q, which does not point to %s", name, wanted)
	}
}

// needed refuses a source that does not name what it cannot do without.
func (c *sourceCheck) needed(what, name string) {
	if name == "" {
		c.wrong("no %s", what)
	}
}

// kindOf is the description of what a row is.
func kindOf(row Row) *Kind {
	header := row.Header()
	return header.cohort.reader.kinds.byName[header.KindName]
}

// eachSubject does something with an entry, or with each of its parts of a kind that stand
// directly below it, in order. The parts are read for all entries that were read together.
func eachSubject(ctx context.Context, row Row, part string, do func(subject, PartRow) error) error {
	kind, value := kindOf(row), reflect.ValueOf(row)
	if part == "" {
		return do(kind.subject(value, nil, reflect.Value{}), nil)
	}
	of := kind.partNamed(part)
	parts, err := partRows(ctx, row, of)
	if err != nil {
		return err
	}
	for _, part := range parts {
		if err := do(kind.subject(value, of, reflect.ValueOf(part)), part); err != nil {
			return err
		}
	}
	return nil
}

// checkSources refuses what cannot be shown as it is said to be.
func (kind *Kind) checkSources() error {
	for _, source := range kind.Occasions {
		if err := source.check(kind); err != nil {
			return err
		}
	}
	for _, source := range kind.Places {
		if err := source.check(kind); err != nil {
			return err
		}
	}
	if kind.Concept != nil {
		if err := kind.Concept.check(kind); err != nil {
			return err
		}
	}
	if kind.Card != nil {
		return kind.Card.check(kind)
	}
	return nil
}

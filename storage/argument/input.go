package argument

import (
	"fmt"
	"reflect"
)

// Input is an input object of the schema: what was left out is not there, and null is
// there and is nil.
//
// What is read from it is the zero value where nothing is said, or null. Something of
// another type than the one that is asked for is an error that names it: the schema and
// its reader disagree, which must not look as if nothing had been said.
type Input map[string]any

// Has tells whether something is said under a name, if only null.
func (in Input) Has(name string) bool { _, has := in[name]; return has }

// Given tells whether something is said under a name, and not null.
func (in Input) Given(name string) bool { return !IsNil(in[name]) }

// Value is what is said under a name, whatever its type: plain, and nil for null.
func (in Input) Value(name string) any {
	if !in.Given(name) {
		return nil
	}
	return Plain(in[name])
}

// Text reads a string, an id or the value of an enum.
func (in Input) Text(name string) (string, error) { return As[string](in, name) }

// Bool reads a Boolean.
func (in Input) Bool(name string) (bool, error) { return As[bool](in, name) }

// Int reads an Int.
func (in Input) Int(name string) (int, error) { return As[int](in, name) }

// Object reads an input object.
func (in Input) Object(name string) (Input, error) { return As[Input](in, name) }

// Objects reads a list of input objects.
func (in Input) Objects(name string) ([]Input, error) {
	listed, err := As[[]map[string]any](in, name)
	objects := make([]Input, len(listed))
	for i, object := range listed {
		objects[i] = object
	}
	return objects, err
}

// Words reads a list, each value as Postgres reads it.
func (in Input) Words(name string) ([]string, error) {
	value := in.Value(name)
	if value == nil {
		return nil, nil
	}
	if reflect.ValueOf(value).Kind() != reflect.Slice {
		return nil, mistyped(name, value, "a list")
	}
	return Words(value), nil
}

// As reads what is said under a name as a T, which may be a type of one's own where what
// is underneath is the same.
func As[T any](in Input, name string) (T, error) {
	var result T
	value := in.Value(name)
	if value == nil {
		return result, nil
	}
	if same, ok := value.(T); ok {
		return same, nil
	}
	found, wanted := reflect.ValueOf(value), reflect.TypeFor[T]()
	if found.Kind() != wanted.Kind() || !found.CanConvert(wanted) {
		return result, mistyped(name, value, "a "+wanted.String())
	}
	reflect.ValueOf(&result).Elem().Set(found.Convert(wanted))
	return result, nil
}

func mistyped(name string, value any, wanted string) error {
	return fmt.Errorf("argument: %s is a %T and not %s", name, value, wanted)
}

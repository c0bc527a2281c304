// Package canonical writes and reads JSON in one form, so that equal content is equal bytes,
// and says in which field something does not belong.
package canonical

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"reflect"
	"slices"

	"github.com/cocreated/hub/storage/fault"
)

// Encode writes JSON as people write it: markup is not escaped.
func Encode(v any) ([]byte, error) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(v)
	return bytes.TrimSuffix(out.Bytes(), []byte("\n")), err
}

// MustEncode writes what can always be written: strings, numbers that are some, ids, JSON that
// is well formed, and lists and objects of them. Where it is something else after all, the
// program is wrong, and it panics: what is lost without a word is never found again.
func MustEncode(v any) []byte {
	encoded, err := Encode(v)
	if err != nil {
		panic(fmt.Sprintf("canonical: a %T cannot be written: %s", v, err))
	}
	return encoded
}

// Decode reads one JSON value, refusing fields that into does not have.
func Decode(at string, data []byte, into any) *fault.Error {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	err := decoder.Decode(into)
	if err == nil {
		// More would take a bracket that closes nothing for the end.
		if _, after := decoder.Token(); !errors.Is(after, io.EOF) {
			err = errors.New("something follows the value")
		}
	}
	if err == nil {
		return nil
	}
	var wrongType *json.UnmarshalTypeError
	if errors.As(err, &wrongType) {
		return fault.Invalid(fault.Path(at, wrongType.Field), "type", "a %s does not belong here", wrongType.Value)
	}
	var field string
	if _, scanned := fmt.Sscanf(err.Error(), "json: unknown field %q", &field); scanned == nil {
		return fault.Invalid(fault.Path(at, field), "unknown", "there is no such field")
	}
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		return fault.Invalid(at, "json", "this is not JSON, from character %d", syntax.Offset)
	}
	if field, own := culprit(data, into, err); own != nil {
		return fault.Invalid(fault.Path(at, field), own.Rule, "%s", own.Message)
	}
	return fault.Invalid(at, "json", "%s", err)
}

// culprit finds the member whose own decoder refused it; encoding/json does not
// say which it was.
func culprit(data []byte, into any, err error) (string, *fault.Error) {
	var members map[string]json.RawMessage
	// What is no object has no members.
	_ = json.Unmarshal(data, &members)
	for _, name := range slices.Sorted(maps.Keys(members)) {
		alone := MustEncode(map[string]json.RawMessage{name: members[name]})
		if again := json.Unmarshal(alone, reflect.New(reflect.TypeOf(into).Elem()).Interface()); again == nil || again.Error() != err.Error() {
			continue
		}
		own := &fault.Error{Rule: "format", Message: err.Error()}
		errors.As(err, &own)
		return name, own
	}
	return "", nil
}

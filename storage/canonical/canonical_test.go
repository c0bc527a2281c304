package canonical

import (
	"bytes"
	"encoding/json"
	"errors"
	"testing"

	"pgregory.net/rapid"

	"github.com/cocreated/hub/storage/fault"
)

// drawn draws any JSON value as encoding/json decodes it, some levels deep.
func drawn(depth int) *rapid.Generator[any] {
	leaves := rapid.OneOf(
		rapid.Just[any](nil), rapid.Map(rapid.Bool(), toAny), rapid.Map(rapid.String(), toAny),
		rapid.Map(rapid.SampledFrom([]string{"<b>&amp;</b>", "\u2028", "\\u003c", "\x00\x7f"}), toAny),
		rapid.Map(rapid.Int32(), func(n int32) any { return json.Number(json.Number(mustEncode(n))) }),
	)
	if depth == 0 {
		return leaves
	}
	return rapid.OneOf(leaves,
		rapid.Map(rapid.SliceOfN(drawn(depth-1), 0, 4), toAny),
		rapid.Map(rapid.MapOfN(rapid.String(), drawn(depth-1), 0, 4), toAny),
	)
}

func toAny[T any](value T) any { return value }

func mustEncode(value any) []byte {
	encoded, err := Encode(value)
	if err != nil {
		panic(err)
	}
	return encoded
}

// TestOneForm writes what was read again: it is the same bytes, of which JSON makes the
// same value.
func TestOneForm(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		encoded := mustEncode(drawn(3).Draw(t, "value"))
		var value any
		if err := Decode("", encoded, &value); err != nil {
			t.Fatalf("%s is not read: %v", encoded, err)
		}
		if again := mustEncode(value); !bytes.Equal(encoded, again) {
			t.Errorf("%s became %s", encoded, again)
		}
		if bytes.ContainsRune(encoded, '\n') {
			t.Errorf("%s is no single line", encoded)
		}
	})
}

// picky refuses everything but a certain word, as ids and days do.
type picky string

func (p *picky) UnmarshalText(text []byte) error {
	if string(text) != "good" {
		return fault.Invalid("", "picky", "%q is not good", text)
	}
	*p = picky(text)
	return nil
}

// TestDecodeNamesTheField reads what does not belong, which is named by its path.
func TestDecodeNamesTheField(t *testing.T) {
	t.Parallel()
	type form struct {
		Title  string          `json:"title"`
		Number int             `json:"number"`
		Word   picky           `json:"word"`
		Inside struct{ A int } `json:"inside"`
	}
	for name, test := range map[string]struct{ data, field, rule string }{
		"Type":     {`{"title":1}`, "fields.title", "type"},
		"Inside":   {`{"inside":{"A":"x"}}`, "fields.inside.A", "type"},
		"Unknown":  {`{"title":"a","colour":"red"}`, "fields.colour", "unknown"},
		"Own":      {`{"title":"a","word":"bad","number":1}`, "fields.word", "picky"},
		"Syntax":   {`{"title":`, "fields", "json"},
		"NoJSON":   {`{]`, "fields", "json"},
		"Followed": {`{} {}`, "fields", "json"},
		"Closed":   {`{}}`, "fields", "json"},
		"InAList":  {`{}]`, "fields", "json"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			problem := Decode("fields", []byte(test.data), &form{})
			if problem == nil || problem.Field != test.field || problem.Rule != test.rule || problem.Code != fault.BadInput {
				t.Errorf("got %+v, want %s %s", problem, test.field, test.rule)
			}
		})
	}
	t.Run("Good", func(t *testing.T) {
		t.Parallel()
		if problem := Decode("fields", []byte(` {"word":"good"} `), &form{}); problem != nil {
			t.Error(problem)
		}
	})
}

// TestEncodeRefuses names no value where there is no JSON of it.
func TestEncodeRefuses(t *testing.T) {
	t.Parallel()
	var unsupported *json.UnsupportedTypeError
	if encoded, err := Encode(func() {}); !errors.As(err, &unsupported) || len(encoded) > 0 {
		t.Errorf("got %q, %v", encoded, err)
	}
}

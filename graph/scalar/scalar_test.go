package scalar_test

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"pgregory.net/rapid"

	"github.com/cocreated/hub/graph/scalar"
)

// without drops the context, so that all unmarshallers fit into one table.
func without[T any](unmarshal func(any) (T, error)) func(any) (any, error) {
	return func(v any) (any, error) { return unmarshal(v) }
}

func with[T any](unmarshal func(context.Context, any) (T, error)) func(any) (any, error) {
	return func(v any) (any, error) { return unmarshal(context.Background(), v) }
}

// goType matches what an error must not say.
var goType = regexp.MustCompile(`json\.|\bint(32|64)?\b|float(32|64)|\bbool\b|time\.|<nil>|map\[|interface`)

func TestUnmarshal(t *testing.T) {
	t.Parallel()
	number := func(s string) any { return json.Number(s) }
	at := time.Date(2026, 5, 9, 14, 30, 0, 0, time.UTC)

	upload := scalar.Upload{File: &scalar.File{Name: "a.png"}}

	types := map[string]struct {
		unmarshal func(any) (any, error)
		accepted  map[any]any
		refused   []any
	}{
		"String": {
			unmarshal: without(scalar.UnmarshalString),
			accepted:  map[any]any{"": "", "žlutý 🐎": "žlutý 🐎", "\u0001": "\u0001", "1": "1"},
			refused:   []any{nil, true, int64(1), 1.5, number("1"), "a\x00b", "\xff", []any{"a"}, map[string]any{}},
		},
		"ID": {
			unmarshal: without(scalar.UnmarshalID),
			accepted:  map[any]any{"a": "a", "": "", int64(7): "7", number("7"): "7", number("-7"): "-7"},
			refused:   []any{nil, true, 1.5, 1.0, number("1.5"), number("1.0"), number("1e3"), number("9223372036854775808"), "\x00", "\xff"},
		},
		"Upload": {
			unmarshal: without(scalar.UnmarshalUpload),
			accepted:  map[any]any{upload: upload},
			refused:   []any{nil, "a.png", true, int64(1), []any{upload}, map[string]any{}},
		},
		"Boolean": {
			unmarshal: without(scalar.UnmarshalBoolean),
			accepted:  map[any]any{true: true, false: false},
			refused:   []any{nil, "true", "", int64(1), number("1"), 1.0},
		},
		"Int": {
			unmarshal: with(scalar.UnmarshalInt),
			accepted:  map[any]any{int64(1): 1, number("-1"): -1, number("2147483647"): math.MaxInt32, int64(math.MinInt32): math.MinInt32},
			refused: []any{
				nil, "1", true, 1.0, 1.5, number("1.0"), number("1e3"), int64(math.MaxInt32 + 1), number("-2147483649"), number("99999999999999999999"),
			},
		},
		"Int64": {
			unmarshal: with(scalar.UnmarshalInt64),
			accepted:  map[any]any{int64(1): int64(1), number("2147483647"): int64(math.MaxInt32)},
			refused:   []any{nil, "1", number("2147483648"), int64(math.MinInt32 - 1)},
		},
		"Long": {
			unmarshal: with(scalar.UnmarshalLong),
			accepted:  map[any]any{int64(1): int64(1), number("9007199254740991"): int64(1<<53 - 1), number("-9007199254740991"): int64(1 - 1<<53)},
			refused:   []any{nil, "1", 1.0, number("1.0"), int64(1 << 53), number("-9007199254740992"), number("99999999999999999999")},
		},
		"Float": {
			unmarshal: with(scalar.UnmarshalFloat),
			accepted:  map[any]any{1.5: 1.5, int64(2): 2.0, number("1e3"): 1000.0, number("-0.5"): -0.5},
			refused:   []any{nil, "1.5", true, math.NaN(), math.Inf(1), number("1e999"), "NaN"},
		},
		"DateTime": {
			unmarshal: without(scalar.UnmarshalDateTime),
			accepted: map[any]any{
				"2026-05-09T14:30:00Z":           at,
				"2026-05-09T16:30:00+02:00":      at,
				"2026-05-09T14:30:00.123456789Z": at.Add(123 * time.Millisecond),
				"2024-02-29T00:00:00Z":           time.Date(2024, 2, 29, 0, 0, 0, 0, time.UTC),
			},
			refused: []any{
				nil, int64(0), number("1700000000"), "", "now", "2026-05-09", "2026-05-09T14:30:00", "2026-05-09 14:30:00Z",
				"2026-05-09T4:30:00Z", "2026-05-09T14:30:00,5Z", "2026-02-29T00:00:00Z", "2026-05-09T14:30:00+24:00", "2026-05-09T24:00:00Z",
				"0000-05-09T14:30:00Z", "0001-01-01T00:00:00Z", "0001-01-01T00:30:00+01:00", "9999-12-31T23:30:00-01:00", "12026-05-09T14:30:00Z",
			},
		},
	}
	for name, typ := range types {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for in, want := range typ.accepted {
				if got, err := typ.unmarshal(in); err != nil || got != want {
					t.Errorf("%T %v: got %v, %v, want %v", in, in, got, err, want)
				}
			}
			for _, in := range typ.refused {
				_, err := typ.unmarshal(in)
				var told *gqlerror.Error
				if !errors.As(err, &told) || told.Extensions["code"] != "BAD_USER_INPUT" {
					t.Errorf("%T %v: got %v, want it refused as the user's mistake", in, in, err)
					continue
				}
				if !strings.HasPrefix(told.Message, "expected ") || goType.MatchString(told.Message) {
					t.Errorf("%T %v: the message is %q", in, in, told.Message)
				}
			}
		})
	}
}

func TestMarshal(t *testing.T) {
	t.Parallel()
	inZone := time.Date(2026, 5, 9, 16, 30, 0, 0, time.FixedZone("", 2*60*60))

	tests := map[string]struct {
		value any
		want  string // empty: the field fails
	}{
		"String":           {scalar.MarshalString("a\"\n\x01é"), `"a\"\n\u0001é"`},
		"ID":               {scalar.MarshalID("7"), `"7"`},
		"Boolean":          {scalar.MarshalBoolean(true), "true"},
		"Int":              {scalar.MarshalInt(-5), "-5"},
		"IntTooLarge":      {scalar.MarshalInt(math.MaxInt32 + 1), ""},
		"Int64":            {scalar.MarshalInt64(5), "5"},
		"Int64TooSmall":    {scalar.MarshalInt64(math.MinInt32 - 1), ""},
		"Long":             {scalar.MarshalLong(1<<53 - 1), "9007199254740991"},
		"LongTooLarge":     {scalar.MarshalLong(1 << 53), ""},
		"Float":            {scalar.MarshalFloat(0.1), "0.1"},
		"FloatLarge":       {scalar.MarshalFloat(1e21), "1e+21"},
		"FloatNaN":         {scalar.MarshalFloat(math.NaN()), ""},
		"FloatInfinite":    {scalar.MarshalFloat(math.Inf(-1)), ""},
		"DateTime":         {scalar.MarshalDateTime(inZone), `"2026-05-09T14:30:00Z"`},
		"DateTimeMillis":   {scalar.MarshalDateTime(inZone.Add(1999 * time.Microsecond)), `"2026-05-09T14:30:00.001Z"`},
		"DateTimeFraction": {scalar.MarshalDateTime(inZone.Add(120 * time.Millisecond)), `"2026-05-09T14:30:00.12Z"`},
		"DateTimeZero":     {scalar.MarshalDateTime(time.Time{}), "null"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var b strings.Builder
			var err error
			switch m := test.value.(type) {
			case graphql.Marshaler:
				m.MarshalGQL(&b)
			case graphql.ContextMarshaler:
				err = m.MarshalGQLContext(t.Context(), &b)
			}
			if (err != nil) != (test.want == "") || b.String() != test.want {
				t.Errorf("got %s, %v, want %s", b.String(), err, test.want)
			}
		})
	}
}

// What the hub writes it reads again, and to the same value.
func TestDateTimeRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		sent := time.UnixMilli(rapid.Int64Range(-62_000_000_000_000, 253_000_000_000_000).Draw(t, "ms")).
			In(time.FixedZone("", 60*rapid.IntRange(-14*60, 14*60).Draw(t, "offset")))
		var b strings.Builder
		scalar.MarshalDateTime(sent).MarshalGQL(&b)
		got, err := scalar.UnmarshalDateTime(strings.Trim(b.String(), `"`))
		if err != nil || !got.Equal(sent) || got.Location() != time.UTC {
			t.Fatalf("sent %v as %s, got %v, %v", sent, b.String(), got, err)
		}
	})
}

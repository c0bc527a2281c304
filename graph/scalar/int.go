package scalar

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strconv"

	"github.com/99designs/gqlgen/graphql"
)

// MarshalInt writes an Int, and fails the field if it does not fit into 32 bits.
func MarshalInt(n int) graphql.ContextMarshaler {
	return MarshalInt64(int64(n))
}

// UnmarshalInt reads an Int: an integer of 32 bits. The specification would let a server take 1.0 as well; this one takes integers only.
func UnmarshalInt(ctx context.Context, v any) (int, error) {
	n, err := UnmarshalInt64(ctx, v)
	return int(n), err
}

// MarshalInt64 is MarshalInt for Go fields that are int64. The GraphQL type has 32 bits all the same.
func MarshalInt64(n int64) graphql.ContextMarshaler {
	return integer(n, math.MinInt32, math.MaxInt32, "Int")
}

// UnmarshalInt64 is UnmarshalInt for Go fields that are int64.
func UnmarshalInt64(_ context.Context, v any) (int64, error) {
	n, ok := toInteger(v)
	if !ok || n < math.MinInt32 || n > math.MaxInt32 {
		return 0, invalid("an integer of 32 bits")
	}
	return n, nil
}

// maxLong is the largest integer that a double, and so every JavaScript client, holds without rounding: 2⁵³−1.
const maxLong = 1<<53 - 1

// MarshalLong writes a Long, and fails the field if the number lies outside of ±(2⁵³−1).
func MarshalLong(n int64) graphql.ContextMarshaler {
	return integer(n, -maxLong, maxLong, "Long")
}

// UnmarshalLong reads a Long, the hub's scalar for amounts over 32 bits, such as sizes in bytes: an integer within ±(2⁵³−1).
func UnmarshalLong(_ context.Context, v any) (int64, error) {
	n, ok := toInteger(v)
	if !ok || n < -maxLong || n > maxLong {
		return 0, invalid("an integer between -9007199254740991 and 9007199254740991")
	}
	return n, nil
}

func integer(n, least, most int64, name string) graphql.ContextMarshaler {
	return graphql.ContextWriterFunc(func(_ context.Context, w io.Writer) error {
		if n < least || n > most {
			return fmt.Errorf("%d is out of the range of %s", n, name)
		}
		_, err := io.WriteString(w, strconv.FormatInt(n, 10))
		return err
	})
}

// toInteger takes numbers that are written as integers: 1 and -1, but neither "1" nor 1.0 nor 1e3.
func toInteger(v any) (int64, bool) {
	switch v := v.(type) {
	case int64:
		return v, true
	case json.Number:
		n, err := strconv.ParseInt(v.String(), 10, 64)
		return n, err == nil
	default:
		return 0, false
	}
}

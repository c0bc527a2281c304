package scalar

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"math"
	"strconv"

	"github.com/99designs/gqlgen/graphql"
)

// MarshalFloat writes a Float, and fails the field for NaN and the infinities, which JSON does not have.
func MarshalFloat(f float64) graphql.ContextMarshaler {
	return graphql.ContextWriterFunc(func(_ context.Context, w io.Writer) error {
		if math.IsNaN(f) || math.IsInf(f, 0) {
			return errors.New("the number is not finite")
		}
		_, err := io.WriteString(w, strconv.FormatFloat(f, 'g', -1, 64))
		return err
	})
}

// UnmarshalFloat reads a Float: any finite number, but no string that holds one.
func UnmarshalFloat(_ context.Context, v any) (float64, error) {
	f := math.NaN()
	switch v := v.(type) {
	case float64:
		f = v
	case int64:
		f = float64(v)
	case json.Number:
		if parsed, err := v.Float64(); err == nil {
			f = parsed
		}
	}
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return 0, invalid("a finite number")
	}
	return f, nil
}

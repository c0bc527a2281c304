package scalar

import (
	"regexp"
	"time"

	"github.com/99designs/gqlgen/graphql"
)

// milliseconds is RFC 3339 without a fraction that says nothing.
const milliseconds = "2006-01-02T15:04:05.999Z07:00"

// rfc3339 is the form alone. time.Parse knows the calendar, but would take one digit for the hour, a comma before the fraction, and an
// offset of more than a day.
var rfc3339 = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$`)

// MarshalDateTime writes a DateTime in UTC, to the millisecond. The zero time is null, which gqlgen turns into an error where null is
// not allowed.
func MarshalDateTime(t time.Time) graphql.Marshaler {
	if t.IsZero() {
		return graphql.Null
	}
	return graphql.MarshalString(t.UTC().Truncate(time.Millisecond).Format(milliseconds))
}

// UnmarshalDateTime reads a DateTime: a date and time with its offset as RFC 3339 section 5.6 writes it, between the years 1 and 9999.
// The result is in UTC and cut to the millisecond, so that what was sent is what will be read.
func UnmarshalDateTime(v any) (time.Time, error) {
	const expected = "a date and time with an offset as in RFC 3339, such as 2026-05-09T14:30:00Z"
	s, ok := v.(string)
	if !ok {
		return time.Time{}, invalid(expected)
	}
	if !rfc3339.MatchString(s) {
		return time.Time{}, invalid(expected)
	}
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return time.Time{}, invalid(expected)
	}
	t = t.UTC().Truncate(time.Millisecond)
	if t.IsZero() || t.Year() < 1 || t.Year() > 9999 {
		return time.Time{}, invalid(expected + ", between the years 1 and 9999")
	}
	return t, nil
}

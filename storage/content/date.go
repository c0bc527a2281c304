package content

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/cocreated/hub/storage/fault"
)

// Date is a day of the calendar without a time of day or a zone, `YYYY-MM-DD`
// (ISO 8601).
type Date string

// ParseDate reads a day and refuses one that does not exist; there is no year 0.
func ParseDate(s string) (Date, error) {
	if day, err := time.Parse(time.DateOnly, s); err != nil || day.Year() < 1 {
		return "", fault.Invalid("", "date", "%q is not a day of the form YYYY-MM-DD", s)
	}
	return Date(s), nil
}

// UnmarshalJSON reads a day from JSON.
func (d *Date) UnmarshalJSON(data []byte) error {
	var s string
	if err := json.Unmarshal(data, &s); err != nil {
		return fmt.Errorf("a day is a string of the form YYYY-MM-DD")
	}
	parsed, err := ParseDate(s)
	*d = parsed
	return err
}

// UnmarshalGQL reads the scalar Date.
func (d *Date) UnmarshalGQL(v any) error {
	s, ok := v.(string)
	if !ok {
		return fault.Invalid("", "type", "a Date is a string of the form YYYY-MM-DD")
	}
	parsed, err := ParseDate(s)
	*d = parsed
	return err
}

// MarshalGQL writes the scalar Date.
func (d Date) MarshalGQL(w io.Writer) { _, _ = io.WriteString(w, strconv.Quote(string(d))) }

// Scan reads a column of the type date.
func (d *Date) Scan(src any) error {
	switch src := src.(type) {
	case time.Time:
		*d = Date(src.Format(time.DateOnly))
	case string:
		*d = Date(src)
	case []byte:
		*d = Date(src)
	default:
		return fmt.Errorf("cannot read a day from %T", src)
	}
	return nil
}

// Value writes a column of the type date.
func (d Date) Value() (driver.Value, error) { return string(d), nil }

package edit

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/cocreated/hub/storage/act"
	"github.com/cocreated/hub/storage/fault"
)

// UserError is something wrong with an input, as mutations answer it.
type UserError struct {
	// Field is the path of the value in the input, such as `modules[0].slug`.
	Field *string
	// Code is the broken rule in upper case, such as REQUIRED or VERSION_CONFLICT.
	Code    string
	Message string
	// Conflict is what came between, for VERSION_CONFLICT.
	Conflict *VersionConflict
}

// VersionConflict says what happened since the version that a write was based on.
type VersionConflict struct {
	// Version is the current one.
	Version int
	// Changes since, field by field, each with who made it last.
	Changes []*ConflictingChange
}

// Error makes it the cause of an [fault.Error].
func (c *VersionConflict) Error() string { return fmt.Sprintf("the current version is %d", c.Version) }

// ConflictOf is what came between, where that is why a write was refused; else nil.
func ConflictOf(err error) *VersionConflict {
	var conflict *VersionConflict
	errors.As(err, &conflict)
	return conflict
}

// ConflictingChange is a field that somebody else has changed meanwhile.
type ConflictingChange struct {
	FieldChange
	// Version of the entry in which it was changed last, and when.
	Version int
	At      time.Time
	Author  act.Author

	fact fact
}

// UserErrorsOf sorts errors into those that the caller can mend, and the rest.
func UserErrorsOf(err error) ([]*UserError, error) {
	known := fault.Mendable(err)
	if known == nil {
		return nil, err
	}
	return mapSlice(known, userErrorOf), nil
}

// userErrorOf is an error as mutations answer it.
func userErrorOf(e *fault.Error) *UserError {
	answer := &UserError{Code: string(e.Code), Message: e.Message, Conflict: ConflictOf(e)}
	if e.Field != "" {
		answer.Field = &e.Field
	}
	if e.Rule != "" {
		answer.Code = upperSnake(e.Rule)
	}
	return answer
}

// upperSnake writes the name of a rule as codes are written: `lastAdministrator`
// is LAST_ADMINISTRATOR.
func upperSnake(rule string) string {
	var out strings.Builder
	for _, r := range rule {
		if r >= 'A' && r <= 'Z' {
			out.WriteByte('_')
		}
		out.WriteRune(r)
	}
	return strings.ToUpper(out.String())
}

func mapSlice[From, To any](from []From, change func(From) To) []To {
	to := make([]To, len(from))
	for i, one := range from {
		to[i] = change(one)
	}
	return to
}

// Package fault has the one family of failures that callers can understand and mend: few
// codes, each with the field and the rule. Every other error is internal.
package fault

import (
	"fmt"
	"strings"
)

// Code says what sort of failure an Error is. The codes are few; the edge
// translates them once, for GraphQL as for the command line.
type Code string

const (
	// BadInput is a value that breaks a rule; Error.Field names it.
	BadInput Code = "BAD_USER_INPUT"
	// NotFound is something named in the input that does not exist.
	NotFound Code = "NOT_FOUND"
	// Conflict is a write that others came before, or that others depend on.
	Conflict Code = "CONFLICT"
	// Unauthenticated is a credential that is missing or not good.
	Unauthenticated Code = "UNAUTHENTICATED"
	// Forbidden is something that the caller may not do.
	Forbidden Code = "FORBIDDEN"
)

// Error is a failure that the caller can understand and mend. Every other error
// is internal and is never shown.
type Error struct {
	Code    Code
	Field   string // path of the input value, such as `orderBy[1]` or `texts.it.title`
	Rule    string // the broken rule in one word, such as `max` or `required`
	Message string // a sentence for a person, without the field
	// Cause says more to those who know its type; nil mostly.
	Cause error
}

// Unwrap answers the cause.
func (e *Error) Unwrap() error { return e.Cause }

func (e *Error) Error() string {
	if e.Field == "" {
		return e.Message
	}
	return e.Field + ": " + e.Message
}

// Invalid is a value that breaks a rule; the message is a sentence without the field.
func Invalid(field, rule, format string, args ...any) *Error {
	return &Error{Code: BadInput, Field: field, Rule: rule, Message: fmt.Sprintf(format, args...)}
}

// Path joins the steps of a field path: names by dots, indexes in brackets.
func Path(steps ...any) string {
	var b strings.Builder
	for _, step := range steps {
		switch step := step.(type) {
		case int:
			fmt.Fprintf(&b, "[%d]", step)
		case string:
			if step == "" {
				continue
			}
			if b.Len() > 0 && !strings.HasPrefix(step, "[") {
				b.WriteByte('.')
			}
			b.WriteString(step)
		}
	}
	return b.String()
}

// Package fault is the one family of errors that callers can understand and mend. Every other error is internal and is
// never shown. The codes are few; the edge translates them once, for GraphQL as for the command line.
package fault

import (
	"fmt"
	"strings"
)

// Code says what sort of failure an [Error] is.
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
	// TooManyAttempts is a guess that has to wait.
	TooManyAttempts Code = "TOO_MANY_ATTEMPTS"
)

// Error is a failure that the caller can understand and mend.
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

// Invalid is a value that breaks a rule.
func Invalid(field, rule, format string, args ...any) *Error {
	return &Error{Code: BadInput, Field: field, Rule: rule, Message: fmt.Sprintf(format, args...)}
}

// missingRule is the rule that is broken by naming what is not there.
const missingRule = "notFound"

// Missing is something named in the input that does not exist.
func Missing(field, format string, args ...any) *Error {
	return &Error{Code: NotFound, Field: field, Rule: missingRule, Message: fmt.Sprintf(format, args...)}
}

// Conflicting is something that cannot be done to what is there as it is now.
func Conflicting(field, rule, format string, args ...any) *Error {
	return &Error{Code: Conflict, Field: field, Rule: rule, Message: fmt.Sprintf(format, args...)}
}

// Unidentified is an answer to nobody in particular, or to a credential that is not good.
func Unidentified(message string) *Error { return &Error{Code: Unauthenticated, Message: message} }

// Denied is an answer to somebody who may not do it.
func Denied(format string, args ...any) *Error {
	return &Error{Code: Forbidden, Message: fmt.Sprintf(format, args...)}
}

// Path joins the steps of [Error.Field]: names by dots, indexes in brackets.
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

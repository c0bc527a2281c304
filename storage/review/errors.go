package review

import (
	"fmt"

	"github.com/cocreated/hub/storage/fault"
)

func invalid(field, rule, format string, args ...any) error {
	return &fault.Error{Code: fault.BadInput, Field: field, Rule: rule, Message: fmt.Sprintf(format, args...)}
}

func conflict(field, rule, message string) error {
	return &fault.Error{Code: fault.Conflict, Field: field, Rule: rule, Message: message}
}

func notFound(field, message string) error {
	return &fault.Error{Code: fault.NotFound, Field: field, Rule: "notFound", Message: message}
}

var (
	// errOutdated refuses to decide on a text that is no longer what was submitted.
	errOutdated = conflict("id", "outdated", "the text was changed after it was submitted; submit it again")
	errDeleted  = conflict("id", "deleted", "the entry was deleted")
)

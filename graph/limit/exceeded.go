package limit

import (
	"fmt"

	"github.com/vektah/gqlparser/v2/gqlerror"
)

const (
	codeLimitExceeded = "LIMIT_EXCEEDED"
	codeBadUserInput  = "BAD_USER_INPUT"
)

// exceeded is the refusal of a document. The facts stand in the message for people and in the extensions for programs: `limit` names
// the limit, `max` and `found` are numbers. A `found` that was not counted to its end is the least it can be.
func exceeded(limit string, maximum, found int, format string, args ...any) *gqlerror.Error {
	return &gqlerror.Error{
		Message: fmt.Sprintf(format, args...),
		Extensions: map[string]any{
			"code":  codeLimitExceeded,
			"limit": limit,
			"max":   maximum,
			"found": found,
		},
	}
}

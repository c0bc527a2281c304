package transport

import (
	"net/http"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// The codes that the transports themselves give, out of those of the hub.
const (
	codeBadUserInput  = "BAD_USER_INPUT"
	codeForbidden     = "FORBIDDEN"
	codeInternal      = "INTERNAL"
	codeLimitExceeded = "LIMIT_EXCEEDED"
	codeUnavailable   = "UNAVAILABLE"
)

// problem is a request that is refused before it is known to be GraphQL. Its message never repeats anything of the request.
type problem struct {
	status  int
	code    string
	message string
	header  http.Header // may be nil
}

func badRequest(message string) *problem {
	return &problem{status: http.StatusBadRequest, code: codeBadUserInput, message: message}
}

func bodyTooLarge() *problem {
	return &problem{
		status: http.StatusRequestEntityTooLarge, code: codeLimitExceeded, message: "The request body is larger than is allowed.",
	}
}

func unreadable() *problem { return badRequest("The request body could not be read.") }

// Error lets a problem go the way of errors.
func (p *problem) Error() string { return p.message }

func (p *problem) errors() gqlerror.List {
	return gqlerror.List{{Message: p.message, Extensions: map[string]any{"code": p.code}}}
}

func (p *problem) write(w http.ResponseWriter, media string) {
	for name, values := range p.header {
		w.Header()[name] = values
	}
	w.Header().Set("Cache-Control", "no-store")
	write(w, media, p.status, &graphql.Response{Errors: p.errors()})
}

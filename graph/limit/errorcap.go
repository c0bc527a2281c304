package limit

import (
	"context"
	"fmt"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// errorCap keeps the errors of an answer few and short: a document of a few kilobytes can otherwise be answered with megabytes of them.
type errorCap struct {
	max          int
	messageBytes int
}

var _ interface {
	graphql.HandlerExtension
	graphql.ResponseInterceptor
} = errorCap{}

func (errorCap) ExtensionName() string { return "ErrorCap" }

func (errorCap) Validate(graphql.ExecutableSchema) error { return nil }

func (c errorCap) InterceptResponse(ctx context.Context, next graphql.ResponseHandler) *graphql.Response {
	response := next(ctx)
	if response == nil || len(response.Errors) == 0 {
		return response
	}

	errors := make(gqlerror.List, 0, min(len(response.Errors), c.max+1))
	for _, err := range response.Errors {
		if len(errors) == c.max {
			errors = append(errors, exceeded("errors", c.max, len(response.Errors),
				"There are more errors; the first %d are shown.", c.max))
			break
		}
		// A copy, because errors may be shared with the log.
		short := *err
		short.Message = c.shorten(err.Message)
		errors = append(errors, &short)
	}
	response.Errors = errors
	return response
}

func (c errorCap) shorten(message string) string {
	if len(message) <= c.messageBytes {
		return message
	}
	cut := strings.ToValidUTF8(message[:c.messageBytes], "")
	return fmt.Sprintf("%s… (%d bytes in all)", cut, len(message))
}

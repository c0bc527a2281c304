package limit

import (
	"context"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// answerCap refuses answers that are larger than anybody can use.
type answerCap struct{ max int }

var _ interface {
	graphql.HandlerExtension
	graphql.ResponseInterceptor
} = answerCap{}

func (answerCap) ExtensionName() string { return "AnswerCap" }

func (answerCap) Validate(graphql.ExecutableSchema) error { return nil }

func (c answerCap) InterceptResponse(ctx context.Context, next graphql.ResponseHandler) *graphql.Response {
	response := next(ctx)
	if response == nil || len(response.Data) <= c.max {
		return response
	}
	return &graphql.Response{Errors: gqlerror.List{exceeded("bytes", c.max, len(response.Data),
		"The answer has %d bytes; at most %d are sent. Ask for smaller pages or for fewer fields.", len(response.Data), c.max)}}
}

package graph

import (
	"context"
	"errors"
	"log/slog"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/cocreated/hub/storage/content"
)

// internalCode is the code of every failure that is the hub's own.
const internalCode = "INTERNAL"

var errPanic = errors.New("a resolver panicked")

// presenter turns errors into what clients see. What a client can mend keeps its
// message; anything else is logged, and the client learns under which id.
func presenter(log *slog.Logger, requestID func(context.Context) string) graphql.ErrorPresenterFunc {
	return func(ctx context.Context, err error) *gqlerror.Error {
		var known *content.Error
		if errors.As(err, &known) {
			presented := &gqlerror.Error{Message: known.Error(), Path: graphql.GetPath(ctx), Extensions: map[string]any{"code": string(known.Code)}}
			if known.Field != "" {
				presented.Extensions["field"] = known.Field
			}
			if known.Rule != "" {
				presented.Extensions["rule"] = known.Rule
			}
			return presented
		}
		var ours *gqlerror.Error
		if errors.As(err, &ours) && ours.Err == nil {
			return ours // made for the client, by validation or by a limit
		}
		id := requestID(ctx)
		if ctx.Err() == nil {
			log.ErrorContext(ctx, "a field failed", "error", err, "path", graphql.GetPath(ctx).String(), "requestId", id)
		}
		return &gqlerror.Error{
			Message:    "something went wrong on our side; the request id helps us find it",
			Path:       graphql.GetPath(ctx),
			Extensions: map[string]any{"code": internalCode, "requestId": id},
		}
	}
}

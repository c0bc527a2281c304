package graph

import (
	"context"
	"errors"
	"log/slog"
	"runtime/debug"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/cocreated/hub/storage/fault"
)

// internalCode is the code of every failure that is the hub's own.
const internalCode = "INTERNAL"

var errPanic = errors.New("a resolver panicked")

// recovered logs a panic, with the place where it happened.
func recovered(log *slog.Logger, requestID func(context.Context) string) graphql.RecoverFunc {
	return func(ctx context.Context, cause any) error {
		log.ErrorContext(ctx, "a resolver panicked", "cause", cause, "path", graphql.GetPath(ctx).String(),
			"requestId", requestID(ctx), "stack", string(debug.Stack()))
		return errPanic
	}
}

// typeRule is the rule that a value breaks which is not of its type.
const typeRule = "type"

// presenter turns errors into what clients see. What a client can mend keeps its
// message and names the argument; anything else is logged, and the client learns
// under which id.
func presenter(log *slog.Logger, requestID func(context.Context) string) graphql.ErrorPresenterFunc {
	return func(ctx context.Context, err error) *gqlerror.Error {
		var ours *gqlerror.Error
		errors.As(err, &ours)
		var known *fault.Error
		if errors.As(err, &known) {
			return mendable(ctx, *known, argumentPath(ctx, ours))
		}
		if ours != nil && ours.Err == nil { // made for the client: by validation, by a limit, or by a scalar
			if field := argumentPath(ctx, ours); field != "" {
				return mendable(ctx, fault.Error{Code: fault.BadInput, Rule: typeRule, Message: ours.Message}, field)
			}
			return ours
		}
		id := requestID(ctx)
		// Who has gone away needs no answer, and a panic is in the log already.
		if ctx.Err() == nil && !errors.Is(err, errPanic) {
			log.ErrorContext(ctx, "a field failed", "error", err, "path", graphql.GetPath(ctx).String(), "requestId", id)
		}
		return &gqlerror.Error{
			Message:    "something went wrong on our side; the request id helps us find it",
			Path:       graphql.GetPath(ctx),
			Extensions: map[string]any{"code": internalCode, "requestId": id},
		}
	}
}

func mendable(ctx context.Context, known fault.Error, argument string) *gqlerror.Error {
	if known.Field == "" {
		known.Field = argument
	}
	presented := &gqlerror.Error{Message: known.Error(), Path: graphql.GetPath(ctx), Extensions: map[string]any{"code": string(known.Code)}}
	if known.Field != "" {
		presented.Extensions["field"] = known.Field
	}
	if known.Rule != "" {
		presented.Extensions["rule"] = known.Rule
	}
	return presented
}

// argumentPath is the path of the argument in which a value could not be read.
// gqlgen appends it to the path of the field, where clients look for the place in
// the answer alone.
func argumentPath(ctx context.Context, err *gqlerror.Error) string {
	field := graphql.GetPath(ctx)
	if err == nil || len(err.Path) <= len(field) {
		return ""
	}
	return err.Path[len(field):].String()
}

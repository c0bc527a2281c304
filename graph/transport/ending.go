package transport

import (
	"context"
	"errors"
	"sync"

	"github.com/99designs/gqlgen/graphql"
	gqlgen "github.com/99designs/gqlgen/graphql/handler/transport"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// ending is why a subscription ends, if not because there is nothing more to tell.
type ending struct {
	mu   sync.Mutex
	errs gqlerror.List
}

type endingKey struct{}

// errNoLongerWelcome is what a client gets to read of [ErrNoLongerWelcome].
var errNoLongerWelcome = &problem{code: codeForbidden, message: "What let you in is not valid any more."}

// EndWith makes the subscription that ctx belongs to end with an error, once its channel is closed: a WebSocket gets an `error` message,
// an event stream a last `next` event with the error. gqlgen's own way works for WebSocket only.
func EndWith(ctx context.Context, err error) {
	of, ok := ctx.Value(endingKey{}).(*ending)
	if !ok {
		return
	}
	graphql.AddError(ctx, err) // to have it presented; nobody else reads the errors of a context from which the stream has begun
	of.mu.Lock()
	defer of.mu.Unlock()
	of.errs = coded(graphql.GetErrors(ctx), codeInternal)
}

func withEnding(ctx context.Context) (context.Context, *ending) {
	of := &ending{}
	return context.WithValue(ctx, endingKey{}, of), of
}

func (e *ending) given() gqlerror.List {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.errs
}

// reason is why an event stream ends before there is nothing more to tell; nil where there is nothing more. A client that has gone
// will not read it.
func (e *ending) reason(ctx context.Context) gqlerror.List {
	switch errs := e.given(); {
	case errs != nil:
		return errs
	case errors.Is(context.Cause(ctx), ErrNoLongerWelcome):
		return errNoLongerWelcome.errors()
	case ctx.Err() != nil:
		return (&problem{code: codeUnavailable, message: "This node is stopping. Subscribe again."}).errors()
	}
	return nil
}

// DispatchOperation makes gqlgen send an `error` message for what ends a subscription.
func (e socketExecutor) DispatchOperation(ctx context.Context, operation *graphql.OperationContext) (graphql.ResponseHandler, context.Context) {
	ctx, of := withEnding(ctx)
	next, inner := e.executor.DispatchOperation(ctx, operation)
	return func(ctx context.Context) *graphql.Response {
		response := next(ctx)
		if response == nil {
			for _, err := range of.given() {
				gqlgen.AddSubscriptionError(ctx, err)
			}
		}
		return response
	}, inner
}

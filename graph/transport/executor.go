package transport

import (
	"context"
	"errors"
	"maps"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// executor is gqlgen's, with three promises more: every error has a code, a mistake in the variables is told without Go types, and a
// panic outside of the resolvers, which gqlgen recovers only for the whole connection, becomes an error of its operation.
type executor struct {
	graphql.GraphExecutor
}

func (e executor) CreateOperationContext(
	ctx context.Context, params *graphql.RawParams,
) (operation *graphql.OperationContext, errs gqlerror.List) {
	defer func() {
		if cause := recover(); cause != nil {
			operation = &graphql.OperationContext{RawQuery: params.Query, OperationName: params.OperationName}
			errs = gqlerror.List{e.present(graphql.WithOperationContext(ctx, operation), cause)}
		}
	}()
	operation, errs = e.GraphExecutor.CreateOperationContext(ctx, params)
	if len(errs) == 1 && operation.Doc != nil && operation.Operation == nil {
		// gqlgen repeats the name, which may have any length, or is not given.
		errs[0].Message = "operationName must name one of the operations of the document; it may be left out where there is one."
	}
	for i, err := range errs {
		if isVariableError(err) {
			errs[i] = variableError(err)
		}
	}
	return operation, errs
}

func (e executor) DispatchOperation(
	ctx context.Context, operation *graphql.OperationContext,
) (responses graphql.ResponseHandler, inner context.Context) {
	defer func() {
		if cause := recover(); cause != nil {
			responses, inner = graphql.OneShot(e.panicked(ctx, operation, cause)), ctx
		}
	}()
	next, inner := e.GraphExecutor.DispatchOperation(ctx, operation)

	ended := false
	return func(ctx context.Context) (response *graphql.Response) {
		if ended {
			return nil
		}
		defer func() {
			if cause := recover(); cause != nil {
				ended = true
				response = e.panicked(ctx, operation, cause)
			}
		}()
		response = next(ctx)
		if response != nil {
			response.Errors = coded(response.Errors, codeInternal)
		}
		return response
	}, inner
}

func (e executor) DispatchError(ctx context.Context, errs gqlerror.List) *graphql.Response {
	response := e.GraphExecutor.DispatchError(ctx, errs)
	response.Errors = coded(response.Errors, codeBadUserInput)
	return response
}

func (e executor) panicked(ctx context.Context, operation *graphql.OperationContext, cause any) *graphql.Response {
	return &graphql.Response{
		Errors: gqlerror.List{e.present(graphql.WithOperationContext(ctx, operation), cause)},
		Data:   []byte("null"),
	}
}

// present lets the server's recover function log the cause and its error presenter word the error.
func (e executor) present(ctx context.Context, cause any) *gqlerror.Error {
	presenter, ok := e.GraphExecutor.(interface {
		PresentRecoveredError(ctx context.Context, err any) error
	})
	if !ok {
		panic(cause)
	}
	var presented *gqlerror.Error
	if !errors.As(presenter.PresentRecoveredError(ctx, cause), &presented) || presented == nil {
		presented = &gqlerror.Error{Message: "Something went wrong."}
	}
	return withCode(presented, codeInternal)
}

// coded gives every error a code that has none.
func coded(errs gqlerror.List, fallback string) gqlerror.List {
	for i, err := range errs {
		errs[i] = withCode(err, fallback)
	}
	return errs
}

func withCode(err *gqlerror.Error, fallback string) *gqlerror.Error {
	if code, ok := err.Extensions["code"].(string); ok && code != "" {
		return err
	}
	// A copy, because errors may be shared, be it with the log or with the next request.
	copied := *err
	copied.Extensions = maps.Clone(err.Extensions)
	if copied.Extensions == nil {
		copied.Extensions = map[string]any{}
	}
	copied.Extensions["code"] = fallback
	return &copied
}

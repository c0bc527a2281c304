package transport

import (
	"net/http"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// postTransport answers POST requests with JSON.
type postTransport struct {
	options Options
}

var _ graphql.Transport = postTransport{}

// Supports takes every POST, whatever its Content-Type, to be able to refuse it.
func (postTransport) Supports(r *http.Request) bool { return r.Method == http.MethodPost }

func (t postTransport) Do(w http.ResponseWriter, r *http.Request, exec graphql.GraphExecutor) {
	media := negotiate(r)
	if media == "" {
		notAcceptable().write(w, mediaJSON)
		return
	}
	params, p := postParams(w, r, t.options.MaxBodyBytes)
	if p != nil {
		p.write(w, media)
		return
	}
	t.options.answer(w, r, executor{exec}, media, params)
}

// getTransport answers GET and HEAD requests with JSON, for queries alone. Nothing in its answers depends on who asks, apart from what
// the resolvers make of the request's context, so that caches between may keep them as far as Options.Headers allows.
type getTransport struct {
	options Options
}

var _ graphql.Transport = getTransport{}

// Supports takes HEAD too: net/http leaves out the body.
func (getTransport) Supports(r *http.Request) bool {
	return r.Method == http.MethodGet || r.Method == http.MethodHead
}

func (t getTransport) Do(w http.ResponseWriter, r *http.Request, exec graphql.GraphExecutor) {
	media := negotiate(r)
	if media == "" {
		notAcceptable().write(w, mediaJSON)
		return
	}
	params, p := getParams(r)
	if p != nil {
		p.write(w, media)
		return
	}
	t.options.answer(w, r, executor{exec}, media, params)
}

// otherMethods answers what no transport takes.
type otherMethods struct{}

var _ graphql.Transport = otherMethods{}

func (otherMethods) Supports(*http.Request) bool { return true }

func (otherMethods) Do(w http.ResponseWriter, r *http.Request, _ graphql.GraphExecutor) {
	allow := http.Header{"Allow": {"GET, HEAD, OPTIONS, POST"}}
	if r.Method == http.MethodOptions {
		w.Header().Set("Allow", allow.Get("Allow"))
		w.WriteHeader(http.StatusNoContent)
		return
	}
	p := &problem{
		status: http.StatusMethodNotAllowed, code: codeBadUserInput, message: "The method must be GET or POST.", header: allow,
	}
	p.write(w, mediaJSON)
}

// answer executes a well-formed request and writes the answer as JSON.
func (o Options) answer(
	w http.ResponseWriter, r *http.Request, exec executor, media string, params *graphql.RawParams,
) {
	operation, errs := exec.CreateOperationContext(r.Context(), params)
	if errs == nil {
		p := refuseMutation(r, operation.Operation)
		if p != nil {
			p.write(w, media)
			return
		}
		errs = refuseSubscription(operation.Operation)
	}
	if errs != nil {
		refuse(w, r, exec, media, operation, errs)
		return
	}
	o.execute(w, r, exec, media, operation)
}

// refuse answers a request whose operation is not executed.
func refuse(
	w http.ResponseWriter, r *http.Request, exec executor, media string, operation *graphql.OperationContext, errs gqlerror.List,
) {
	response := exec.DispatchError(graphql.WithOperationContext(r.Context(), operation), errs)
	w.Header().Set("Cache-Control", "no-store")
	write(w, media, statusOf(response, media), response)
}

// execute answers with what the operation comes to.
func (o Options) execute(
	w http.ResponseWriter, r *http.Request, exec executor, media string, operation *graphql.OperationContext,
) {
	responses, ctx := exec.DispatchOperation(r.Context(), operation)
	response := responses(ctx)
	if response == nil {
		// gqlgen executes nothing more once the context is done.
		p := &problem{status: http.StatusServiceUnavailable, code: codeInternal, message: "The operation was cut off."}
		p.write(w, media)
		return
	}
	if o.Headers != nil {
		o.Headers(ctx, w.Header(), response)
	}
	if len(response.Errors) > 0 {
		w.Header().Set("Cache-Control", "no-store")
	}
	status, after := refusedAs(response)
	if status == 0 {
		status = statusOf(response, media)
	}
	if after != "" {
		w.Header().Set("Retry-After", after)
	}
	write(w, media, status, response)
}

func notAcceptable() *problem {
	return &problem{
		status:  http.StatusNotAcceptable,
		code:    codeBadUserInput,
		message: "The answer can be application/json, application/graphql-response+json or text/event-stream; the Accept header allows none.",
	}
}

// refuseMutation keeps GET free of effects: browsers and caches send it again at will, and any page can make a browser send it.
func refuseMutation(r *http.Request, operation *ast.OperationDefinition) *problem {
	if r.Method == http.MethodPost || operation.Operation != ast.Mutation {
		return nil
	}
	return &problem{
		status:  http.StatusMethodNotAllowed,
		code:    codeBadUserInput,
		message: "A mutation must be sent with POST.",
		header:  http.Header{"Allow": {http.MethodPost}},
	}
}

// refuseSubscription, because a JSON answer would hold the first event and lose the others.
func refuseSubscription(operation *ast.OperationDefinition) gqlerror.List {
	if operation.Operation != ast.Subscription {
		return nil
	}
	return badRequest("A subscription needs a WebSocket or an event stream (Accept: text/event-stream).").errors()
}

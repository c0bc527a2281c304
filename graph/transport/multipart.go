package transport

import (
	"errors"
	"mime"
	"net/http"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// PreflightHeaders are headers that a browser lets pages of other sites send only after it has asked (CORS). One of them must come with
// a multipart request, or any page could make the browser of a visitor send it: a plain form can. GraphQL-Preflight is the hub's own;
// Apollo's clients know the others.
var PreflightHeaders = []string{"GraphQL-Preflight", "Apollo-Require-Preflight", "X-Apollo-Operation-Name"}

const mediaForm = "multipart/form-data"

// multipartTransport answers a POST that brings files along: one mutation
// (https://github.com/jaydenseric/graphql-multipart-request-spec).
//
// gqlgen's own takes requests without a preflight, panics on some maps, keeps files in memory, and receives them before it is known
// whether the operation is valid and its sender may ask for it.
type multipartTransport struct {
	options Options
}

var _ graphql.Transport = multipartTransport{}

func (multipartTransport) Supports(r *http.Request) bool {
	// Of malformed parameters there is the media type all the same.
	media, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return r.Method == http.MethodPost && media == mediaForm
}

func (t multipartTransport) Do(w http.ResponseWriter, r *http.Request, exec graphql.GraphExecutor) {
	media := negotiate(r)
	if media == "" {
		notAcceptable().write(w, mediaJSON)
		return
	}
	if p := t.refuseForm(r); p != nil {
		p.write(w, media)
		return
	}
	form, p := newForm(w, r, t.options)
	if p != nil {
		p.write(w, media)
		return
	}
	defer form.close()
	params, p := form.params(r)
	if p != nil {
		p.write(w, media)
		return
	}

	coding := executor{exec}
	operation, errs := coding.CreateOperationContext(r.Context(), params)
	if errs == nil {
		errs = t.refuseFiles(r, operation)
	}
	if errs != nil {
		refuse(w, r, coding, media, operation, errs)
		return
	}
	switch err := form.receive(); {
	case err == nil:
		t.options.execute(w, r, coding, media, operation)
	case errors.As(err, &p):
		p.write(w, media)
	default:
		failed := coding.panicked(r.Context(), operation, err)
		failed.Data = nil
		w.Header().Set("Cache-Control", "no-store")
		write(w, media, http.StatusInternalServerError, failed)
	}
}

// refuseForm looks at what is known before anything of the body is read.
func (t multipartTransport) refuseForm(r *http.Request) *problem {
	forced := false
	for _, name := range PreflightHeaders {
		forced = forced || r.Header.Get(name) != ""
	}
	switch {
	case !forced:
		return badRequest("A multipart request must have the header GraphQL-Preflight, such as `GraphQL-Preflight: 1`, so that no page of " +
			"another site can send it unasked.")
	case r.ContentLength > t.options.MaxUploadBytes:
		return bodyTooLarge()
	}
	return checkEncoding(r.Header)
}

// refuseFiles decides by the operation, while its files are still on the way.
func (t multipartTransport) refuseFiles(r *http.Request, operation *graphql.OperationContext) gqlerror.List {
	if operation.Operation.Operation != ast.Mutation {
		return badRequest("Files come along with mutations only.").errors()
	}
	if t.options.AdmitFiles == nil {
		return nil
	}
	if err := t.options.AdmitFiles(graphql.WithOperationContext(r.Context(), operation), operation); err != nil {
		return gqlerror.List{err}
	}
	return nil
}

// mediaOf is what the sender of a file says it is; what it says wrongly says nothing.
func mediaOf(contentType string) string {
	media, _, err := mime.ParseMediaType(contentType)
	if err != nil || !strings.Contains(media, "/") || len(media) > maxNameBytes {
		return "application/octet-stream"
	}
	return media
}

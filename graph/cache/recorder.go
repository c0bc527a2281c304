package cache

import (
	"bytes"
	"context"
	"net/http"

	"github.com/cocreated/hub/storage/notice"
)

type keepKey struct{}

// withKeep makes a context by which [Keep] tells that an answer may be kept.
func withKeep(ctx context.Context) (context.Context, *bool) {
	keep := new(bool)
	return context.WithValue(ctx, keepKey{}, keep), keep
}

// Keep tells that the answer to the request of the context may be kept: it is that to a query, is the same for
// everybody, and has no errors and no extensions.
func Keep(ctx context.Context) {
	if keep, ok := ctx.Value(keepKey{}).(*bool); ok {
		*keep = true
	}
}

// recorder holds back an answer that may be kept, and lets any other pass.
type recorder struct {
	http.ResponseWriter
	keep    *bool
	status  int
	held    bool
	written bytes.Buffer
}

func (r *recorder) WriteHeader(status int) {
	if r.status != 0 {
		return
	}
	r.status = status
	if r.held = *r.keep && status == http.StatusOK; !r.held {
		r.ResponseWriter.WriteHeader(status)
	}
}

func (r *recorder) Write(data []byte) (int, error) {
	r.WriteHeader(http.StatusOK)
	if r.held {
		return r.written.Write(data)
	}
	return r.ResponseWriter.Write(data)
}

// Unwrap lets deadlines reach the connection.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// answer is what was held back; nil where nothing was.
func (r *recorder) answer(kinds []string, known *notice.Known) *answer {
	if !r.held {
		return nil
	}
	return newAnswer(r.Header().Get("Content-Type"), r.written.Bytes(), kinds, known)
}

package main

import (
	"context"
	"log/slog"
	"net/http"
	"regexp"
	"runtime/debug"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/cocreated/hub/storage/file"
)

type requestIDKey struct{}

// requestID is the id of the request that a context belongs to.
func requestID(ctx context.Context) string {
	id, _ := ctx.Value(requestIDKey{}).(string)
	return id
}

// knownID is an id that a proxy may have given a request already.
var knownID = regexp.MustCompile(`^[A-Za-z0-9._-]{8,64}$`)

// identified gives each request an id and tells it to the client.
func identified(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := r.Header.Get("X-Request-Id")
		if !knownID.MatchString(id) {
			id = uuid.Must(uuid.NewV7()).String()
		}
		w.Header().Set("X-Request-Id", id)
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), requestIDKey{}, id)))
	})
}

// answerTime is how long a client may take to send a request and to take its answer, if that is no stream and no file.
const answerTime = 2 * time.Minute

// timed gives up clients that take longer for an answer than answerTime. Streams, and whatever passes files on, have
// deadlines of their own.
func timed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		end := time.Now().Add(answerTime)
		if streams(r) {
			end = time.Time{} // also that of the request before
		}
		_ = http.NewResponseController(w).SetWriteDeadline(end) // a recorder in a test has none
		next.ServeHTTP(w, r)
	})
}

// streams tells whether the answer to a request may take as long as it likes.
func streams(r *http.Request) bool {
	return r.Header.Get("Upgrade") != "" || strings.Contains(r.Header.Get("Accept"), "text/event-stream") ||
		strings.HasPrefix(r.URL.Path, file.Path) || r.Method == http.MethodPut || strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/")
}

// unsniffed makes browsers take every answer for what it says it is.
func unsniffed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Content-Type-Options", "nosniff")
		next.ServeHTTP(w, r)
	})
}

// logged writes a line per request: what was asked, never what with. A query in
// the address may hold what a person typed.
func logged(log *slog.Logger, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		watched := &watchedWriter{ResponseWriter: w, status: http.StatusOK}
		// Also of an answer that is cut off, by a panic.
		defer func() {
			level := slog.LevelInfo
			if watched.status >= http.StatusInternalServerError {
				level = slog.LevelError
			}
			log.LogAttrs(r.Context(), level, "request",
				slog.String("requestId", requestID(r.Context())), slog.String("method", r.Method), slog.String("path", loggedPath(r.URL.Path)),
				slog.Int("status", watched.status), slog.Int64("bytes", watched.bytes), slog.Duration("took", time.Since(start)))
		}()
		next.ServeHTTP(watched, r)
	})
}

// loggedPath is a path without what lets somebody in: whoever reads the log must not
// decide on a review.
func loggedPath(path string) string {
	if strings.HasPrefix(path, reviewPath) {
		return reviewPath + "…"
	}
	return path
}

// recovered answers a panic outside of a resolver with the id under which it is
// logged.
func recovered(log *slog.Logger, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			cause := recover()
			if cause == nil {
				return
			}
			if cause == http.ErrAbortHandler { //nolint:errorlint // a panic's value, compared as net/http does
				panic(cause)
			}
			log.ErrorContext(r.Context(), "a handler panicked", "cause", cause, "requestId", requestID(r.Context()), "stack", string(debug.Stack()))
			status(w, http.StatusInternalServerError, "something went wrong on our side; the request id "+requestID(r.Context())+" helps us find it")
		}()
		next.ServeHTTP(w, r)
	})
}

// watchedWriter remembers what was answered.
type watchedWriter struct {
	http.ResponseWriter
	status int
	bytes  int64
}

func (w *watchedWriter) WriteHeader(code int) {
	w.status = code
	w.ResponseWriter.WriteHeader(code)
}

func (w *watchedWriter) Write(p []byte) (int, error) {
	n, err := w.ResponseWriter.Write(p)
	w.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController reach what lies below: streams flush and
// WebSockets take the connection over through it.
func (w *watchedWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// Package delivery serves the bytes of assets, at addresses that stay: to everybody what is published, to who works in
// the hub what is written as well.
//
// What an answer holds is never kept in memory, however large it is and however slowly it is read. Whether it is given is
// asked of the database with each request, so what is unpublished is gone at once.
package delivery

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/file"
	"github.com/cocreated/hub/storage/policy"
)

// Options are what delivery is built from.
type Options struct {
	Assets *file.Delivery
	// Redirect sends clients to the store for what is large.
	Redirect bool
	// Origins are those whose pages may read what is served; `*` for all.
	Origins []string
	// Admit finds out who asks, and Refuse answers those who may not ask.
	Admit  func(*http.Request) (policy.Principal, error)
	Refuse func(http.ResponseWriter, *http.Request, error)
	// RequestID tells under which id a request is logged.
	RequestID func(context.Context) string
	Logger    *slog.Logger
	// Patience is how long a client may take to accept a piece of what it asked for. Default two minutes.
	Patience time.Duration
}

type handler struct{ Options }

// Handler serves everything below [file.Path].
func Handler(options Options) http.Handler {
	if options.Patience == 0 {
		options.Patience = 2 * time.Minute
	}
	h := &handler{options}
	mux := http.NewServeMux()
	mux.HandleFunc(file.Path+"{id}/{variant}/{name}", h.answer)
	mux.HandleFunc("/", h.missing)
	return openTo(options.Origins, mux)
}

// refusal is why somebody may not ask.
type refusal struct{ error }

// answer answers a request for one variant of an asset.
func (h *handler) answer(w http.ResponseWriter, r *http.Request) {
	switch r.Method {
	case http.MethodGet, http.MethodHead:
	case http.MethodOptions:
		w.Header().Set("Allow", "GET, HEAD, OPTIONS")
		w.WriteHeader(http.StatusNoContent)
		return
	default:
		w.Header().Set("Allow", "GET, HEAD, OPTIONS")
		say(w, http.StatusMethodNotAllowed, "files are read only here")
		return
	}
	asked, known := read(r)
	if !known {
		h.missing(w, r)
		return
	}
	if asked.rendition != nil && !h.Assets.Addresses.Signed(asked.id, asked.variant.Name, asked.signature) {
		say(w, http.StatusForbidden, "this address was not made by the hub: ask its API for one")
		return
	}
	served, public, err := h.find(r, asked)
	var item *item
	if err == nil {
		item, err = h.item(r.Context(), served, asked)
	}
	var refused refusal
	switch {
	case errors.As(err, &refused):
		w.Header().Set("Cache-Control", "no-store")
		h.Refuse(w, r, refused.error)
	case errors.Is(err, file.ErrUnknown), errors.Is(err, file.ErrMissing):
		h.missing(w, r)
	case err != nil:
		h.fail(w, r, err)
	default:
		describe(w.Header(), item, asked, public)
		h.send(w, r, item)
	}
}

// find finds the asset in the stage that is served to who asks, and tells whether that is what everybody gets. A token is
// looked at in any case, as everywhere in the hub: who sends one that is not good must hear of it. The cookie that a
// browser adds by itself counts only where it is needed, so that what everybody gets is the same answer for everybody.
func (h *handler) find(r *http.Request, asked *request) (*file.Served, bool, error) {
	var who policy.Principal
	_, token := r.Header["Authorization"]
	if token {
		var err error
		if who, err = h.Admit(r); err != nil {
			return nil, false, refusal{err}
		}
	}
	if !asked.draft {
		served, err := h.Assets.Find(r.Context(), content.StageLive, asked.id, asked.variant)
		if !errors.Is(err, file.ErrUnknown) {
			return served, true, err
		}
	}
	if !token {
		var err error
		if who, err = h.Admit(r); err != nil {
			return nil, false, refusal{err}
		}
	}
	if who.Admit(policy.ReadDrafts) != nil {
		return nil, false, file.ErrUnknown
	}
	served, err := h.Assets.Find(r.Context(), content.StageDraft, asked.id, asked.variant)
	return served, false, err
}

// missing says the same of what does not exist and of what is not for everybody.
func (h *handler) missing(w http.ResponseWriter, _ *http.Request) {
	say(w, http.StatusNotFound, "there is no such file")
}

// fail answers that what is asked for cannot be read now.
func (h *handler) fail(w http.ResponseWriter, r *http.Request, err error) {
	id := h.RequestID(r.Context())
	if r.Context().Err() == nil {
		h.Logger.ErrorContext(r.Context(), "a file cannot be read", "error", err, "path", r.URL.Path, "requestId", id)
	}
	w.Header().Set("Retry-After", "5")
	say(w, http.StatusServiceUnavailable, "the file cannot be read at the moment; the request id "+id+" helps us find out why")
}

// say answers with a sentence instead of a file.
func say(w http.ResponseWriter, status int, sentence string) {
	header := w.Header()
	for _, name := range ofContent {
		header.Del(name)
	}
	header.Set("Cache-Control", "no-store")
	header.Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(sentence + "\n"))
}

package delivery

import (
	"context"
	"errors"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/cocreated/hub/storage/file"
)

// send sends an item, or the ranges of it that are asked for, as it comes from the store.
func (h *handler) send(w http.ResponseWriter, r *http.Request, item *item) {
	if h.Redirect && item.large && r.Method == http.MethodGet && !sameAsKnown(r, item) {
		h.redirect(w, r, item)
		return
	}
	answer := newAnswer(r.Context(), w, h.Patience)
	defer answer.end()
	if item.said {
		http.ServeContent(answer, r, "", item.modified, strings.NewReader(item.text))
		answer.begin()
		return
	}
	ctx, cancel := context.WithCancel(r.Context())
	reader := h.Assets.Bucket.Reader(ctx, item.Key, item.Size)
	defer func() {
		cancel() // first, because closing waits for what is being read
		_ = reader.Close()
	}()
	expect(r, reader)
	http.ServeContent(answer, r, "", item.modified, reader)
	switch err := reader.Err(); {
	case err == nil:
		answer.begin()
	case !answer.begun:
		if errors.Is(err, file.ErrMissing) {
			h.Logger.ErrorContext(ctx, "the store lacks a file that is recorded", "key", item.Key, "requestId", h.RequestID(ctx))
		}
		h.fail(w, r, err)
	default:
		// The client must see that it has not got the whole.
		if r.Context().Err() == nil {
			h.Logger.ErrorContext(ctx, "a file was cut off", "error", err, "key", item.Key, "requestId", h.RequestID(ctx))
		}
		panic(http.ErrAbortHandler)
	}
}

// sameAsKnown tells whether the client has the item already.
func sameAsKnown(r *http.Request, item *item) bool {
	return strings.Contains(r.Header.Get("If-None-Match"), `"`+item.tag+`"`)
}

// redirect sends the client to the store, whose address is good for some minutes and must not be kept.
func (h *handler) redirect(w http.ResponseWriter, r *http.Request, item *item) {
	address, err := h.Assets.Bucket.PresignGet(r.Context(), item.Key, w.Header())
	if err != nil {
		h.fail(w, r, err)
		return
	}
	for _, name := range ofContent {
		w.Header().Del(name)
	}
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Location", address)
	w.WriteHeader(http.StatusTemporaryRedirect)
}

// maxRanges is how many ranges are read for one request: each is a request to the store.
const maxRanges = 8

var closedRange = regexp.MustCompile(`^bytes=(\d{1,18})-(\d{1,18})$`)

// expect tells the reader what the request is for. Who asks for very many ranges gets the whole, as HTTP allows.
func expect(r *http.Request, reader *file.Reader) {
	asked := r.Header.Get("Range")
	if strings.Count(asked, ",") >= maxRanges {
		r.Header.Del("Range")
		return
	}
	if bounds := closedRange.FindStringSubmatch(asked); bounds != nil {
		start, _ := strconv.ParseInt(bounds[1], 10, 64)
		last, _ := strconv.ParseInt(bounds[2], 10, 64)
		reader.Expect(start, last+1)
	}
}

// answer is an answer whose beginning is held back until the store has given the first of it: until then it can still
// become another one.
type answer struct {
	http.ResponseWriter
	ctx      context.Context // of the request, which ends when the hub stops
	control  *http.ResponseController
	patience time.Duration
	status   int
	begun    bool
	// forget lets the end of the context be.
	forget func() bool
}

func newAnswer(ctx context.Context, w http.ResponseWriter, patience time.Duration) *answer {
	a := &answer{ResponseWriter: w, ctx: ctx, control: http.NewResponseController(w), patience: patience, status: http.StatusOK}
	a.forget = context.AfterFunc(ctx, a.hurry)
	return a
}

// hurry ends the write that is waited for.
func (a *answer) hurry() { _ = a.control.SetWriteDeadline(time.Now()) }

// WriteHeader holds the status back.
func (a *answer) WriteHeader(status int) { a.status = status }

// begin sends the status.
func (a *answer) begin() {
	if !a.begun {
		a.begun = true
		if a.status >= http.StatusBadRequest {
			// It is about the request, not about the file, and not to be kept for others.
			a.Header().Set("Cache-Control", "no-store")
		}
		a.ResponseWriter.WriteHeader(a.status)
	}
}

// Write sends a piece, for which the client has some time.
func (a *answer) Write(p []byte) (int, error) {
	a.begin()
	_ = a.control.SetWriteDeadline(time.Now().Add(a.patience))
	if a.ctx.Err() != nil {
		a.hurry()
	}
	return a.ResponseWriter.Write(p)
}

// end lets the connection be used for the next answer.
func (a *answer) end() {
	if a.forget() {
		_ = a.control.SetWriteDeadline(time.Time{})
	}
}

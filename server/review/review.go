// Package review serves the page on which somebody without an account looks over a text and decides on it, by a link that
// is good once. It needs no script. Only sending its form changes anything: mail scanners and previews follow links.
package review

import (
	"context"
	_ "embed"
	"errors"
	"html/template"
	"log/slog"
	"net/http"
	"net/url"

	"github.com/cocreated/hub/server/page"
	"github.com/cocreated/hub/storage/fault"
	"github.com/cocreated/hub/storage/review"
)

var (
	//go:embed review.html
	sheetSource string
	sheetPage   = template.Must(template.New("review").Parse(sheetSource))

	//go:embed note.html
	noteSource string
	notePage   = template.Must(template.New("note").Parse(noteSource))

	//go:embed style.css
	style []byte
)

// maxForm is the largest form that is read, in bytes: the longest comment, as browsers send it, fits.
const maxForm = 128 << 10

// Options are what the page needs.
type Options struct {
	Reviews *review.Store
	// PublicURL is the address of the hub, as people have it.
	PublicURL string
	// RequestID tells under which id a request is logged.
	RequestID func(context.Context) string
	Logger    *slog.Logger
}

// handler serves the page and what belongs to it.
type handler struct {
	Options
	style, icon *page.File
}

// Handler serves /review/ and what is below it.
func Handler(options Options) (http.Handler, error) {
	h := &handler{Options: options}
	var err error
	if h.icon, err = page.Icon(); err != nil {
		return nil, err
	}
	if h.style, err = page.NewFile("style.css", style); err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.Handle("GET /review/"+h.icon.Name(), h.icon)
	mux.Handle("GET /review/"+h.style.Name(), h.style)
	mux.HandleFunc("GET /review/{secret}", h.show)
	mux.HandleFunc("POST /review/{secret}", h.decide)
	// No page of another site may send the form, though nothing but the link lets anybody in.
	crossOrigin := http.NewCrossOriginProtection()
	address, err := url.Parse(options.PublicURL)
	if err != nil {
		return nil, err
	}
	// A proxy may ask by another name than people do.
	if err := crossOrigin.AddTrustedOrigin(address.Scheme + "://" + address.Host); err != nil {
		return nil, err
	}
	return crossOrigin.Handler(mux), nil
}

// show shows the text and the form.
func (h *handler) show(w http.ResponseWriter, r *http.Request) {
	h.form(w, r, http.StatusOK, "", "")
}

// form shows the text and the form, with what is wrong with the form that was sent.
func (h *handler) form(w http.ResponseWriter, r *http.Request, status int, comment, problem string) {
	invitation, err := h.Reviews.ByLink(r.Context(), r.PathValue("secret"))
	if err != nil {
		h.fail(w, r, err)
		return
	}
	sheet, err := h.Reviews.Sheet(r.Context(), invitation.Review)
	if err != nil {
		h.fail(w, r, err)
		return
	}
	shown, err := newSheet(r.Context(), invitation, sheet)
	if err != nil {
		h.fail(w, r, err)
		return
	}
	shown.Style, shown.Icon = h.style.Name(), h.icon.Name()
	shown.Comment, shown.Problem = comment, problem
	h.write(w, r, status, sheetPage, shown)
}

// decisions are the values of the buttons.
var decisions = map[string]review.State{"approve": review.Approved, "send-back": review.SentBack}

// decide takes the form.
func (h *handler) decide(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		h.form(w, r, http.StatusBadRequest, "", "The form could not be read; try again.")
		return
	}
	comment := r.PostForm.Get("comment")
	decision, known := decisions[r.PostForm.Get("decision")]
	if !known {
		h.form(w, r, http.StatusBadRequest, comment, "Choose to approve the text or to send it back.")
		return
	}
	err := h.Reviews.DecideByLink(r.Context(), r.PathValue("secret"), h.RequestID(r.Context()), decision, comment)
	var mendable *fault.Error
	switch {
	case errors.As(err, &mendable):
		h.form(w, r, http.StatusUnprocessableEntity, comment, page.Sentence(mendable.Message))
	case err != nil:
		h.fail(w, r, err)
	case decision == review.Approved:
		h.note(w, r, http.StatusOK, "The text is approved", "Thank you. Those who work on it see your decision.")
	default:
		h.note(w, r, http.StatusOK, "The text is sent back", "Thank you. Those who work on it see what is to be changed.")
	}
}

// reasons are why a link is good for nothing any more, as people are told.
var reasons = map[review.GoneReason]string{
	review.LinkUsed:     "It has been used. It was good once.",
	review.LinkExpired:  "Its time is over.",
	review.LinkDecided:  "Somebody else has decided on the text already.",
	review.LinkOutdated: "The text has been changed since the link was made.",
}

// fail says why there is nothing to decide on.
func (h *handler) fail(w http.ResponseWriter, r *http.Request, err error) {
	var gone *review.Gone
	switch {
	case errors.As(err, &gone):
		h.note(w, r, http.StatusGone, "This link is not good any more", reasons[gone.Reason]+" Ask whoever sent it to you for another one.")
	case errors.Is(err, review.ErrUnknownLink):
		h.note(w, r, http.StatusNotFound, "There is no such link", "Make sure that you have the whole of it: programs for mail may cut it off.")
	default:
		id := h.RequestID(r.Context())
		h.Logger.ErrorContext(r.Context(), "the page of a review failed", "error", err, "requestId", id)
		h.note(w, r, http.StatusInternalServerError, "Something went wrong", "It is our side that failed; the request id "+id+" helps us find it.")
	}
}

// note shows a page of two sentences.
func (h *handler) note(w http.ResponseWriter, r *http.Request, status int, title, text string) {
	h.write(w, r, status, notePage, struct{ Title, Text, Style, Icon string }{title, text, h.style.Name(), h.icon.Name()})
}

func (h *handler) write(w http.ResponseWriter, r *http.Request, status int, what *template.Template, data any) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Robots-Tag", "noindex, nofollow")
	page.ShowWith(w, r, status, what, data, "style-src 'self'", "img-src 'self'", "form-action 'self'")
}

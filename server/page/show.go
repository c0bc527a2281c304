package page

import (
	"bytes"
	"html/template"
	"log/slog"
	"net/http"
)

// Show writes a page, whole or not at all. The caller sets Cache-Control; the sources are those of [Headers].
func Show(w http.ResponseWriter, r *http.Request, page *template.Template, data any, sources ...string) {
	ShowWith(w, r, http.StatusOK, page, data, sources...)
}

// ShowWith is Show for a page that says what went wrong, with the status of it.
func ShowWith(w http.ResponseWriter, r *http.Request, status int, page *template.Template, data any, sources ...string) {
	var body bytes.Buffer
	if err := page.Execute(&body, data); err != nil {
		slog.ErrorContext(r.Context(), "a page cannot be written", "page", page.Name(), "error", err)
		w.Header().Set("Cache-Control", "no-store")
		http.Error(w, "the page cannot be shown", http.StatusInternalServerError)
		return
	}
	Headers(w.Header(), sources...)
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(body.Bytes())
}

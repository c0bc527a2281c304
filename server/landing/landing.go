// Package landing serves the hub's first page: what this is, for whom, and where to go from here.
package landing

import (
	"context"
	_ "embed"
	"html/template"
	"net/http"

	"github.com/cocreated/hub/server/page"
)

// Hub is what the page says of this hub.
type Hub struct {
	// Name of the hub, such as "CO-CREATED content hub".
	Name string
	// Version of the software.
	Version string
	// Languages that the content is written in.
	Languages []Language
	// Counts of what the hub holds. They may be left out, for instance where the database does not answer.
	Counts []Count
	// Docs is the address of the documentation.
	Docs string
}

// Language is a language under its own name.
type Language struct {
	// Tag of BCP 47.
	Tag string
	// Name in the language itself.
	Name string
}

// Count is a number of things: 4 "courses".
type Count struct {
	Number int
	Of     string
}

var (
	//go:embed page.html
	source  string
	landing = template.Must(template.New("landing").Parse(source))

	//go:embed style.css
	style []byte
)

// Handler serves the page at / and its files; all other paths are not found. Each request asks describe anew.
func Handler(describe func(context.Context) Hub) (http.Handler, error) {
	icon, err := page.Icon()
	if err != nil {
		return nil, err
	}
	sheet, err := page.NewFile("style.css", style)
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.Handle("GET /"+icon.Name(), icon)
	mux.Handle("GET /"+sheet.Name(), sheet)
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "public, max-age=60, stale-while-revalidate=600")
		page.Show(w, r, landing, struct {
			Hub
			Icon, Style string
		}{describe(r.Context()), icon.Name(), sheet.Name()}, "style-src 'self'", "img-src 'self'")
	})
	return mux, nil
}

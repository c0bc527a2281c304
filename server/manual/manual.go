// Package manual serves the documentation below /docs/.
package manual

import (
	_ "embed"
	"html/template"
	"io/fs"
	"net/http"
	"slices"
	"strings"

	"github.com/cocreated/hub/server/page"
	"github.com/cocreated/hub/storage/content"
)

var (
	//go:embed page.html
	source string
	manual = template.Must(template.New("manual").Parse(source))

	//go:embed style.css
	style []byte
)

// Page is a page of the documentation.
type Page struct {
	// Name is its file, which is also its address below /docs/.
	Name  string
	Title string
	html  template.HTML
}

// Handler serves /docs/, a list of the pages, and each page by its name.
func Handler(files fs.FS) (http.Handler, error) {
	pages, err := read(files)
	if err != nil {
		return nil, err
	}
	icon, err := page.Icon()
	if err != nil {
		return nil, err
	}
	sheet, err := page.NewFile("style.css", style)
	if err != nil {
		return nil, err
	}
	show := func(w http.ResponseWriter, r *http.Request, shown Page) {
		w.Header().Set("Cache-Control", "public, max-age=300")
		page.Show(w, r, manual, struct {
			Page
			HTML        template.HTML
			Pages       []Page
			Icon, Style string
		}{shown, shown.html, pages, icon.Name(), sheet.Name()}, "style-src 'self'", "img-src 'self'")
	}
	mux := http.NewServeMux()
	mux.Handle("GET /docs/"+icon.Name(), http.StripPrefix("/docs", icon))
	mux.Handle("GET /docs/"+sheet.Name(), http.StripPrefix("/docs", sheet))
	mux.HandleFunc("GET /docs/{$}", func(w http.ResponseWriter, r *http.Request) { show(w, r, Page{Title: "Documentation"}) })
	for _, one := range pages {
		mux.HandleFunc("GET /docs/"+one.Name, func(w http.ResponseWriter, r *http.Request) { show(w, r, one) })
	}
	// What pages lead to besides, such as configuration to copy.
	mux.HandleFunc("GET /docs/{name}", func(w http.ResponseWriter, r *http.Request) {
		text, err := fs.ReadFile(files, r.PathValue("name"))
		if err != nil {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.Header().Set("Cache-Control", "public, max-age=300")
		_, _ = w.Write(text) // the client may be gone
	})
	return mux, nil
}

// read renders all pages, in the order of their titles.
func read(files fs.FS) ([]Page, error) {
	names, err := fs.Glob(files, "*.md")
	if err != nil {
		return nil, err
	}
	var pages []Page
	for _, name := range names {
		markdown, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		text := content.RichText{Markdown: string(markdown)}
		html, err := text.HTML()
		if err != nil {
			return nil, err
		}
		title := name
		if headings := text.Headings(); len(headings) > 0 {
			title = headings[0].Text
		}
		pages = append(pages, Page{Name: name, Title: title, html: template.HTML(html)}) //nolint:gosec // our own pages, and sanitised
	}
	slices.SortFunc(pages, func(a, b Page) int { return strings.Compare(a.Title, b.Title) })
	return pages, nil
}

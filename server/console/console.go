// Package console serves /console: GraphiQL on the hub's own GraphQL endpoint, opened on examples from the content.
//
// The bundle in dist is built from web by `npm ci && node build.mjs`, and committed: the hub is built and run without
// Node, and the console works without any network but the hub's.
package console

import (
	"context"
	"crypto/rand"
	"embed"
	"encoding/json"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"strings"

	"github.com/cocreated/hub/server/page"
)

var (
	//go:embed dist
	dist embed.FS

	//go:embed shell.html
	shellSource string
	shell       = template.Must(template.New("shell").Parse(shellSource))
)

// sources is what the console may load, and why more than the least:
//
//   - img-src data: for the few pictures inside Monaco's styles.
//   - style-src-attr 'unsafe-inline' because Monaco writes the lines of its editor as HTML with a style attribute each;
//     no hash or nonce can allow those. An attribute styles one element only: it can neither select nor load.
//   - form-action, beside it, for the button to sign out.
//   - style-src-elem with a nonce for the <style> elements that Monaco makes of its theme, and GraphiQL's dialogs of
//     their scroll lock; web/src/nonce.js puts it on them.
//   - connect-src, img-src and media-src with the origin of the store, where that is not the hub: files go there in
//     parts, and it may be the one to show them.
//
// Workers are files of our own, so blob: is not needed; the scripts evaluate no text.
const sources = "script-src 'self'; worker-src 'self'; connect-src 'self'%[2]s; img-src 'self'%[2]s data:; " +
	"media-src 'self'%[2]s; font-src 'self'; " +
	"style-src 'self'; style-src-attr 'unsafe-inline'; style-src-elem 'self' 'nonce-%[1]s'"

//go:embed bar.css
var bar []byte

// links are the names of the files that the shell links to.
type links struct {
	Script   string `json:"script"`
	Style    string `json:"style"`
	Notices  string `json:"notices"`
	Icon     string `json:"-"`
	Bar      string `json:"-"`
	Examples string `json:"-"`
}

// Visitor is who looks at the console, as far as it shows.
type Visitor struct {
	// Name of who is signed in; empty: nobody is.
	Name string
	// Role is what they are trusted with.
	Role string
	// MayUpload offers them to upload a file.
	MayUpload bool
}

// Options are what the console depends on.
type Options struct {
	// Visitor tells who asks.
	Visitor func(context.Context) Visitor
	// StoreOrigin is where browsers reach the store of files, such as https://s3.example.org; empty: at the hub itself.
	StoreOrigin string
}

// Handler serves /console and what lies below it. The links to sign in and out lead to /console/sign-in and
// /console/sign-out, which others serve.
func Handler(options Options) (http.Handler, error) {
	names, err := manifest()
	if err != nil {
		return nil, err
	}
	files, err := assets()
	if err != nil {
		return nil, err
	}
	icon, err := page.Icon()
	if err != nil {
		return nil, err
	}
	content, err := json.Marshal(append(Examples(), Recipes()...))
	if err != nil {
		return nil, err
	}
	examples, err := page.NewFile("examples.json", content)
	if err != nil {
		return nil, err
	}
	barStyle, err := page.NewFile("bar.css", bar)
	if err != nil {
		return nil, err
	}
	names.Icon, names.Examples, names.Bar = icon.Name(), examples.Name(), barStyle.Name()

	mux := http.NewServeMux()
	mux.HandleFunc("GET /console", serveShell(names, options))
	for _, file := range append(files, icon, examples, barStyle) {
		mux.Handle("GET /console/assets/"+file.Name(), file)
	}
	mux.HandleFunc("GET /console/{$}", func(w http.ResponseWriter, _ *http.Request) {
		// Relative, so that it holds where a proxy serves the hub below a path.
		w.Header().Set("Location", "../console")
		w.WriteHeader(http.StatusPermanentRedirect)
	})
	return mux, nil
}

func serveShell(names links, options Options) http.HandlerFunc {
	store := ""
	if options.StoreOrigin != "" {
		store = " " + options.StoreOrigin
	}
	return func(w http.ResponseWriter, r *http.Request) {
		nonce := rand.Text()
		// A nonce is good for one answer.
		w.Header().Set("Cache-Control", "no-store")
		page.Show(w, r, shell, struct {
			links
			Visitor
			Nonce string
		}{names, options.Visitor(r.Context()), nonce}, "form-action 'self'", fmt.Sprintf(sources, nonce, store))
	}
}

func manifest() (links, error) {
	var names links
	content, err := dist.ReadFile("dist/manifest.json")
	if err != nil {
		return names, err
	}
	return names, json.Unmarshal(content, &names)
}

// assets are the files of the bundle, which lie in dist compressed.
func assets() ([]*page.File, error) {
	paths, err := fs.Glob(dist, "dist/*.gz")
	if err != nil {
		return nil, err
	}
	var files []*page.File
	for _, path := range paths {
		content, err := dist.ReadFile(path)
		if err != nil {
			return nil, err
		}
		name := strings.TrimSuffix(strings.TrimPrefix(path, "dist/"), ".gz")
		file, err := page.Compressed(name, content)
		if err != nil {
			return nil, err
		}
		files = append(files, file)
	}
	return files, nil
}

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"image/color"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/cocreated/hub/server/browser"
	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/file"
	"github.com/cocreated/hub/storage/file/filetest"
	"github.com/cocreated/hub/storage/file/media/mediatest"
	"github.com/cocreated/hub/storage/storagetest"
	"github.com/cocreated/hub/storage/transfer"
)

// library serves a hub that keeps files, with nothing in it yet.
func library(t *testing.T) (*httptest.Server, *storage.Store) {
	t.Helper()
	bucket := filetest.Bucket(t)
	store, err := storage.Open(t.Context(), storage.Options{DSN: storagetest.EmptyDSN(t), Own: true, Languages: storagetest.Languages(), Bucket: bucket})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(store.Close)
	accounts, err := store.Accounts(time.Now)
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	changes, err := store.Listen(t.Context(), log)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(changes.Close)
	generations := store.Generations(time.Now, log)
	t.Cleanup(follow(t.Context(), func(ctx context.Context) { generations.Follow(ctx, changes) }))
	server := httptest.NewUnstartedServer(nil)
	settings := testSettings()
	settings.PublicURL = "http://" + server.Listener.Addr().String()
	handler, err := newHandler(settings, store, &objects{bucket: bucket}, accounts, changes, generations, nil, log, newMetrics())
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("/", handler)
	// Browsers ask for it by themselves, beside a file that cannot name another.
	mux.HandleFunc("/favicon.ico", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	server.Config.Handler = mux
	server.Start()
	t.Cleanup(server.Close)
	return server, store
}

// put takes a file in and looks into it, and answers the record of a published asset that shows it.
func put(t *testing.T, store *storage.Store, slug, name string, body []byte) string {
	t.Helper()
	stored, err := store.Files().Put(t.Context(), name, "", strings.NewReader(string(body)))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := storagetest.Draft(store).NewRaw("UPDATE hub.files SET state = ? WHERE sha256 = ?", file.Ready, stored.SHA256).Exec(t.Context()); err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf(`{"kind":"asset","slug":%q,"sourceLocale":"en","fields":{"fileName":%q,"contentType":%q,"sizeBytes":%d,"sha256":%q},"texts":{"en":{"title":%q,"altText":"It."}},"published":["en"]}`,
		slug, name, stored.ContentType, stored.SizeBytes, stored.SHA256, slug)
}

// load imports records.
func load(t *testing.T, store *storage.Store, records ...string) {
	t.Helper()
	report, err := store.Importer().Import(t.Context(), strings.NewReader(strings.Join(records, "\n")), transfer.ImportOptions{})
	if err != nil || len(report.Problems) > 0 {
		t.Fatal(report.Problems, err)
	}
}

// TestOpenFiles opens files as pages of their own. The browser shows them under the policy that they have.
func TestOpenFiles(t *testing.T) {
	t.Parallel()
	server, store := library(t)
	film, err := os.ReadFile(mediatest.Film(t, filepath.Join(t.TempDir(), "film.mp4"), 2))
	if err != nil {
		t.Fatal(err)
	}
	load(t, store,
		put(t, store, "film", "film.mp4", film),
		put(t, store, "paper", "paper.pdf", mediatest.PDF(t, "A page")),
		put(t, store, "photo", "photo.png", mediatest.PNG(t, mediatest.Halves(40, 30, color.Black, color.White))),
		put(t, store, "notes", "notes.txt", []byte("Note: <script>document.title = 'ran'</script> perché")))
	_, said := fetch(t, "POST", server.URL+"/graphql", `{"query":"{ assets { nodes { slug url } } }"}`, map[string]string{"Content-Type": "application/json"})
	var answer struct {
		Data struct {
			Assets struct{ Nodes []struct{ Slug, URL string } }
		}
	}
	if err := json.Unmarshal([]byte(said), &answer); err != nil || len(answer.Data.Assets.Nodes) != 4 {
		t.Fatal(said, err)
	}
	shows := map[string]string{
		"film":  `document.querySelector("video")?.readyState >= 2`,
		"paper": `document.contentType === "application/pdf"`,
		"photo": `document.images[0]?.naturalWidth === 40`,
		"notes": `document.body.innerText.includes("</script> perché") && document.title !== "ran"`,
	}
	ctx := browser.Start(t, server.URL)
	for _, node := range answer.Data.Assets.Nodes {
		browser.Do(t, ctx, chromedp.Navigate(node.URL))
		// In a sandbox nothing of a page can wait, so it is asked again and again.
		for shown := false; !shown; {
			var err error
			if shown, err = chromedp.Run(ctx, chromedp.Evaluate[bool](shows[node.Slug]+" || false")); err != nil {
				t.Fatalf("%s: %v", node.URL, err)
			}
		}
		browser.Screenshot(t, ctx, node.Slug)
	}
}

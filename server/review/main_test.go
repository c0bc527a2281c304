package review_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/cocreated/hub/server/review"
	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/act"
	"github.com/cocreated/hub/storage/content"
	reviews "github.com/cocreated/hub/storage/review"
	"github.com/cocreated/hub/storage/storagetest"
	"github.com/cocreated/hub/storage/transfer"
)

func TestMain(m *testing.M) { os.Exit(storagetest.Main(m)) }

// course has everything that a text can have, some of it hostile.
const course = `{"kind":"course","slug":"basics","sourceLocale":"en","fields":{"code":"C1"},` +
	`"texts":{"en":{"title":"The basics","summary":"What it is about.","objectives":["See","Act"]},"it":{"title":"Le <b>basi</b>","summary":"Di che si tratta."}},` +
	`"parts":[{"kind":"module","slug":"m1","texts":{"en":{"title":"First"},"it":{"title":"Primo"}},"parts":[` +
	`{"kind":"lesson","slug":"l1","fields":{"durationMinutes":10},"texts":{` +
	`"en":{"title":"Why","body":"# Why\n\nBecause **we** can. <script>alert(1)</script>[^1]\n\n[^1]: Really."},` +
	`"it":{"title":"Perché","body":"# Why\n\nPerché **possiamo**. <script>alert(1)</script> [qui](javascript:alert(1)) ![](https://elsewhere.example/x.png) ![Un gatto](https://elsewhere.example/y.png)\n\n| a | b |\n|---|---|\n| 1 | 2 |"}}}]}]}`

// desk is a hub with a course in review, over HTTP.
type desk struct {
	url     string
	store   *storage.Store
	reviews *reviews.Store
	review  *reviews.Review
	log     *strings.Builder
}

func open(t *testing.T, locale content.Locale) *desk {
	t.Helper()
	d := &desk{store: storagetest.Empty(t), log: &strings.Builder{}}
	d.reviews = d.store.Reviews()
	report, err := d.store.Importer().Import(t.Context(), strings.NewReader(course), transfer.ImportOptions{})
	if err != nil || len(report.Problems) > 0 {
		t.Fatal(report.Problems, err)
	}
	var id uuid.UUID
	if err := storagetest.Draft(d.store).NewRaw("SELECT id FROM entries").Scan(t.Context(), &id); err != nil {
		t.Fatal(err)
	}
	word, due := "Mind the title, please.", time.Now().AddDate(0, 0, 7)
	d.review, err = d.reviews.Submit(t.Context(), act.Actor{}, reviews.Request{Entry: content.EncodeID("course", id), Locale: locale, Comment: &word, DueAt: &due})
	if err != nil {
		t.Fatal(err)
	}
	page, err := review.Handler(review.Options{
		Reviews: d.reviews, PublicURL: "https://hub.example", Logger: slog.New(slog.NewTextHandler(d.log, nil)),
		RequestID: func(context.Context) string { return "request-7" },
	})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(page)
	t.Cleanup(server.Close)
	d.url = server.URL
	return d
}

// link makes a link, and answers the address of its page.
func (d *desk) link(t *testing.T) string {
	t.Helper()
	_, secret, err := d.reviews.CreateLink(t.Context(), act.Actor{}, d.review.ID(), time.Now().Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	return d.url + "/review/" + secret
}

// ask asks for a page; with a form, it sends that.
func ask(t *testing.T, method, address string, form url.Values, header http.Header) (*http.Response, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	for name := range header {
		request.Header.Set(name, header.Get(name))
	}
	if form != nil {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response, string(body)
}

// state is that of the review now.
func (d *desk) state(t *testing.T) reviews.State {
	t.Helper()
	found, err := d.reviews.Find(t.Context(), d.review.ID())
	if err != nil {
		t.Fatal(err)
	}
	return found.State
}

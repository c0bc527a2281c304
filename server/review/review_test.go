package review_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	reviews "github.com/cocreated/hub/storage/review"
	"github.com/cocreated/hub/storage/storagetest"
	"github.com/cocreated/hub/storage/transfer"
)

func form(decision, comment string) url.Values {
	return url.Values{"decision": {decision}, "comment": {comment}}
}

// TestLookingChangesNothing follows the link as mail scanners do, in all their ways.
func TestLookingChangesNothing(t *testing.T) {
	t.Parallel()
	d := open(t, "it")
	link := d.link(t)
	for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodOptions, http.MethodGet} {
		response, _ := ask(t, method, link+"?decision=approve", nil, nil)
		if want := map[string]int{http.MethodOptions: http.StatusMethodNotAllowed}[method]; response.StatusCode != max(want, http.StatusOK) {
			t.Errorf("%s: %s", method, response.Status)
		}
	}
	if got := d.state(t); got != reviews.Open {
		t.Errorf("it is %s", got)
	}
	if response, body := ask(t, http.MethodPost, link, form("approve", ""), nil); response.StatusCode != http.StatusOK || !strings.Contains(body, "The text is approved") {
		t.Errorf("%s\n%s", response.Status, body)
	}
	if got := d.state(t); got != reviews.Approved {
		t.Errorf("it is %s", got)
	}
	for _, send := range []url.Values{nil, form("approve", ""), form("send-back", "No!")} {
		method := http.MethodPost
		if send == nil {
			method = http.MethodGet
		}
		if response, body := ask(t, method, link, send, nil); response.StatusCode != http.StatusGone || !strings.Contains(body, "It has been used.") {
			t.Errorf("%s %v: %s\n%s", method, send, response.Status, body)
		}
	}
}

func TestSendBack(t *testing.T) {
	t.Parallel()
	d := open(t, "it")
	link := d.link(t)
	response, body := ask(t, http.MethodPost, link, form("send-back", ""), nil)
	if response.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(body, "Say what is to be changed.") || d.state(t) != reviews.Open {
		t.Errorf("without words: %s\n%s", response.Status, body)
	}
	const comment = `The title <script>alert("no")</script>`
	response, body = ask(t, http.MethodPost, link, form("", comment), nil)
	if response.StatusCode != http.StatusBadRequest || !strings.Contains(body, `The title &lt;script&gt;`) || strings.Contains(body, "<script") {
		t.Errorf("without a decision: %s\n%s", response.Status, body)
	}
	response, body = ask(t, http.MethodPost, link, form("send-back", strings.Repeat("é", 5001)), nil)
	if response.StatusCode != http.StatusUnprocessableEntity || d.state(t) != reviews.Open {
		t.Errorf("with too many words: %s\n%s", response.Status, body)
	}
	if response, body := ask(t, http.MethodPost, link, form("send-back", strings.Repeat("x", 200_000)), nil); response.StatusCode != http.StatusBadRequest {
		t.Errorf("with far too many words: %s\n%s", response.Status, body)
	}
	if response, body := ask(t, http.MethodPost, link, form("send-back", comment), nil); response.StatusCode != http.StatusOK || d.state(t) != reviews.SentBack {
		t.Errorf("%s\n%s", response.Status, body)
	}
	found, err := d.reviews.Find(t.Context(), d.review.ID())
	if err != nil {
		t.Fatal(err)
	}
	if comments, err := found.Comments(t.Context()); err != nil || comments[len(comments)-1].Body != comment {
		t.Errorf("%v, %v", comments, err)
	}
}

func TestRefused(t *testing.T) {
	t.Parallel()
	d := open(t, "it")
	link := d.link(t)
	for name, test := range map[string]struct {
		method, address string
		header          http.Header
		status          int
	}{
		"UnknownLink":     {http.MethodGet, d.url + "/review/made-up", nil, http.StatusNotFound},
		"UnknownLinkUsed": {http.MethodPost, d.url + "/review/made-up", nil, http.StatusNotFound},
		"CutOff":          {http.MethodGet, link[:len(link)-1], nil, http.StatusNotFound},
		"NoLink":          {http.MethodGet, d.url + "/review/", nil, http.StatusNotFound},
		"AnotherMethod":   {http.MethodPut, link, nil, http.StatusMethodNotAllowed},
		"AnotherSite":     {http.MethodPost, link, http.Header{"Sec-Fetch-Site": {"cross-site"}}, http.StatusForbidden},
		"AnotherOrigin":   {http.MethodPost, link, http.Header{"Origin": {"https://evil.example"}}, http.StatusForbidden},
	} {
		var send url.Values
		if test.method == http.MethodPost {
			send = form("approve", "")
		}
		if response, body := ask(t, test.method, test.address, send, test.header); response.StatusCode != test.status {
			t.Errorf("%s: %s\n%s", name, response.Status, body)
		}
	}
	if got := d.state(t); got != reviews.Open {
		t.Errorf("it is %s", got)
	}
	if response, body := ask(t, http.MethodPost, link, form("approve", ""), http.Header{"Origin": {"https://hub.example"}}); response.StatusCode != http.StatusOK {
		t.Errorf("behind a proxy: %s\n%s", response.Status, body)
	}
}

func TestGone(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ statement, want string }{
		"Expired":  {"UPDATE hub.review_links SET expires_at = now()", "Its time is over."},
		"Outdated": {"UPDATE texts SET title = 'Le fondamenta' WHERE locale = 'it' AND part_id IS NULL", "The text has been changed"},
		"Decided":  {"UPDATE hub.reviews SET state = 'WITHDRAWN', decided_at = now()", "Somebody else has decided"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := open(t, "it")
			link := d.link(t)
			if _, err := storagetest.Draft(d.store).ExecContext(t.Context(), test.statement); err != nil {
				t.Fatal(err)
			}
			for _, method := range []string{http.MethodGet, http.MethodPost} {
				if response, body := ask(t, method, link, form("approve", ""), nil); response.StatusCode != http.StatusGone || !strings.Contains(body, test.want) {
					t.Errorf("%s\n%s", response.Status, body)
				}
			}
		})
	}
}

// TestPage looks at what the page shows, and at what it must not.
func TestPage(t *testing.T) {
	t.Parallel()
	d := open(t, "it")
	response, body := ask(t, http.MethodGet, d.link(t), nil, nil)
	for name, want := range map[string]string{
		"Cache-Control": "no-store", "Referrer-Policy": "same-origin", "X-Robots-Tag": "noindex, nofollow", "X-Content-Type-Options": "nosniff",
		"Content-Security-Policy": "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; style-src 'self'; img-src 'self'; form-action 'self'",
	} {
		if got := response.Header.Get(name); got != want {
			t.Errorf("%s: %q", name, got)
		}
	}
	for _, want := range []string{
		"Le &lt;b&gt;basi&lt;/b&gt;", "You are asked to look over this text in Italian. It was translated from English.", "Mind the title, please.",
		`<h2 dir="auto">Lesson: Perché</h2>`, `<p class="line" lang="en" dir="auto">What it is about.</p>`, `<p class="line" lang="it" dir="auto">Di che si tratta.</p>`,
		`<strong>possiamo</strong>`, `<strong>we</strong>`, `<p class="nothing">Nothing</p>`, "The link is good until ", `<h2 dir="auto">Course</h2>`,
		`<span class="image">Image without a text</span> <span class="image">Image: Un gatto</span>`, "It should be decided by ",
	} {
		if !strings.Contains(body, want) {
			t.Errorf("the page does not show %q", want)
		}
	}
	for _, never := range []string{"<script", "javascript:", "<b>basi", " onclick", "<h1 id", "elsewhere.example"} {
		if strings.Contains(body, never) {
			t.Errorf("the page shows %q", never)
		}
	}
	// Two bodies with the same heading do not share an id.
	seen := map[string]bool{}
	for _, piece := range strings.Split(body, ` id="`)[1:] {
		id, _, _ := strings.Cut(piece, `"`)
		if seen[id] {
			t.Errorf("the id %q stands twice", id)
		}
		seen[id] = true
	}
	for _, piece := range strings.Split(body, ` href="#`)[1:] {
		if id, _, _ := strings.Cut(piece, `"`); !seen[id] {
			t.Errorf("nothing has the id %q", id)
		}
	}
	if t.Failed() {
		t.Log(body)
	}
}

func TestPageOfTheSource(t *testing.T) {
	t.Parallel()
	d := open(t, "en")
	_, body := ask(t, http.MethodGet, d.link(t), nil, nil)
	if !strings.Contains(body, "You are asked to look over this text.") || strings.Contains(body, "Italian") || strings.Count(body, "What it is about.") != 1 {
		t.Errorf("got\n%s", body)
	}
}

func TestStaleIsMarked(t *testing.T) {
	t.Parallel()
	d := open(t, "it")
	report, err := d.store.Importer().Import(t.Context(), strings.NewReader(strings.Replace(course, "What it is about.", "What this is about.", 1)), transfer.ImportOptions{})
	if err != nil || len(report.Problems) > 0 {
		t.Fatal(report.Problems, err)
	}
	if _, body := ask(t, http.MethodGet, d.link(t), nil, nil); strings.Count(body, "The source has been changed since this was translated.") != 1 {
		t.Errorf("got\n%s", body)
	}
}

func TestWithoutDatabase(t *testing.T) {
	t.Parallel()
	d := open(t, "it")
	link := d.link(t)
	d.store.Close()
	response, body := ask(t, http.MethodGet, link, nil, nil)
	if response.StatusCode != http.StatusInternalServerError || !strings.Contains(body, "request-7") || strings.Contains(body, "sql") {
		t.Errorf("%s\n%s", response.Status, body)
	}
	if said := d.log.String(); !strings.Contains(said, "request-7") || strings.Contains(said, link[strings.LastIndex(link, "/")+1:]) {
		t.Errorf("logged: %s", said)
	}
}

package graph_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/cocreated/hub/graph"
	"github.com/cocreated/hub/graph/cache"
	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/storagetest"
	"github.com/cocreated/hub/storage/transfer"
)

// keeper is a hub that keeps its answers and the entries of which they are made, and what it knows of what is published.
type keeper struct {
	*api
	// entries is the same hub without its answers.
	entries *api
	answers *cache.Answers
	refresh func()
}

// keeping serves a store as a node that keeps answers. It hears of what other nodes publish.
func keeping(t *testing.T, of *storage.Store, now func() time.Time) *keeper {
	t.Helper()
	node := *of // of its own is what it keeps
	store := &node
	quiet := slog.New(slog.DiscardHandler)
	bus, err := store.Listen(t.Context(), quiet)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(bus.Close)
	generations := store.Generations(now, quiet)
	n := &keeper{refresh: func() {
		if err := generations.Refresh(t.Context()); err != nil {
			t.Error(err)
		}
	}}
	n.refresh()
	followed := make(chan struct{})
	ctx, stop := context.WithCancel(t.Context())
	go func() {
		defer close(followed)
		generations.Follow(ctx, bus)
	}()
	t.Cleanup(func() { stop(); <-followed })
	n.answers, err = cache.New(cache.Options{
		Bytes: 64 << 20, MaxBodyBytes: 1 << 20, Generations: generations, Now: now,
		Public: func(context.Context) bool { return true },
	})
	if err != nil {
		t.Fatal(err)
	}
	store.Keep(64<<20, generations)
	n.api = serve(t, store, func(o *graph.Options) { o.Now, o.Answers, o.Generations = now, n.answers, generations })
	n.entries = serve(t, store, func(o *graph.Options) { o.Now, o.Generations = now, generations })
	return n
}

// status is what the cache said of an answer.
func (a answer) status() string { return a.header.Get("Cache-Status") }

// playKept plays each scenario twice, on a node that keeps what has been read; each must say what is written down.
func playKept(t *testing.T, on func(*keeper) *api, second func(s *scenario, first, again, cost string)) {
	t.Helper()
	if *update {
		t.Skip("the answers are being written")
	}
	store := storagetest.Demo(t)
	served := map[time.Time]*keeper{}
	for _, s := range scenarios(t) {
		if served[s.now] == nil {
			served[s.now] = keeping(t, store, func() time.Time { return s.now })
		}
		first, _ := s.play(t, on(served[s.now]))
		again, cost := s.play(t, on(served[s.now]))
		second(s, first, again, cost)
		golden(t, "scenarios/"+s.name+".json", again)
	}
}

// TestAnswersKept plays each scenario twice: the second time it costs no statement, and is the same to the byte.
func TestAnswersKept(t *testing.T) {
	t.Parallel()
	playKept(t, func(n *keeper) *api { return n.api }, func(s *scenario, first, again, cost string) {
		if diff := cmp.Diff(first, again); diff != "" {
			t.Errorf("%s answers otherwise from memory:\n%s", s.name, diff)
		}
		if strings.Trim(cost, "0 ") != "" {
			t.Errorf("%s costs %s statements from memory", s.name, cost)
		}
	})
}

// TestEntriesKept plays each scenario twice where entries are kept and answers are not: the second time no page costs
// more statements than where nothing is.
func TestEntriesKept(t *testing.T) {
	t.Parallel()
	playKept(t, func(n *keeper) *api { return n.entries }, func(s *scenario, _, _, cost string) {
		pages, bare := strings.Fields(cost), strings.Fields(s.statements)
		if len(pages) != len(bare) {
			t.Fatalf("%s has %d pages, not %d", s.name, len(pages), len(bare))
		}
		for i := range pages {
			with, err := strconv.Atoi(pages[i])
			without, bad := strconv.Atoi(bare[i])
			if err != nil || bad != nil || with > without {
				t.Errorf("%s costs %s statements where entries are kept, and %s where they are not", s.name, cost, s.statements)
			}
		}
	})
}

// keepers are two nodes that keep answers, beside one that does not.
type keepers struct {
	bare     *api
	one, two *keeper
	all      []*scenario
}

func newKeepers(t *testing.T, store *storage.Store) *keepers {
	now := func() time.Time { return today }
	k := &keepers{bare: serve(t, store), one: keeping(t, store, now), two: keeping(t, store, now)}
	for _, s := range scenarios(t) {
		if s.now.Equal(today) {
			k.all = append(k.all, s)
		}
	}
	return k
}

// compare asks all of them: what the two keep is what the database says, once they know of what has changed.
func (k *keepers) compare(t *testing.T, r *rapid.T) {
	k.one.refresh()
	k.two.refresh()
	s := rapid.SampledFrom(k.all).Draw(r, "kept scenario")
	want, _ := s.play(t, k.bare)
	// The first as it is kept still, or made of entries that are, and the second from memory.
	for i, n := range []*api{k.one.entries, k.one.api, k.one.api, k.two.api, k.two.entries} {
		if got, _ := s.play(t, n); got != want {
			r.Fatalf("the %d. node answers %s otherwise (-database +node):\n%s", i+1, s.name, cmp.Diff(want, got))
		}
	}
}

const (
	coursesQuery  = `{ courses(first: 3) { nodes { title area { title } } } }`
	webinarsQuery = `{ webinars(where: {title: {startsWith: "Brand"}}) { nodes { title } } }`
)

// TestAnswersByKind publishes a webinar: it appears in a list that is kept, on the node that does not publish it as
// well, and what is kept of courses stays. What is taken back moves nothing.
func TestAnswersByKind(t *testing.T) {
	t.Parallel()
	store := storagetest.Demo(t)
	n := keeping(t, store, func() time.Time { return today })
	for _, query := range []string{coursesQuery, webinarsQuery} {
		n.post(t, request{Query: query})
		if got := n.post(t, request{Query: query}).status(); got != "hub; hit" {
			t.Errorf("asked again, %s is a %q", query, got)
		}
	}
	const webinar = `{"kind":"webinar","slug":"brand-new","sourceLocale":"en","fields":{"number":99,"startsAt":"2030-01-01T10:00:00Z","timeZone":"Europe/Rome","durationMinutes":60,"language":"en"},"texts":{"en":{"title":"Brand new"}},"published":["en"]}`
	if _, err := store.Importer().Import(t.Context(), strings.NewReader(webinar), transfer.ImportOptions{DryRun: true}); err != nil {
		t.Fatal(err)
	}
	n.refresh()
	if got := n.post(t, request{Query: webinarsQuery}).status(); got != "hub; hit" {
		t.Errorf("after what was taken back, webinars are a %q", got)
	}
	load(t, store, webinar)
	// Nobody tells the node but the bus.
	for {
		a := n.post(t, request{Query: webinarsQuery})
		if strings.Contains(string(a.body), "Brand new") {
			if got := a.status(); got != "hub; fwd=stale; stored; detail=published" && got != "hub; hit" {
				t.Errorf("the webinar came with %q", got)
			}
			break
		}
	}
	if got := n.post(t, request{Query: coursesQuery}).status(); got != "hub; hit" {
		t.Errorf("after a webinar was published, courses are a %q", got)
	}
}

// TestAnswersByTheClock asks for a state before and after the moment at which it changes.
func TestAnswersByTheClock(t *testing.T) {
	t.Parallel()
	store := storagetest.Demo(t)
	load(t, store, `{"kind":"webinar","slug":"soon","sourceLocale":"en","fields":{"number":98,"startsAt":"2030-01-01T10:00:00Z","timeZone":"Europe/Rome","durationMinutes":60,"language":"en"},"texts":{"en":{"title":"Soon"}},"published":["en"]}`)
	var clock atomic.Pointer[time.Time]
	set := func(moment string) {
		at, err := time.Parse(time.RFC3339, moment)
		if err != nil {
			t.Fatal(err)
		}
		clock.Store(&at)
	}
	set("2030-01-01T09:59:30Z")
	n := keeping(t, store, func() time.Time { return *clock.Load() })
	query := request{Query: `{ webinar(slug: "soon") { status } }`}
	ask := func(state, status string) {
		t.Helper()
		a := n.post(t, query)
		if !strings.Contains(string(a.body), state) || a.status() != status {
			t.Errorf("at %v it is %s, a %q", clock.Load(), a.body, a.status())
		}
		if control := a.header.Get("Cache-Control"); state == "SCHEDULED" && !strings.Contains(control, "max-age=30,") {
			t.Errorf("others may keep it by %q", control)
		}
	}
	bare := func(state string) {
		t.Helper()
		for range 2 {
			if a := n.entries.post(t, query); !strings.Contains(string(a.body), state) {
				t.Errorf("at %v, without answers that are kept, it is %s", clock.Load(), a.body)
			}
		}
	}
	ask("SCHEDULED", "hub; fwd=miss; stored")
	bare("SCHEDULED")
	ask("SCHEDULED", "hub; hit")
	set("2030-01-01T10:00:00Z")
	ask("LIVE", "hub; fwd=stale; stored; detail=moment")
	n.refresh()
	n.post(t, query)
	ask("LIVE", "hub; hit")
	bare("LIVE")
	set("2030-01-01T11:00:00Z")
	n.refresh()
	ask("RECORDED", "hub; fwd=stale; stored; detail=moment")
	bare("RECORDED")
}

// TestAnswersNotKept asks for what nobody else may be given.
func TestAnswersNotKept(t *testing.T) {
	t.Parallel()
	n := keeping(t, storagetest.Demo(t), func() time.Time { return today })
	for _, query := range []string{
		`{ course(slug: "none", id: "none") { title } }`, `{ accounts { id } }`, `{ nothing }`, `mutation { bulkWrite(input: {items: []}) { written } }`,
	} {
		for range 2 {
			if a := n.post(t, request{Query: query}); a.header.Get("ETag") != "" || strings.Contains(a.status(), "hit") {
				t.Errorf("%s is kept: %v", query, a.header)
			}
		}
	}
}

// TestAnswersOverHTTP asks as browsers and caches do: for what has changed, packed, and for what became of it.
func TestAnswersOverHTTP(t *testing.T) {
	t.Parallel()
	n := keeping(t, storagetest.Demo(t), func() time.Time { return today })
	const query = `{ courses { nodes { title summary objectives } } }`
	type got struct {
		code   int
		header http.Header
	}
	get := func(method string, header map[string]string) (got, []byte) {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), method, n.url+"?query="+url.QueryEscape(query), nil)
		if err != nil {
			t.Fatal(err)
		}
		for name, value := range header {
			r.Header.Set(name, value)
		}
		response, err := (&http.Transport{DisableCompression: true, DisableKeepAlives: true}).RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		body, err := io.ReadAll(response.Body)
		if err != nil {
			t.Fatal(err)
		}
		return got{response.StatusCode, response.Header}, body
	}
	first, plain := get(http.MethodGet, nil)
	etag := first.header.Get("ETag")
	if tag := first.header.Get("Cache-Tag"); etag == "" || tag != "course" {
		t.Fatalf("the first answer comes with %v", first.header)
	}
	for _, tags := range []string{etag, `"x", ` + etag, "*"} {
		if same, body := get(http.MethodGet, map[string]string{"If-None-Match": tags}); same.code != http.StatusNotModified || len(body) > 0 || same.header.Get("ETag") != etag {
			t.Errorf("to who has %s: %d %q", tags, same.code, body)
		}
	}
	if other, body := get(http.MethodGet, map[string]string{"If-None-Match": `"x"`}); other.code != http.StatusOK || !bytes.Equal(body, plain) {
		t.Errorf("to who has another: %d", other.code)
	}
	packed, body := get(http.MethodGet, map[string]string{"Accept-Encoding": "br, gzip;q=0.5"})
	unpacked, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil || packed.header.Get("Content-Encoding") != "gzip" {
		t.Fatal(packed.header, err)
	}
	if whole, err := io.ReadAll(unpacked); err != nil || !bytes.Equal(whole, plain) {
		t.Errorf("packed is %q, %v", whole, err)
	}
	if refused, body := get(http.MethodGet, map[string]string{"Accept-Encoding": "gzip;q=0"}); refused.header.Get("Content-Encoding") != "" || !bytes.Equal(body, plain) {
		t.Errorf("to who refuses it: %v", refused.header)
	}
	if head, body := get(http.MethodHead, nil); head.code != http.StatusOK || len(body) > 0 || head.header.Get("ETag") != etag {
		t.Errorf("HEAD is answered %d, %v", head.code, head.header)
	}
	asked := request{Query: query, Extensions: map[string]any{"cache": true}}
	for _, want := range []string{`,"extensions":{"cache":{"status":"MISS","age":0,"why":"miss"}}}`, `,"extensions":{"cache":{"status":"HIT","age":0,"why":""}}}`} {
		a := n.post(t, asked)
		if whole, ok := bytes.CutSuffix(a.body, []byte(want)); !ok || !json.Valid(a.body) || !bytes.HasPrefix(plain, whole) {
			t.Errorf("who asks is told %.300s", a.body)
		}
	}
}

// TestAnswersWhileAway has the database answer nobody: what is kept is served with its age, and nothing else is.
func TestAnswersWhileAway(t *testing.T) {
	t.Parallel()
	store, later := storagetest.Demo(t), atomic.Int64{}
	n := keeping(t, store, func() time.Time { return today.Add(time.Duration(later.Load())) })
	n.post(t, request{Query: coursesQuery})
	store.Close()
	later.Store(int64(time.Minute))
	a := n.post(t, request{Query: coursesQuery})
	if a.status() != "hub; hit; detail=unchecked" || a.header.Get("Age") != "60" || !strings.Contains(string(a.body), "nodes") {
		t.Errorf("what is kept is answered with %v", a.header)
	}
	a = n.post(t, request{Query: webinarsQuery})
	for !strings.Contains(string(a.body), `"code":"UNAVAILABLE"`) { // until the node has noticed
		if len(a.failures(t)) == 0 {
			t.Fatalf("what is not kept is answered with %s", a.body)
		}
		a = n.post(t, request{Query: webinarsQuery})
	}
	if a.code != http.StatusServiceUnavailable || a.header.Get("Retry-After") != "1" {
		t.Errorf("what is not kept is answered %d with %v", a.code, a.header)
	}
}

package graph_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/account"
	"github.com/cocreated/hub/storage/act"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/publish"
	"github.com/cocreated/hub/storage/storagetest"
	"github.com/cocreated/hub/storage/transfer"
)

// clock is the time by the database.
func clock(t testing.TB, store *storage.Store) (now time.Time) {
	t.Helper()
	if err := storagetest.Draft(store).NewRaw("SELECT clock_timestamp()").Scan(t.Context(), &now); err != nil {
		t.Fatal(err)
	}
	return now
}

// turnover changes what is published of an entry in one way or another. What cannot
// be, because something else is not published, changes nothing.
func turnover(t testing.TB, r *rapid.T, store *storage.Store, written string) {
	t.Helper()
	var record map[string]any
	if err := json.Unmarshal([]byte(written), &record); err != nil {
		t.Fatal(err)
	}
	published := record["published"]
	switch rapid.SampledFrom([]string{"Original", "Reworded", "RewordedInEnglish", "Drafted", "Unpublished"}).Draw(r, "change") {
	case "Reworded":
		record = redrafted(record)
		record["published"] = published
	case "RewordedInEnglish":
		record = redrafted(record)
		record["published"] = []string{"en"}
	case "Drafted":
		record = redrafted(record)
	case "Unpublished":
		id := content.EncodeID(record["kind"].(string), uuid.MustParse(record["id"].(string)))
		_, err := store.Publisher().Unpublish(t.Context(), act.Actor{}, publish.UnpublishRequest{IDs: []string{id}, Locales: storagetest.Languages().All()})
		var refusal *publish.Refusal
		if err != nil && !errors.As(err, &refusal) {
			t.Fatal(err)
		}
		return
	}
	if _, err := store.Importer().Import(t.Context(), strings.NewReader(line(t, record)), transfer.ImportOptions{}); err != nil {
		t.Fatal(err)
	}
}

// TestAsOf changes what is published at random and plays a scenario after each
// change. Asked in the end as of each of these moments, all answers are the same, to
// the byte, and cost the same. Nodes that keep answers are asked after each change, too.
func TestAsOf(t *testing.T) {
	t.Parallel()
	if *update {
		t.Skip("the answers are being written")
	}
	store := storagetest.Demo(t)
	all := scenarios(t)
	var lines []string
	for _, record := range records(t, store) {
		lines = append(lines, line(t, record))
	}
	type played struct {
		*scenario
		moment       time.Time
		answer, cost string
	}
	var plays []played
	nodes := newKeepers(t, store)
	rapid.Check(t, func(r *rapid.T) {
		for range rapid.IntRange(1, 5).Draw(r, "changes") {
			turnover(t, r, store, rapid.SampledFrom(lines).Draw(r, "entry"))
		}
		p := played{scenario: rapid.SampledFrom(all).Draw(r, "scenario"), moment: clock(t, store)}
		p.answer, p.cost = p.play(t, serve(t, store, at(p.moment)))
		plays = append(plays, p)
		nodes.compare(t, r)
	})
	hits, _, misses := nodes.one.answers.Counts()
	t.Logf("%d answers from memory, %d made anew", hits, misses)
	if hits == 0 || misses < hits/10 {
		t.Error("nothing was proved of answers that are kept")
	}
	hub := serve(t, store, at(clock(t, store)), as(withRole(account.Translator)))
	for _, p := range plays {
		answer, cost := p.viewing(t, "asOf", p.moment.Format(time.RFC3339Nano)).play(t, hub)
		if diff := cmp.Diff(p.answer, answer); diff != "" {
			t.Errorf("%s as of %v (-then +as of then):\n%s", p.name, p.moment, diff)
		}
		if cost != p.cost {
			t.Errorf("%s as of %v costs %s statements, not %s", p.name, p.moment, cost, p.cost)
		}
	}
}

// TestViewRefuses asks for what nobody may read, and for what is not there.
func TestViewRefuses(t *testing.T) {
	t.Parallel()
	store := storagetest.Demo(t)
	now := clock(t, store)
	public, editor := serve(t, store, at(now)), serve(t, store, at(now), as(withRole(account.Editor)))
	moment := func(moment time.Time) string { return moment.Format(time.RFC3339Nano) }
	release := content.EncodeID("release", uuid.Max)
	for name, test := range map[string]struct {
		hub               *api
		argument, value   string
		code, field, rule any
	}{
		"PublicPast":     {public, "asOf", moment(now), "UNAUTHENTICATED", nil, nil},
		"PublicRelease":  {public, "release", release, "UNAUTHENTICATED", nil, nil},
		"Future":         {editor, "asOf", moment(now.Add(time.Minute)), "BAD_USER_INPUT", "asOf", "max"},
		"BeforeAll":      {editor, "asOf", moment(now.AddDate(-10, 0, 0)), "BAD_USER_INPUT", "asOf", "min"},
		"UnknownRelease": {editor, "release", release, "NOT_FOUND", "release", "notFound"},
		"NoRelease":      {editor, "release", content.EncodeID("course", uuid.Max), "BAD_USER_INPUT", "release", "kind"},
		"NoID":           {editor, "release", "x", "BAD_USER_INPUT", "release", "id"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			failures := test.hub.post(t, request{Query: viewed(t, "{ courses { totalCount } }", test.argument, test.value)}).failures(t)
			if len(failures) != 1 {
				t.Fatalf("failures: %+v", failures)
			}
			if got := failures[0].Extensions; got["code"] != test.code || got["field"] != test.field || got["rule"] != test.rule {
				t.Errorf("got %v", got)
			}
		})
	}
}

package graph_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/account"
	"github.com/cocreated/hub/storage/act"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/publish"
	"github.com/cocreated/hub/storage/storagetest"
)

// planner puts entries into a release.
type planner struct {
	*testing.T
	publisher *publish.Publisher
	release   string
	// planned are the entries by what is to be done with them.
	planned map[string]*publish.ReleaseItems
}

func newPlanner(t *testing.T, store *storage.Store) *planner {
	release, err := store.Publisher().CreateRelease(t.Context(), act.Actor{}, publish.NewRelease{Name: "All at once"})
	if err != nil {
		t.Fatal(err)
	}
	return &planner{T: t, publisher: store.Publisher(), release: release.ID(), planned: map[string]*publish.ReleaseItems{}}
}

// plan plans to do something with an entry.
func (p *planner) plan(record object, action publish.LiveAction, locales ...content.Locale) {
	id, err := uuid.Parse(record["id"].(string))
	if err != nil {
		p.Fatal(err)
	}
	key := fmt.Sprint(action, locales)
	if p.planned[key] == nil {
		p.planned[key] = &publish.ReleaseItems{ID: p.release, Locales: locales, Action: action}
	}
	p.planned[key].IDs = append(p.planned[key].IDs, content.EncodeID(record["kind"].(string), id))
}

// publish publishes the release, or tells which entries are in the way.
func (p *planner) publish(dryRun bool) (blocked []*publish.Problem) {
	_, err := p.publisher.PublishRelease(p.Context(), act.Actor{}, publish.ReleasePublication{ID: p.release, AcceptStale: true, DryRun: dryRun})
	var refusal *publish.Refusal
	if err != nil && !errors.As(err, &refusal) {
		p.Fatal(err)
	}
	if refusal != nil {
		blocked = slices.DeleteFunc(refusal.Problems, func(problem *publish.Problem) bool { return problem.Severity != publish.Blocker })
	}
	return blocked
}

// fill puts what is planned into the release, but for what is in the way of it, and
// counts what is left.
func (p *planner) fill() map[publish.LiveAction]int {
	change := func(change func(context.Context, act.Actor, publish.ReleaseItems) (*publish.Release, error), items publish.ReleaseItems) {
		p.Helper()
		for ids := range slices.Chunk(items.IDs, content.MaxNodes) {
			items.IDs = ids
			if _, err := change(p.Context(), act.Actor{}, items); err != nil {
				p.Fatal(err)
			}
		}
	}
	for _, items := range p.planned {
		change(p.publisher.AddToRelease, *items)
	}
	for blocked := p.publish(true); blocked != nil; blocked = p.publish(true) {
		out := publish.ReleaseItems{ID: p.release, Locales: storagetest.Languages().All(), Action: publish.ActionPublish}
		for _, problem := range blocked {
			if id := problem.Entry.ID(); !slices.Contains(out.IDs, id) {
				out.IDs = append(out.IDs, id)
			}
		}
		change(p.publisher.RemoveFromRelease, out)
	}
	release, err := p.publisher.Release(p.Context(), p.release)
	if err != nil {
		p.Fatal(err)
	}
	counts := map[publish.LiveAction]int{}
	for _, item := range release.Items {
		counts[item.Action]++
	}
	return counts
}

func localesOf(record object) (locales []content.Locale) {
	published, _ := record["published"].([]any)
	for _, locale := range published {
		locales = append(locales, content.Locale(locale.(string)))
	}
	return locales
}

// TestRelease looks ahead to a release that publishes some entries in all or some of
// their languages and takes others out, and then publishes it: every answer is what
// was foreseen, to the byte, and costs the same.
func TestRelease(t *testing.T) {
	t.Parallel()
	if *update {
		t.Skip("the answers are being written")
	}
	store := storagetest.Demo(t)
	originals := records(t, store)
	var lines []string
	for _, record := range originals {
		lines = append(lines, line(t, redrafted(copied(t, record))))
	}
	load(t, store, append(lines,
		`{"kind":"course","slug":"secret","sourceLocale":"en","texts":{"en":{"title":"European volunteers and a subvention"}}}`,
		`{"kind":"term","slug":"secret","sourceLocale":"en","fields":{"edition":"FIRST","abbreviations":["WP"]},"texts":{"en":{"title":"a secret grant"}}}`)...)
	p := newPlanner(t, store)
	for i, record := range records(t, store) {
		locales := localesOf(record)
		switch {
		case record["slug"] == "secret":
			p.plan(record, publish.ActionPublish, "en")
		case len(locales) == 0:
		case i%5 == 0:
			p.plan(record, publish.ActionUnpublish, locales...)
		case i%5 == 1:
			p.plan(record, publish.ActionUnpublish, locales[0])
		case i%5 == 2:
			p.plan(record, publish.ActionPublish, locales[len(locales)-1])
		default:
			p.plan(record, publish.ActionPublish, locales...)
		}
	}
	counts := p.fill()
	t.Logf("the release does %v", counts)
	if counts[publish.ActionPublish] < 50 || counts[publish.ActionUnpublish] < 20 {
		t.Fatal("it does too little")
	}

	all := scenarios(t)
	type foreseen struct{ answer, cost string }
	ahead, before := map[string]foreseen{}, map[string]string{}
	for _, s := range all {
		before[s.name], _ = s.play(t, serve(t, store, at(s.now)))
		var f foreseen
		f.answer, f.cost = s.viewing(t, "release", p.release).play(t, serve(t, store, at(s.now), as(withRole(account.Translator))))
		ahead[s.name] = f
	}
	if blocked := p.publish(false); blocked != nil {
		t.Fatalf("the release is not published: %+v", blocked[0])
	}
	same := 0
	for _, s := range all {
		answer, cost := s.play(t, serve(t, store, at(s.now)))
		if diff := cmp.Diff(ahead[s.name].answer, answer); diff != "" {
			t.Errorf("%s (-foreseen +as it is):\n%s", s.name, diff)
		}
		if cost != ahead[s.name].cost {
			t.Errorf("%s costs %s statements, and %s to look ahead", s.name, cost, ahead[s.name].cost)
		}
		if before[s.name] == answer {
			same++
		}
	}
	if same > len(all)/3 {
		t.Errorf("%d of %d answers are as before the release", same, len(all))
	}
}

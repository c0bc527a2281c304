package graph_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/account"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/storagetest"
)

// plan is what a release does.
type plan struct {
	*testing.T
	store  *storage.Store
	groups map[string]*group
}

// group are entries with which the same is done.
type group struct {
	action  content.LiveAction
	locales []content.Locale
	ids     []string
}

// plan plans to do something with an entry.
func (p *plan) plan(record object, action content.LiveAction, locales ...content.Locale) {
	id, err := uuid.Parse(record["id"].(string))
	if err != nil {
		p.Fatal(err)
	}
	key := fmt.Sprint(action, locales)
	if p.groups[key] == nil {
		p.groups[key] = &group{action: action, locales: locales}
	}
	p.groups[key].ids = append(p.groups[key].ids, content.EncodeID(record["kind"].(string), id))
}

// do does what is planned for a group, or only tries to.
func (p *plan) do(g *group, dryRun bool) error {
	if g.action == content.ActionPublish {
		_, err := p.store.Publisher().Publish(p.Context(), content.Actor{}, content.PublishRequest{IDs: g.ids, Locales: g.locales, AcceptStale: true, DryRun: dryRun})
		return err
	}
	_, err := p.store.Publisher().Unpublish(p.Context(), content.Actor{}, content.UnpublishRequest{IDs: g.ids, Locales: g.locales, DryRun: dryRun})
	return err
}

// settle gives up what something is in the way of, and counts what is left.
func (p *plan) settle() map[content.LiveAction]int {
	counts := map[content.LiveAction]int{}
	for key, g := range p.groups {
		for len(g.ids) > 0 {
			err := p.do(g, true)
			if err == nil {
				break
			}
			var refusal *content.Refusal
			if !errors.As(err, &refusal) {
				p.Fatal(err)
			}
			for _, problem := range refusal.Problems {
				if problem.Severity == content.Blocker {
					g.ids = slices.DeleteFunc(g.ids, func(id string) bool { return id == problem.Entry.ID() })
				}
			}
		}
		if len(g.ids) == 0 {
			delete(p.groups, key)
		}
		counts[g.action] += len(g.ids)
	}
	return counts
}

// carryOut does all that was planned.
func (p *plan) carryOut() {
	for _, key := range slices.Sorted(maps.Keys(p.groups)) {
		if err := p.do(p.groups[key], false); err != nil {
			p.Fatal(err)
		}
	}
}

// write writes the plan down as a release.
func (p *plan) write(release uuid.UUID) {
	execute := func(statement string, args ...any) {
		p.Helper()
		if _, err := p.store.Draft.NewRaw(statement, args...).Exec(context.Background()); err != nil {
			p.Fatal(err)
		}
	}
	execute("INSERT INTO hub.releases (id, name, created_at, updated_at) VALUES (?, 'All at once', 'epoch', 'epoch')", release)
	for _, g := range p.groups {
		for _, id := range g.ids {
			_, entry, err := content.DecodeID("", id)
			if err != nil {
				p.Fatal(err)
			}
			for _, locale := range g.locales {
				execute("INSERT INTO hub.release_items (release_id, entry_id, locale, action) VALUES (?, ?, ?, ?)", release, entry, locale, g.action)
			}
		}
	}
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
	p := &plan{T: t, store: store, groups: map[string]*group{}}
	for i, record := range records(t, store) {
		locales := localesOf(record)
		switch {
		case record["slug"] == "secret":
			p.plan(record, content.ActionPublish, "en")
		case len(locales) == 0:
		case i%5 == 0:
			p.plan(record, content.ActionUnpublish, locales...)
		case i%5 == 1:
			p.plan(record, content.ActionUnpublish, locales[0])
		case i%5 == 2:
			p.plan(record, content.ActionPublish, locales[len(locales)-1])
		default:
			p.plan(record, content.ActionPublish, locales...)
		}
	}
	counts := p.settle()
	if counts[content.ActionPublish] < 50 || counts[content.ActionUnpublish] < 20 {
		t.Fatalf("the release does too little: %v", counts)
	}
	release := uuid.New()
	p.write(release)

	all := scenarios(t)
	type foreseen struct{ answer, cost string }
	ahead, before := map[string]foreseen{}, map[string]string{}
	for _, s := range all {
		before[s.name], _ = s.play(t, serve(t, store, at(s.now)))
		var f foreseen
		f.answer, f.cost = s.viewing(t, "release", content.EncodeID("release", release)).play(t, serve(t, store, at(s.now), as(withRole(account.Translator))))
		ahead[s.name] = f
	}
	p.carryOut()
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

package edit_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cocreated/hub/storage/act"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/edit"
	"github.com/cocreated/hub/storage/storagetest"
)

type object = map[string]any

const (
	inEnglish = content.Locale("en")
	inItalian = content.Locale("it")
)

// with is an input with one more member.
func with(input object, name string, value any) object {
	more := object{name: value}
	for name, value := range input {
		more[name] = value
	}
	return more
}

// TestStalenessOfWrites follows a translation through changes of its source.
func TestStalenessOfWrites(t *testing.T) {
	t.Parallel()
	store := storagetest.Garden(t)
	en, it := content.Locale("en"), content.Locale("it")
	made := storagetest.Do(t, store, act.VerbCreate, "plant", object{"size": "SMALL", "texts": []object{
		{"locale": en, "title": "One", "description": "A summary"}, {"locale": it, "title": "Uno", "description": "Un riassunto"},
	}})
	version := 1
	change := func(input object) map[string]edit.Pin {
		t.Helper()
		input["id"], input["version"] = storagetest.ID(made), version
		version = storagetest.Do(t, store, act.VerbUpdate, "plant", input).Version
		return storagetest.Record(t, store, "plant", made.ID).States[it].Stale
	}
	title := func(locale content.Locale, title string) object {
		return object{"texts": []object{{"locale": locale, "title": title}}}
	}
	if stale := change(with(title(en, "One!"), "minorEdit", true)); stale != nil {
		t.Errorf("a minor edit made %v stale", stale)
	}
	if stale := change(title(en, "Two")); len(stale) != 1 || stale["title"].Version != 2 {
		t.Errorf("after a change of the title %v is stale", stale)
	}
	if stale := change(title(en, "Three")); stale["title"].Version != 2 {
		t.Errorf("after another it is pinned to %v", stale)
	}
	if stale := change(title(en, "One!")); stale != nil {
		t.Errorf("back at what it was made from %v is stale", stale)
	}
	if stale := change(title(en, "Four")); len(stale) != 1 {
		t.Errorf("%v is stale", stale)
	}
	if stale := change(title(it, "Quattro")); stale != nil {
		t.Errorf("translated anew %v is stale", stale)
	}
}

// TestBulkAgain does several writes again under the same key: it hears of each what
// became of it the first time.
func TestBulkAgain(t *testing.T) {
	t.Parallel()
	store := storagetest.Garden(t)
	writes := []edit.Write{
		{Verb: act.VerbCreate, Kind: "plant", Input: object{"size": "SMALL", "texts": []object{{"locale": inEnglish, "title": "Good"}}}},
		{Verb: act.VerbCreate, Kind: "plant", Input: object{"size": "SMALL", "slug": "No Slug", "texts": []object{{"locale": inEnglish, "title": "Bad"}}}},
	}
	var all [2][]edit.Item
	for i := range all {
		items, err := store.Writer().Bulk(t.Context(), storagetest.Somebody, writes, edit.SkipFailures, edit.Options{IdempotencyKey: "several-at-once"})
		if err != nil {
			t.Fatal(err)
		}
		all[i] = items
	}
	if all[0][0].Outcome.ID != all[1][0].Outcome.ID || all[1][1].Err == nil || all[0][1].Err.Error() != all[1][1].Err.Error() {
		t.Errorf("the first time %+v, then %+v", all[0], all[1])
	}
}

// TestSingle refuses a second entry where there can be one, also to who recovers
// the first, and lets one of several at once in.
func TestSingle(t *testing.T) {
	t.Parallel()
	store := storagetest.Garden(t)
	const kind = "garden"
	made := make([]*edit.Outcome, 4)
	refusals := make([]error, 4)
	var all sync.WaitGroup
	for i := range made {
		all.Go(func() {
			made[i], refusals[i] = store.Writer().Do(context.Background(), storagetest.Somebody, edit.Write{Verb: act.VerbCreate, Kind: kind, Input: object{"slug": fmt.Sprint("number-", i)}})
		})
	}
	all.Wait()
	made = slices.DeleteFunc(made, func(outcome *edit.Outcome) bool { return outcome == nil })
	refusals = slices.DeleteFunc(refusals, func(err error) bool { return err == nil })
	if len(made) != 1 || len(refusals) != 3 || !strings.Contains(refusals[0].Error(), "there is a garden already") {
		t.Fatalf("made %+v, refused %v", made, refusals)
	}
	storagetest.Do(t, store, act.VerbDelete, "", object{"id": storagetest.ID(made[0]), "version": 1})
	storagetest.Do(t, store, act.VerbCreate, kind, object{"slug": "another"})
	if got := storagetest.Refused(t, store, act.VerbRecover, "", object{"id": storagetest.ID(made[0])}); !slices.Equal(got, []string{" SINGLE"}) {
		t.Errorf("recovered beside another: %v", got)
	}
}

// TestForgetKeys forgets the keys of the day before, and no other.
func TestForgetKeys(t *testing.T) {
	t.Parallel()
	store := storagetest.Garden(t)
	for _, key := range []string{"yesterday", "today-or-so"} {
		storagetest.Do(t, store, act.VerbCreate, "plant", object{"idempotencyKey": key, "size": "SMALL"})
	}
	if _, err := storagetest.Draft(store).ExecContext(t.Context(), "UPDATE hub.idempotency_keys SET at = at - interval '25 hours' WHERE key = 'yesterday'"); err != nil {
		t.Fatal(err)
	}
	if err := store.Writer().ForgetKeys(t.Context()); err != nil {
		t.Fatal(err)
	}
	var left []string
	if err := storagetest.Draft(store).NewRaw("SELECT key FROM hub.idempotency_keys").Scan(t.Context(), &left); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"today-or-so"}, left); diff != "" {
		t.Error(diff)
	}
}

// TestOneTitleAtOnce lets several write an entry of one title at the same moment: each gets
// an address of its own, because none of them has asked for one.
func TestOneTitleAtOnce(t *testing.T) {
	t.Parallel()
	store := storagetest.Garden(t)
	const writers = 4
	made := make([]*edit.Outcome, writers)
	failures := make([]error, writers)
	var all sync.WaitGroup
	for i := range writers {
		all.Go(func() {
			made[i], failures[i] = store.Writer().Do(context.Background(), act.Actor{}, edit.Write{
				Verb: act.VerbCreate, Kind: "plant", Input: object{"size": "SMALL", "texts": []object{{"locale": inEnglish, "title": "One"}}},
			})
		})
	}
	all.Wait()
	slugs := map[string]bool{}
	for i := range writers {
		if failures[i] != nil {
			t.Fatal(failures[i])
		}
		slugs[storagetest.Record(t, store, "plant", made[i].ID).Slug] = true
	}
	if len(slugs) != writers {
		t.Errorf("the addresses are %v", slugs)
	}
}

package edit_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/cocreated/hub/storage/act"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/edit"
	"github.com/cocreated/hub/storage/storagetest"
)

var noon = time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)

// field is a field of a translation.
func field(name, value string) object { return object{"name": name, "value": value} }

func translation(id string, version int, fields ...object) object {
	return object{"id": id, "locale": inItalian, "version": version, "fields": fields}
}

// TestLateTranslation is accepted whatever has become of its source, and says so.
func TestLateTranslation(t *testing.T) {
	t.Parallel()
	store := storagetest.Garden(t)
	made := storagetest.Do(t, store, act.VerbCreate, "plant", object{"size": "SMALL", "texts": []object{{"locale": inEnglish, "title": "One", "description": "A summary"}}})
	id := storagetest.ID(made)
	english := func(version int, minor bool, text object) {
		t.Helper()
		text["locale"] = inEnglish
		storagetest.Do(t, store, act.VerbUpdate, "plant", object{"id": id, "version": version, "minorEdit": minor, "texts": []object{text}})
	}
	stale := func() map[string]edit.Pin {
		return storagetest.Record(t, store, "plant", made.ID).States[inItalian].Stale
	}
	versions := func(pins map[string]edit.Pin) map[string]int {
		all := map[string]int{}
		for name, pin := range pins {
			all[name] = pin.Version
		}
		return all
	}

	english(1, true, object{"title": "One!"}) // version 2
	storagetest.Do(t, store, act.VerbTranslate, "", translation(id, 1, field("title", "Uno"), field("description", "Un riassunto")))
	if got := stale(); got != nil {
		t.Errorf("only a minor edit came between, and %v is stale", got)
	}
	english(3, false, object{"title": "Two"}) // 4
	storagetest.Do(t, store, act.VerbTranslate, "", translation(id, 3, field("title", "Uno!"), field("description", "Riassunto")))
	if diff := cmp.Diff(map[string]int{"title": 3}, versions(stale())); diff != "" {
		t.Error("the title was made from what is no more: ", diff)
	}
	english(5, false, object{"title": "One!"}) // 6
	if got := stale(); got != nil {
		t.Errorf("the source is back at what it was made from, and %v is stale", got)
	}

	t.Run("Conflict", func(t *testing.T) {
		_, err := store.Writer().Do(t.Context(), storagetest.Somebody, edit.Write{Verb: act.VerbTranslate, Input: translation(id, 4, field("title", "Altro"), field("description", "Riassunto"))})
		problems, err := edit.UserErrorsOf(err)
		if err != nil || len(problems) != 1 || *problems[0].Field != "fields[0]" || problems[0].Code != "VERSION_CONFLICT" {
			t.Fatalf("got %v, %v", problems, err)
		}
		conflict := problems[0].Conflict
		if conflict.Version != 6 || len(conflict.Changes) != 1 || conflict.Changes[0].Field != "texts.it.title" || conflict.Changes[0].Version != 5 || *conflict.Changes[0].Before != "Uno" || *conflict.Changes[0].After != "Uno!" {
			t.Errorf("got %+v %+v", conflict, conflict.Changes[0])
		}
	})
	t.Run("Confirm", func(t *testing.T) {
		english(6, false, object{"title": "Three", "description": "Another"}) // 7
		if diff := cmp.Diff(map[string]int{"title": 6, "description": 6}, versions(stale())); diff != "" {
			t.Fatal(diff)
		}
		storagetest.Do(t, store, act.VerbConfirm, "", object{"id": id, "locale": inItalian, "version": 7, "fields": []string{"title"}}) // 8
		if diff := cmp.Diff(map[string]int{"description": 6}, versions(stale())); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff([]string{"fields[0] FRESH"}, storagetest.Refused(t, store, act.VerbConfirm, "", object{"id": id, "locale": inItalian, "version": 8, "fields": []string{"title"}})); diff != "" {
			t.Error(diff)
		}
		storagetest.Do(t, store, act.VerbConfirm, "", object{"id": id, "locale": inItalian, "version": 6}) // 9: found right of an older source
		if diff := cmp.Diff(map[string]int{"description": 6}, versions(stale())); diff != "" {
			t.Error(diff)
		}
		storagetest.Do(t, store, act.VerbConfirm, "", object{"id": id, "locale": inItalian, "version": 8})
		if got := stale(); got != nil {
			t.Errorf("%v is stale", got)
		}
	})
}

// TestStalenessProperty follows a translation through any course of events: edits of
// the source, minor or not, and translations that come early or late. What it was
// made from, brought up to date by minor edits, decides.
func TestStalenessProperty(t *testing.T) {
	t.Parallel()
	store := storagetest.Garden(t)
	titles := rapid.SampledFrom([]string{"A", "B", "C"})
	rapid.Check(t, func(t *rapid.T) {
		outcome, err := store.Writer().Do(context.Background(), storagetest.Somebody, edit.Write{Verb: act.VerbCreate, Kind: "plant", Input: object{
			"size": "SMALL", "texts": []object{{"locale": inEnglish, "title": "A"}},
		}})
		if err != nil {
			t.Fatal(err)
		}
		id := storagetest.ID(outcome)
		type edited struct {
			title string
			minor bool
		}
		source := []edited{{title: "A"}} // by version
		madeFrom, translated := "", 1
		for step := range rapid.IntRange(1, 8).Draw(t, "steps") {
			write := edit.Write{Verb: act.VerbUpdate, Kind: "plant"}
			last := source[len(source)-1].title
			if rapid.Bool().Draw(t, "translate") {
				// Nobody has translated since this version; else it would be refused.
				version := rapid.IntRange(translated, len(source)).Draw(t, "version")
				madeFrom = source[version-1].title
				for i := version; i < len(source); i++ {
					if source[i].minor && source[i-1].title == madeFrom {
						madeFrom = source[i].title
					}
				}
				write = edit.Write{Verb: act.VerbTranslate, Input: translation(id, version, field("title", fmt.Sprint(step)))}
				translated = len(source) + 1
				source = append(source, edited{title: last})
			} else {
				next := edited{titles.Draw(t, "title"), rapid.Bool().Draw(t, "minor")}
				if next.title == last {
					continue
				}
				write.Input = object{"id": id, "version": len(source), "minorEdit": next.minor, "texts": []object{{"locale": inEnglish, "title": next.title}}}
				source = append(source, next)
				if next.minor && madeFrom == last {
					madeFrom = next.title
				}
			}
			if _, err := store.Writer().Do(context.Background(), storagetest.Somebody, write); err != nil {
				t.Fatal(err)
			}
		}
		reports, err := store.Translations(noon).Report(context.Background(), id, []content.Locale{inItalian})
		if err != nil {
			t.Fatal(err)
		}
		if stale := len(reports[0].Stale) > 0; madeFrom != "" && stale != (madeFrom != source[len(source)-1].title) {
			t.Fatalf("after %v a translation made from %q is stale: %v", source, madeFrom, stale)
		}
	})
}

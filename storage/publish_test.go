package storage_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/act"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/fault"
	"github.com/cocreated/hub/storage/publish"
	"github.com/cocreated/hub/storage/storagetest"
)

const (
	it = content.Locale("it")
	fr = content.Locale("fr")
)

// blockersOf are the codes and languages of what keeps a change from being made.
func blockersOf(t testing.TB, err error) []string {
	t.Helper()
	var refusal *publish.Refusal
	if !errors.As(err, &refusal) {
		t.Fatalf("not refused, but: %v", err)
	}
	return parameterDB(refusal.Problems, publish.Blocker)
}

// parameterDB are problems of a severity in short: code, language, part, field, target.
func parameterDB(problems []*publish.Problem, severity publish.Severity) []string {
	short := []string{}
	for _, problem := range problems {
		if problem.Severity != severity {
			continue
		}
		words := []string{string(problem.Code)}
		if problem.Locale != nil {
			words = append(words, string(*problem.Locale))
		}
		if problem.Part != nil {
			words = append(words, problem.Part.Kind+"/"+problem.Part.Slug)
		}
		if problem.Field != nil {
			words = append(words, *problem.Field)
		}
		if problem.Target != nil {
			words = append(words, "→", problem.Target.KindName+"/"+problem.Target.Slug)
		}
		short = append(short, strings.Join(words, " "))
	}
	return short
}

// liveTitles are the titles that are live of an entry, by language.
func liveTitles(t testing.TB, store *storage.Store, id uuid.UUID) map[content.Locale]string {
	t.Helper()
	var rows []struct {
		Locale content.Locale
		Title  string
	}
	err := storagetest.Draft(store).NewRaw("SELECT locale, title FROM live.texts WHERE entry_id = ? AND part_id IS NULL", id).Scan(t.Context(), &rows)
	if err != nil {
		t.Fatal(err)
	}
	titles := map[content.Locale]string{}
	for _, row := range rows {
		titles[row.Locale] = row.Title
	}
	return titles
}

func text(locale content.Locale, title string, more ...any) object {
	said := object{"locale": locale, "title": title}
	for i := 0; i < len(more); i += 2 {
		said[more[i].(string)] = more[i+1]
	}
	return said
}

func TestPublishLanguageByLanguage(t *testing.T) {
	t.Parallel()
	store := storagetest.Demo(t)
	made := newCourse(t, store)
	id := encodeID(made)
	mustDo(t, store, act.VerbUpdate, "course", object{"id": id, "version": 1, "texts": []object{text(it, "Coraggio")}})

	outcome := mustPublish(t, store, []content.Locale{it}, id)
	if len(outcome.Published) != 1 || outcome.Published[0].ID() != id || outcome.Published[0].Version != 2 || !slices.Equal(outcome.Published[0].Locales, []content.Locale{it}) {
		t.Errorf("published %+v", outcome.Published)
	}
	if got := liveTitles(t, store, made.ID); len(got) != 1 || got[it] != "Coraggio" {
		t.Errorf("live after Italian was published: %v", got)
	}
	want := []string{
		"NOT_APPROVED it", "MISSING_TRANSLATION it module/first-steps texts.it",
		"MISSING_TRANSLATION it lesson/listen texts.it", "MISSING_TRANSLATION it lesson/speak texts.it",
	}
	if got := parameterDB(outcome.Problems, publish.Warning); !slices.Equal(got, want) {
		t.Errorf("warned of %q, want %q", got, want)
	}

	mustDo(t, store, act.VerbUpdate, "course", object{"id": id, "version": 2, "texts": []object{text(it, "Coraggio!"), text(en, "Courage!")}})
	mustPublish(t, store, []content.Locale{en}, id)
	if got := liveTitles(t, store, made.ID); got[it] != "Coraggio" || got[en] != "Courage!" {
		t.Errorf("live after English was published: %v", got)
	}

	out, err := store.Publisher().Unpublish(t.Context(), somebody, publish.UnpublishRequest{IDs: []string{id}, Locales: []content.Locale{en, fr}})
	if err != nil {
		t.Fatal(err)
	}
	if got := liveTitles(t, store, made.ID); len(got) != 1 || got[it] == "" || out.Unpublished[0].Version == 0 {
		t.Errorf("live after English was unpublished: %v, %+v", got, out.Unpublished)
	}
	if got := parameterDB(out.Problems, publish.Warning); !slices.Equal(got, []string{"NOT_LIVE fr"}) {
		t.Errorf("warned of %q", got)
	}
	if out, err = store.Publisher().Unpublish(t.Context(), somebody, publish.UnpublishRequest{IDs: []string{id}, Locales: []content.Locale{it}}); err != nil {
		t.Fatal(err)
	}
	var rows int
	err = storagetest.Draft(store).NewRaw(`SELECT (SELECT count(*) FROM live.entries WHERE id = ?0) + (SELECT count(*) FROM live.parts WHERE entry_id = ?0) +
		(SELECT count(*) FROM live.courses WHERE id = ?0)`, made.ID).Scan(t.Context(), &rows)
	if err != nil || rows != 0 || out.Unpublished[0].Version != 0 {
		t.Errorf("%d rows are live after the last language was unpublished: %v, %+v", rows, err, out.Unpublished)
	}
	var audited []string
	if err := storagetest.Draft(store).NewRaw("SELECT action || ' ' || locales::text FROM hub.audit WHERE entry_id = ? AND action ~ 'PUBLISH' ORDER BY id", made.ID).Scan(t.Context(), &audited); err != nil {
		t.Fatal(err)
	}
	if want := []string{"PUBLISH {it}", "PUBLISH {en}", "UNPUBLISH {en}", "UNPUBLISH {it}"}; !slices.Equal(audited, want) {
		t.Errorf("audited %q, want %q", audited, want)
	}
}

// TestPublishBlockers makes each thing that can be in the way, and finds it.
func TestPublishBlockers(t *testing.T) {
	t.Parallel()
	store := storagetest.Demo(t)
	all := []content.Locale{en, it}
	check := func(t *testing.T, locales []content.Locale, ids ...string) []string {
		t.Helper()
		found, err := store.Publisher().Check(t.Context(), publish.Request{IDs: ids, Locales: locales})
		if err != nil {
			t.Fatal(err)
		}
		_, err = store.Publisher().Publish(t.Context(), somebody, publish.Request{IDs: ids, Locales: locales})
		blockers := parameterDB(found.Problems, publish.Blocker)
		if got := blockersOf(t, err); !slices.Equal(got, blockers) || found.Publishable() {
			t.Errorf("the check finds %q, publishing %q", blockers, got)
		}
		return blockers
	}
	expect := func(t *testing.T, got []string, want ...string) {
		t.Helper()
		if !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	area := create(t, store, "area", object{"scheme": "TOOLKIT", "texts": []object{text(en, "Unseen")}})

	t.Run("RequiredText", func(t *testing.T) {
		id := create(t, store, "page", object{"type": "PAGE", "texts": []object{text(en, "Whole"), {"locale": it, "summary": "Senza titolo", "slug": "senza"}}})
		expect(t, check(t, all, id), "REQUIRED_TEXT it texts.it.title")
		expect(t, check(t, []content.Locale{fr}, id), "REQUIRED_TEXT fr texts.fr")
	})
	t.Run("AltText", func(t *testing.T) {
		image := create(t, store, "asset", object{"fileName": "a.png", "sha256": storagetest.File(t, store, "image/png"), "texts": []object{text(en, "A", "altText", "An a"), text(it, "A")}})
		expect(t, check(t, all, image), "ALT_TEXT_MISSING it texts.it.altText")
		mustPublish(t, store, all, create(t, store, "asset", object{"fileName": "a.pdf", "sha256": storagetest.File(t, store, "application/pdf"), "texts": []object{text(en, "A"), text(it, "A")}}))
	})
	t.Run("StaleTranslation", func(t *testing.T) {
		id := create(t, store, "page", object{"type": "PAGE", "texts": []object{text(en, "Old"), text(it, "Vecchio")}})
		mustDo(t, store, act.VerbUpdate, "page", object{"id": id, "version": 1, "texts": []object{text(en, "New")}})
		expect(t, check(t, all, id), "STALE_TRANSLATION it texts.it")
		outcome, err := store.Publisher().Publish(t.Context(), somebody, publish.Request{IDs: []string{id}, Locales: all, AcceptStale: true})
		if err != nil || !slices.Contains(parameterDB(outcome.Problems, publish.Warning), "STALE_TRANSLATION it texts.it") {
			t.Errorf("accepted stale: %+v, %v", outcome, err)
		}
	})
	t.Run("UnpublishedDependency", func(t *testing.T) {
		id := create(t, store, "course", object{"area": area, "texts": []object{text(en, "Pointing")}})
		expect(t, check(t, []content.Locale{en}, id), "UNPUBLISHED_DEPENDENCY refs.area → area/unseen")
		outcome, err := store.Publisher().Publish(t.Context(), somebody, publish.Request{IDs: []string{id}, Locales: []content.Locale{en}, WithDependencies: true})
		if err != nil || len(outcome.Published) != 2 {
			t.Fatalf("published with its dependencies: %+v, %v", outcome, err)
		}
		_, err = store.Publisher().Unpublish(t.Context(), somebody, publish.UnpublishRequest{IDs: []string{area}, Locales: []content.Locale{en}})
		expect(t, blockersOf(t, err), "REFERENCED → course/pointing")
		if _, err = store.Publisher().Unpublish(t.Context(), somebody, publish.UnpublishRequest{IDs: []string{area, id}, Locales: []content.Locale{en}}); err != nil {
			t.Errorf("both together: %v", err)
		}
	})
	t.Run("DeadInternalLink", func(t *testing.T) {
		target := create(t, store, "page", object{"type": "PAGE", "slug": "aim", "texts": []object{text(en, "Aim")}})
		body := "[a](hub:page/aim#top) <hub:course/none> ![i](hub:nothing/x) [elsewhere](https://example.org/page/aim) [not ours](mailto:a@b.c)"
		id := create(t, store, "page", object{"type": "PAGE", "texts": []object{text(en, "Linking", "body", body)}})
		expect(t, check(t, []content.Locale{en}, id), "DEAD_INTERNAL_LINK en texts.en.body → page/aim",
			"DEAD_INTERNAL_LINK en texts.en.body", "DEAD_INTERNAL_LINK en texts.en.body")
		mustDo(t, store, act.VerbUpdate, "page", object{"id": id, "version": 1, "texts": []object{text(en, "Linking", "body", "[a](hub:page/aim)")}})
		mustPublish(t, store, []content.Locale{en}, id, target)
		outcome, err := store.Publisher().Unpublish(t.Context(), somebody, publish.UnpublishRequest{IDs: []string{target}, Locales: []content.Locale{en}})
		if err != nil {
			t.Fatal(err)
		}
		expect(t, parameterDB(outcome.Problems, publish.Warning), "DEAD_INTERNAL_LINK → page/linking")
	})
	t.Run("SlugTaken", func(t *testing.T) {
		first := create(t, store, "page", object{"type": "PAGE", "slug": "place", "texts": []object{text(en, "Place")}})
		mustPublish(t, store, []content.Locale{en}, first)
		mustDo(t, store, act.VerbUpdate, "page", object{"id": first, "version": 1, "slug": "elsewhere"})
		second := create(t, store, "page", object{"type": "PAGE", "slug": "place", "texts": []object{text(en, "Place")}})
		expect(t, check(t, []content.Locale{en}, second), "SLUG_TAKEN en texts.en.slug → page/elsewhere")
		mustPublish(t, store, []content.Locale{en}, first, second)
	})
	t.Run("ReferencedPart", func(t *testing.T) {
		made := newCourse(t, store)
		course := encodeID(made)
		module := recordOf(t, store, "course", made.ID).Parts[0]
		lesson := content.EncodeID("lesson", *module.Parts[0].ID)
		webinar := create(t, store, "webinar", object{
			"number": 99, "startsAt": time.Now(), "timeZone": "Europe/Rome", "durationMinutes": 60, "language": en,
			"lesson": lesson, "texts": []object{text(en, "About a lesson")},
		})
		mustPublish(t, store, []content.Locale{en}, course, webinar)
		mustDo(t, store, act.VerbUpdate, "webinar", object{"id": webinar, "version": 1, "lesson": nil})
		mustDo(t, store, act.VerbUpdate, "course", object{"id": course, "version": 1, "modules": []object{
			{"id": content.EncodeID("module", *module.ID), "lessons": []object{{"id": lesson, "remove": true}}},
		}})
		slug := recordOf(t, store, "webinar", idOf(t, webinar)).Slug
		expect(t, check(t, []content.Locale{en}, course), "REFERENCED → webinar/"+slug)
		mustPublish(t, store, []content.Locale{en}, course, webinar)
	})
	t.Run("EntryMissing", func(t *testing.T) {
		expect(t, check(t, []content.Locale{en}, content.EncodeID("page", uuid.New())), "ENTRY_MISSING")
	})
	t.Run("BadInput", func(t *testing.T) {
		for name, request := range map[string]publish.Request{
			"ids: name":     {Locales: all},
			"locales: name": {IDs: []string{area}},
			"ids[0]: ":      {IDs: []string{"x"}, Locales: all},
			"ids[0]: this":  {IDs: []string{content.EncodeID("lesson", uuid.New())}, Locales: all},
			"locales[0]: ":  {IDs: []string{area}, Locales: []content.Locale{"ja"}},
			"ids: at most":  {IDs: make([]string, 101), Locales: all},
		} {
			_, err := store.Publisher().Publish(t.Context(), somebody, request)
			if err == nil || !strings.HasPrefix(err.Error(), name) {
				t.Errorf("want %q…, got %v", name, err)
			}
		}
	})
	t.Run("Forbidden", func(t *testing.T) {
		forbidden := &fault.Error{Code: fault.Forbidden, Message: "no"}
		actor := act.Actor{Permit: func(intended act.Act) error {
			if intended.Verb == act.VerbPublish && intended.Kind == "area" {
				return forbidden
			}
			return fmt.Errorf("asked about %+v", intended)
		}}
		_, err := store.Publisher().Publish(t.Context(), actor, publish.Request{IDs: []string{area}, Locales: []content.Locale{en}})
		if !errors.Is(err, forbidden) {
			t.Errorf("got %v", err)
		}
	})
}

func idOf(t testing.TB, id string) uuid.UUID {
	t.Helper()
	_, parsed, err := content.DecodeID("id", id)
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

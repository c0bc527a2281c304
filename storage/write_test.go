package storage_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/act"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/edit"
	"github.com/cocreated/hub/storage/fault"
	"github.com/cocreated/hub/storage/storagetest"
)

type object = map[string]any

// somebody may do everything, and is somebody.
var somebody = act.Actor{AccountID: uuid.MustParse("0198c0de-0000-7000-8000-000000000001"), RequestID: "request-7"}

func mustDo(t testing.TB, store *storage.Store, verb act.Verb, kind string, input object) *edit.Outcome {
	t.Helper()
	outcome, err := store.Writer().Do(t.Context(), somebody, edit.Write{Verb: verb, Kind: kind, Input: input})
	if err != nil {
		t.Fatal(err)
	}
	return outcome
}

// refused does a write that must fail, and tells which fields broke which rules.
func refused(t testing.TB, store *storage.Store, verb act.Verb, kind string, input object) []string {
	t.Helper()
	_, err := store.Writer().Do(t.Context(), somebody, edit.Write{Verb: verb, Kind: kind, Input: input})
	if err == nil {
		t.Fatal("nothing was refused")
	}
	problems, err := edit.UserErrorsOf(err)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, problem := range problems {
		field := ""
		if problem.Field != nil {
			field = *problem.Field
		}
		all = append(all, field+" "+problem.Code)
	}
	return all
}

func recordOf(t testing.TB, store *storage.Store, kind string, id uuid.UUID) *edit.Record {
	t.Helper()
	for _, record := range records(t, store, kind) {
		if *record.ID == id {
			return record
		}
	}
	return nil
}

func encodeID(outcome *edit.Outcome) string { return content.EncodeID(outcome.Kind, outcome.ID) }

// newCourse makes a course of one module with two lessons.
func newCourse(t testing.TB, store *storage.Store) *edit.Outcome {
	t.Helper()
	return mustDo(t, store, act.VerbCreate, "course", object{
		"code": "CC-9", "texts": []object{{"locale": content.Locale("en"), "title": "Courage for beginners"}},
		"modules": []object{{
			"texts": []object{{"locale": content.Locale("en"), "title": "First steps"}},
			"lessons": []object{
				{"durationMinutes": 10, "texts": []object{{"locale": content.Locale("en"), "title": "Listen", "body": "# Listen"}}},
				{"durationMinutes": 20, "texts": []object{{"locale": content.Locale("en"), "title": "Speak"}}},
			},
		}},
	})
}

func TestWrite(t *testing.T) {
	t.Parallel()
	store := storagetest.Demo(t)
	made := newCourse(t, store)
	id := encodeID(made)
	course := recordOf(t, store, "course", made.ID)
	module := course.Parts[0]
	listen, speak := module.Parts[0], module.Parts[1]
	if course.Slug != "courage-for-beginners" || module.Slug != "first-steps" || listen.Slug != "listen" || course.Version != 1 || len(course.Published) > 0 {
		t.Fatalf("made %+v", course)
	}
	lesson := func(part *edit.PartRecord) string { return content.EncodeID("lesson", *part.ID) }

	t.Run("PartsOneByOne", func(t *testing.T) {
		changed := mustDo(t, store, act.VerbUpdate, "course", object{
			"id": id, "version": 1, "note": "Speak first",
			"modules": []object{{"id": content.EncodeID("module", *module.ID), "lessons": []object{
				{"id": lesson(speak), "position": 0, "durationMinutes": 25},
				{"durationMinutes": 5, "texts": []object{{"locale": content.Locale("en"), "title": "Listen"}}},
				{"id": lesson(listen), "remove": true},
			}}},
		})
		now := recordOf(t, store, "course", made.ID)
		lessons := now.Parts[0].Parts
		if changed.Version != 2 || len(lessons) != 2 || *lessons[0].ID != *speak.ID || string(lessons[0].Fields) != `{"durationMinutes":25}` || lessons[1].Slug != "listen-2" {
			t.Errorf("now %+v %+v", changed, lessons)
		}
	})
	t.Run("Relations", func(t *testing.T) {
		term := records(t, store, "term")[3]
		mustDo(t, store, act.VerbUpdate, "course", object{"id": id, "version": 2, "terms": []string{content.EncodeID("term", *term.ID)}})
		now := recordOf(t, store, "course", made.ID)
		if diff := cmp.Diff(map[string]edit.Targets{"terms": {Many: true, Slugs: []string{term.Slug}}}, now.Refs); diff != "" {
			t.Error(diff)
		}
		mustDo(t, store, act.VerbUpdate, "course", object{"id": id, "version": 3, "terms": nil, "code": nil})
		if now = recordOf(t, store, "course", made.ID); now.Refs != nil || strings.Contains(string(now.Fields), "code") {
			t.Errorf("cleared: %s %v", now.Fields, now.Refs)
		}
	})
	t.Run("NothingToChange", func(t *testing.T) {
		same := mustDo(t, store, act.VerbUpdate, "course", object{"id": id, "version": 4, "texts": []object{{"locale": content.Locale("en"), "title": "Courage for beginners"}}})
		if same.Version != 4 || len(same.Changes) != 0 {
			t.Errorf("got %+v", same)
		}
	})
	t.Run("DryRun", func(t *testing.T) {
		dry := mustDo(t, store, act.VerbUpdate, "course", object{"id": id, "version": 4, "dryRun": true, "code": "X"})
		if len(dry.Changes) != 1 || dry.Changes[0].Field != "fields.code" || recordOf(t, store, "course", made.ID).Version != 4 {
			t.Errorf("got %+v", dry)
		}
	})
	t.Run("Conflict", func(t *testing.T) {
		_, err := store.Writer().Do(t.Context(), somebody, edit.Write{Verb: act.VerbUpdate, Kind: "course", Input: object{"id": id, "version": 2, "code": "X"}})
		var known *fault.Error
		if !errors.As(err, &known) || known.Rule != "versionConflict" || edit.ConflictOf(known).Version != 4 || len(edit.ConflictOf(known).Changes) != 1 {
			t.Fatalf("got %v", err)
		}
		change := edit.ConflictOf(known).Changes[0]
		if change.Field != "fields.code" || *change.Before != "CC-9" || change.After != nil || change.Version != 4 || change.Author.AccountID != somebody.AccountID {
			t.Errorf("got %+v", change)
		}
	})
	t.Run("Refused", func(t *testing.T) {
		en := content.Locale("en")
		for name, test := range map[string]struct {
			input object
			want  []string
		}{
			"Path": {
				object{"modules": []object{{"id": content.EncodeID("module", *module.ID), "lessons": []object{{"id": lesson(speak), "durationMinutes": 0}, {"durationMinutes": 1, "texts": []object{{"locale": en, "title": strings.Repeat("x", 400)}}}}}}},
				[]string{"modules[0].lessons[0].durationMinutes MIN", "modules[0].lessons[1].texts[0].title MAX"},
			},
			"Slug":      {object{"slug": "co-creation-basics"}, []string{"slug TAKEN"}},
			"BadSlug":   {object{"slug": "No Slug"}, []string{"slug SLUG"}},
			"Language":  {object{"texts": []object{{"locale": content.Locale("tlh"), "title": "x"}}}, []string{"texts[0] LOCALE"}},
			"Reference": {object{"terms": []string{id, content.EncodeID("term", uuid.Nil)}}, []string{"terms[0] KIND", "terms[1] NOT_FOUND"}},
			"ForeignPart": {
				object{"modules": []object{{"id": content.EncodeID("module", uuid.Max), "slug": "x"}}},
				[]string{"modules[0].id NOT_FOUND"},
			},
			"Range": {object{"passMarkPercent": 101}, []string{"passMarkPercent MAX"}},
		} {
			t.Run(name, func(t *testing.T) {
				test.input["id"], test.input["version"] = id, 4
				if diff := cmp.Diff(test.want, refused(t, store, act.VerbUpdate, "course", test.input)); diff != "" {
					t.Error(diff)
				}
			})
		}
	})
	t.Run("Bin", func(t *testing.T) {
		before := recordOf(t, store, "course", made.ID)
		mustDo(t, store, act.VerbDelete, "", object{"id": id, "version": 4})
		if recordOf(t, store, "course", made.ID) != nil {
			t.Fatal("the course is still there")
		}
		back := mustDo(t, store, act.VerbRecover, "", object{"id": id})
		now := recordOf(t, store, "course", made.ID)
		if now == nil || back.Version != 5 {
			t.Fatalf("recovered %+v", back)
		}
		now.Version, now.UpdatedAt = before.Version, before.UpdatedAt
		if diff := cmp.Diff(before, now); diff != "" {
			t.Errorf("it came back otherwise: %s", diff)
		}
	})
	t.Run("DeleteWhatIsInUse", func(t *testing.T) {
		area := records(t, store, "area")[0]
		got := refused(t, store, act.VerbDelete, "", object{"id": content.EncodeID("area", *area.ID), "version": area.Version})
		if diff := cmp.Diff([]string{"id PUBLISHED"}, got); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("Once", func(t *testing.T) {
		input := object{"idempotencyKey": "a-key-of-mine", "texts": []object{{"locale": content.Locale("en"), "title": "Once"}}}
		one, two := mustDo(t, store, act.VerbCreate, "page", with2(input, "type", "PAGE")), mustDo(t, store, act.VerbCreate, "page", with2(input, "type", "PAGE"))
		if one.ID != two.ID {
			t.Error("it was done twice")
		}
		if diff := cmp.Diff([]string{"idempotencyKey REUSED"}, refused(t, store, act.VerbCreate, "page", with2(input, "type", "NEWS"))); diff != "" {
			t.Error(diff)
		}
	})
}

func with2(input object, name string, value any) object {
	copied := object{name: value}
	for k, v := range input {
		copied[k] = v
	}
	return copied
}

// TestStaleness follows a translation through changes of its source.
func TestStaleness(t *testing.T) {
	t.Parallel()
	store := storagetest.Empty(t)
	en, it := content.Locale("en"), content.Locale("it")
	made := mustDo(t, store, act.VerbCreate, "page", object{"type": "PAGE", "texts": []object{
		{"locale": en, "title": "One", "summary": "A summary"}, {"locale": it, "title": "Uno", "summary": "Un riassunto"},
	}})
	version := 1
	change := func(input object) map[string]edit.Pin {
		t.Helper()
		input["id"], input["version"] = encodeID(made), version
		version = mustDo(t, store, act.VerbUpdate, "page", input).Version
		return recordOf(t, store, "page", made.ID).States[it].Stale
	}
	title := func(locale content.Locale, title string) object {
		return object{"texts": []object{{"locale": locale, "title": title}}}
	}
	if stale := change(with2(title(en, "One!"), "minorEdit", true)); stale != nil {
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

// TestWriteStatements counts what a change of a lesson costs, however many there are.
func TestWriteStatements(t *testing.T) {
	t.Parallel()
	store := storagetest.Empty(t)
	var counts []int
	for _, lessons := range []int{1, 40} {
		input := make([]object, lessons)
		for i := range input {
			input[i] = object{"durationMinutes": 10, "texts": []object{{"locale": content.Locale("en"), "title": "Lesson"}}}
		}
		made := mustDo(t, store, act.VerbCreate, "course", object{
			"texts":   []object{{"locale": content.Locale("en"), "title": "Course"}},
			"modules": []object{{"texts": []object{{"locale": content.Locale("en"), "title": "Module"}}, "lessons": input}},
		})
		module := recordOf(t, store, "course", made.ID).Parts[0]
		ctx, count := storage.CountStatements(context.Background())
		_, err := store.Writer().Do(ctx, somebody, edit.Write{Verb: act.VerbUpdate, Kind: "course", Input: object{
			"id": encodeID(made), "version": 1,
			"modules": []object{{"id": content.EncodeID("module", *module.ID), "lessons": []object{{
				"id": content.EncodeID("lesson", *module.Parts[0].ID), "texts": []object{{"locale": content.Locale("en"), "title": "Another title", "body": "Words"}},
			}}}},
		}})
		if err != nil {
			t.Fatal(err)
		}
		counts = append(counts, count())
	}
	t.Logf("statements: %v", counts)
	if counts[0] != counts[1] || counts[0] > 25 {
		t.Errorf("statements: %v", counts)
	}
}

// TestBulkAgain does several writes again under the same key: it hears of each what
// became of it the first time.
func TestBulkAgain(t *testing.T) {
	t.Parallel()
	store := storagetest.Empty(t)
	writes := []edit.Write{
		{Verb: act.VerbCreate, Kind: "page", Input: object{"type": "PAGE", "texts": []object{{"locale": inEnglish, "title": "Good"}}}},
		{Verb: act.VerbCreate, Kind: "page", Input: object{"type": "PAGE", "slug": "No Slug", "texts": []object{{"locale": inEnglish, "title": "Bad"}}}},
	}
	var all [2][]edit.Item
	for i := range all {
		items, err := store.Writer().Bulk(t.Context(), somebody, writes, edit.SkipFailures, edit.Options{IdempotencyKey: "several-at-once"})
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
	store := storagetest.Empty(t)
	const kind = "dictionary"
	made := make([]*edit.Outcome, 4)
	refusals := make([]error, 4)
	var all sync.WaitGroup
	for i := range made {
		all.Go(func() {
			made[i], refusals[i] = store.Writer().Do(context.Background(), somebody, edit.Write{Verb: act.VerbCreate, Kind: kind, Input: object{"slug": fmt.Sprint("number-", i)}})
		})
	}
	all.Wait()
	made = slices.DeleteFunc(made, func(outcome *edit.Outcome) bool { return outcome == nil })
	refusals = slices.DeleteFunc(refusals, func(err error) bool { return err == nil })
	if len(made) != 1 || len(refusals) != 3 || !strings.Contains(refusals[0].Error(), "there is a dictionary already") {
		t.Fatalf("made %+v, refused %v", made, refusals)
	}
	mustDo(t, store, act.VerbDelete, "", object{"id": encodeID(made[0]), "version": 1})
	mustDo(t, store, act.VerbCreate, kind, object{"slug": "another"})
	if got := refused(t, store, act.VerbRecover, "", object{"id": encodeID(made[0])}); !slices.Equal(got, []string{" SINGLE"}) {
		t.Errorf("recovered beside another: %v", got)
	}
}

// TestForgetKeys forgets the keys of the day before, and no other.
func TestForgetKeys(t *testing.T) {
	t.Parallel()
	store := storagetest.Empty(t)
	for _, key := range []string{"yesterday", "today-or-so"} {
		mustDo(t, store, act.VerbCreate, "page", object{"idempotencyKey": key, "type": "PAGE"})
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

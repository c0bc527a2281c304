package storage_test

import (
	"context"
	"errors"
	"strings"
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

// What tests of the store have in common with those of the engine, by short names.
var (
	somebody    = storagetest.Somebody
	mustDo      = storagetest.Do
	create      = storagetest.Create
	refused     = storagetest.Refused
	encodeID    = storagetest.ID
	recordOf    = storagetest.Record
	records     = storagetest.Records
	mustPublish = storagetest.Publish
	mustImport  = storagetest.Import
	export      = storagetest.Export
	draftReader = storagetest.ReadDraft
)

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

package storage_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/act"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/edit"
	"github.com/cocreated/hub/storage/storagetest"
)

// bigCourse makes a course of 20 modules with so many lessons each, in all five
// languages, as a draft.
func bigCourse(tb testing.TB, store *storage.Store, lessons int) *edit.Outcome {
	tb.Helper()
	texts := func(title string, body bool) []object {
		var all []object
		for _, locale := range storagetest.Languages()[content.ContentLanguages] {
			text := object{"locale": locale, "title": title + " in " + string(locale)}
			if body {
				text["body"] = strings.Repeat("What is written together is read together. ", 20)
			}
			all = append(all, text)
		}
		return all
	}
	modules := make([]object, 20)
	for i := range modules {
		parts := make([]object, lessons)
		for j := range parts {
			parts[j] = object{"durationMinutes": 10, "texts": texts(fmt.Sprintf("Lesson %d of module %d", j, i), true)}
		}
		modules[i] = object{"texts": texts(fmt.Sprintf("Module %d", i), false), "lessons": parts}
	}
	return mustDo(tb, store, act.VerbCreate, "course", object{"texts": texts("A large course", false), "modules": modules})
}

// BenchmarkLessonUpdate changes the title and the body of one lesson of a course.
func BenchmarkLessonUpdate(b *testing.B) {
	for _, lessons := range []int{1, 10} {
		b.Run(fmt.Sprintf("lessons=%d", 20*lessons), func(b *testing.B) {
			store := storagetest.Empty(b)
			made := bigCourse(b, store, lessons)
			module := recordOf(b, store, "course", made.ID).Parts[7]
			lesson := content.EncodeID("lesson", *module.Parts[0].ID)
			version := 1
			statements := 0
			for b.Loop() {
				ctx, count := storage.CountStatements(b.Context())
				outcome, err := store.Writer().Do(ctx, somebody, edit.Write{Verb: act.VerbUpdate, Kind: "course", Input: object{
					"id": encodeID(made), "version": version,
					"modules": []object{{"id": content.EncodeID("module", *module.ID), "lessons": []object{{
						"id": lesson, "texts": []object{{"locale": en, "title": fmt.Sprint("Title ", version), "body": strings.Repeat("New words. ", 100)}},
					}}}},
				}})
				if err != nil {
					b.Fatal(err)
				}
				version, statements = outcome.Version, count()
			}
			b.ReportMetric(float64(statements), "statements/op")
		})
	}
}

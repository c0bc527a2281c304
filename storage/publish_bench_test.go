package storage_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/publish"
	"github.com/cocreated/hub/storage/storagetest"
	"github.com/cocreated/hub/storage/transfer"
)

// largeCourse is a record of a course with lessons in modules of ten, in all languages
// of the content, with bodies as long as those of the demo content.
func largeCourse(lessons int) string {
	locales := storagetest.Languages()[content.ContentLanguages]
	body := strings.Repeat("Co-creation begins where people who know different things listen to one another. ", 12)
	texts := func(what string, more string) string {
		var all []string
		for _, locale := range locales {
			all = append(all, fmt.Sprintf(`%q:{"title":"%s (%s)"%s}`, string(locale), what, locale, more))
		}
		return "{" + strings.Join(all, ",") + "}"
	}
	var modules []string
	for first := 0; first < lessons; first += 10 {
		var parts []string
		for n := first; n < min(first+10, lessons); n++ {
			parts = append(parts, fmt.Sprintf(`{"kind":"lesson","slug":"lesson-%d","fields":{"durationMinutes":20},"texts":%s}`, n, texts(fmt.Sprint("Lesson ", n), `,"body":"`+body+`"`)))
		}
		modules = append(modules, fmt.Sprintf(`{"kind":"module","slug":"module-%d","texts":%s,"parts":[%s]}`, first, texts(fmt.Sprint("Module ", first), ""), strings.Join(parts, ",")))
	}
	return fmt.Sprintf(`{"kind":"course","slug":"large","sourceLocale":"en","texts":%s,"parts":[%s]}`, texts("A large course", ""), strings.Join(modules, ","))
}

// withLargeCourse is a store with a large course in the draft, and its id.
func withLargeCourse(t testing.TB, lessons int) (*storage.Store, string) {
	t.Helper()
	store := storagetest.Demo(t)
	report, err := store.Importer().Import(t.Context(), strings.NewReader(largeCourse(lessons)), transfer.ImportOptions{})
	if err != nil || len(report.Problems) > 0 {
		t.Fatal(report.Problems, err)
	}
	for _, course := range records(t, store, "course") {
		if course.Slug == "large" {
			return store, content.EncodeID("course", *course.ID)
		}
	}
	t.Fatal("the course is not there")
	return nil, ""
}

// publishCounted publishes the course in all languages, and counts the statements.
func publishCounted(t testing.TB, store *storage.Store, id string) int {
	t.Helper()
	ctx, count := storage.CountStatements(t.Context())
	_, err := store.Publisher().Publish(ctx, somebody, publish.Request{
		IDs: []string{id}, Locales: storagetest.Languages()[content.ContentLanguages],
	})
	if err != nil {
		t.Fatal(err)
	}
	return count()
}

// TestPublishStatements publishes courses of few and of many lessons: that costs as
// many statements.
func TestPublishStatements(t *testing.T) {
	t.Parallel()
	counts := map[int]int{}
	for _, lessons := range []int{2, 40} {
		store, id := withLargeCourse(t, lessons)
		counts[lessons] = publishCounted(t, store, id)
	}
	if counts[2] != counts[40] || counts[2] > 35 {
		t.Errorf("statements by lessons: %v", counts)
	}
}

// BenchmarkPublish publishes a course of 200 lessons in 5 languages that is live
// already, as after an edit.
func BenchmarkPublish(b *testing.B) {
	store, id := withLargeCourse(b, 200)
	publishCounted(b, store, id)
	statements := 0
	for b.Loop() {
		statements = publishCounted(b, store, id)
	}
	b.ReportMetric(float64(statements), "statements/op")
}

// BenchmarkPublishCheck checks such a course.
func BenchmarkPublishCheck(b *testing.B) {
	store, id := withLargeCourse(b, 200)
	for b.Loop() {
		check, err := store.Publisher().Check(b.Context(), publish.Request{IDs: []string{id}, Locales: storagetest.Languages()[content.ContentLanguages]})
		if err != nil || !check.Publishable() {
			b.Fatal(check, err)
		}
	}
}

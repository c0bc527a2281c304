package storage_test

import (
	"testing"
	"time"

	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/kind"
	"github.com/cocreated/hub/storage/storagetest"
)

// twoCourses were written first in Italian and in English. Of the lessons of the
// Italian one, one is written in English only.
const twoCourses = `{"kind":"course","slug":"ascolto","sourceLocale":"it","texts":{"en":{"title":"Zen of listening","summary":"In English."},"it":{"title":"Ascolto"}},` +
	`"parts":[{"kind":"module","slug":"one","texts":{"it":{"title":"Uno"},"en":{"title":"One"}},"parts":[` +
	`{"kind":"lesson","slug":"italian","fields":{"durationMinutes":5},"texts":{"it":{"title":"Lezione","body":"Ciao"},"en":{"title":"Lesson","body":"Hello"}}},` +
	`{"kind":"lesson","slug":"english","fields":{"durationMinutes":5},"texts":{"en":{"title":"Only in English","body":"Hello"}}}]}]}` + "\n" +
	`{"kind":"course","slug":"budgets","sourceLocale":"en","texts":{"en":{"title":"Budgets"},"it":{"title":"Bilanci"}}}` + "\n"

func draftCourse(t *testing.T, reader *content.Reader, slug string) *kind.Course {
	t.Helper()
	course, err := content.Find[kind.Course](t.Context(), reader, &slug, nil)
	if err != nil {
		t.Fatal(err)
	}
	return course
}

// TestReadDraft reads what no one published: without languages each entry in the
// one it was written in, with them exactly in those.
func TestReadDraft(t *testing.T) {
	t.Parallel()
	store := storagetest.Empty(t)
	mustImport(t, store, []byte(twoCourses))
	type said struct {
		title    string
		locale   content.Locale
		fallback bool
	}
	of := func(t *testing.T, title *string, l *content.Localised) said {
		t.Helper()
		fallback, err := l.IsFallback()
		if err != nil {
			t.Fatal(err)
		}
		s := said{fallback: fallback}
		if title != nil {
			s.title = *title
		}
		if locale := l.Locale(); locale != nil {
			s.locale = *locale
		}
		return s
	}
	equal := func(t *testing.T, got, want said) {
		t.Helper()
		if got != want {
			t.Errorf("got %+v, want %+v", got, want)
		}
	}

	t.Run("InTheSourceLanguage", func(t *testing.T) {
		t.Parallel()
		reader := draftReader(t, store)
		course := draftCourse(t, reader, "ascolto")
		equal(t, of(t, &course.Title, &course.Localised), said{"Ascolto", "it", false})
		if course.Summary != nil {
			t.Errorf("the summary fell back to %q", *course.Summary)
		}
		modules, err := content.PartsOf[kind.Module](t.Context(), course)
		if err != nil || len(modules) != 1 {
			t.Fatalf("%d modules, %v", len(modules), err)
		}
		lessons, err := content.PartsOf[kind.Lesson](t.Context(), modules[0])
		if err != nil || len(lessons) != 2 {
			t.Fatalf("%d lessons, %v", len(lessons), err)
		}
		equal(t, of(t, lessons[0].Title, &lessons[0].Localised), said{"Lezione", "it", false})
		equal(t, of(t, lessons[1].Title, &lessons[1].Localised), said{"", "", false})
		for i, want := range []*content.RichText{{Markdown: "Ciao", Locale: "it"}, nil} {
			body, err := content.Body(t.Context(), lessons[i])
			if err != nil || (body == nil) != (want == nil) || body != nil && (body.Markdown != want.Markdown || body.IsFallback) {
				t.Errorf("the body of lesson %d is %+v, %v", i, body, err)
			}
		}
	})
	t.Run("SortedAndFilteredByTheSourceLanguage", func(t *testing.T) {
		t.Parallel()
		list, err := content.List[kind.Course](t.Context(), draftReader(t, store), store.Signer, content.Page{},
			map[string]any{"title": map[string]any{"ne": "Zen of listening"}}, []map[string]any{{"field": "TITLE", "direction": "ASC"}})
		if err != nil || len(list.Nodes) != 2 || list.Nodes[0].Title != "Ascolto" || list.Nodes[1].Title != "Budgets" {
			t.Errorf("got %+v, %v", list, err)
		}
	})
	t.Run("SearchedInTheSourceLanguage", func(t *testing.T) {
		t.Parallel()
		for words, want := range map[string]int{"ascolto": 1, "bilanci": 0, "hello": 0} {
			found, err := content.Search(t.Context(), draftReader(t, store), store.Signer, content.SearchQuery{Words: words})
			if err != nil || len(found.Nodes) != want {
				t.Errorf("%q finds %d, %v; want %d", words, len(found.Nodes), err, want)
			}
		}
	})
	t.Run("InTheLanguagesAskedFor", func(t *testing.T) {
		t.Parallel()
		reader := draftReader(t, store, "en", "it")
		course := draftCourse(t, reader, "ascolto")
		equal(t, of(t, &course.Title, &course.Localised), said{"Zen of listening", "en", false})
		if draftCourse(t, draftReader(t, store, "fr"), "ascolto") != nil {
			t.Error("it shows in a language that it is not written in")
		}
	})
	t.Run("NotLive", func(t *testing.T) {
		t.Parallel()
		reader, err := store.ReadLive(time.Now(), nil)
		if err != nil {
			t.Fatal(err)
		}
		if draftCourse(t, reader, "ascolto") != nil {
			t.Error("what nobody published is live")
		}
	})
}

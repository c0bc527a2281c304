package storage_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/act"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/edit"
	"github.com/cocreated/hub/storage/fault"
	"github.com/cocreated/hub/storage/format/words"
	"github.com/cocreated/hub/storage/storagetest"
	"github.com/cocreated/hub/storage/transfer"
)

var noon = time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)

func TestTranslationReport(t *testing.T) {
	t.Parallel()
	store := storagetest.Empty(t)
	made := newCourse(t, store)
	course := recordOf(t, store, "course", made.ID)
	listen := content.EncodeID("lesson", *course.Parts[0].Parts[0].ID)
	mustDo(t, store, act.VerbTranslate, "", translation(listen, 1, field("title", "Ascolta"), field("body", "# Ascolta")))
	mustDo(t, store, act.VerbTranslate, "", translation(encodeID(made), 2, field("title", "Coraggio")))
	mustDo(t, store, act.VerbUpdate, "course", object{"id": encodeID(made), "version": 3, "texts": []object{{"locale": inEnglish, "title": "Courage for all"}}})

	reports, err := store.Translations(noon).Report(t.Context(), encodeID(made), []content.Locale{inItalian, inFrench, inEnglish})
	if err != nil {
		t.Fatal(err)
	}
	if len(reports) != 2 || reports[0].Locale != inItalian || reports[1].Locale != inFrench {
		t.Fatalf("got %+v", reports)
	}
	module, speak := content.EncodeID("module", *course.Parts[0].ID), content.EncodeID("lesson", *course.Parts[0].Parts[1].ID)
	want := &edit.TranslationReport{
		Locale: inItalian, Status: edit.TranslationMissing,
		Missing: []*edit.TranslationField{{Part: &module, Name: "title"}, {Part: &speak, Name: "title"}},
		Stale: []*edit.StaleField{{TranslationField: edit.TranslationField{Name: "title"}, Version: 3, Source: []words.Segment{
			{Op: words.Equal, Text: "Courage for "}, {Op: words.Deleted, Text: "beginners"}, {Op: words.Inserted, Text: "all"},
		}}},
	}
	if diff := cmp.Diff(want, reports[0]); diff != "" {
		t.Error(diff)
	}
	if len(reports[1].Missing) != 5 || reports[1].Status != edit.TranslationMissing {
		t.Errorf("of French %+v", reports[1])
	}

	ctx, count := storage.CountStatements(context.Background())
	if _, err := store.Translations(noon).Report(ctx, encodeID(made), nil); err != nil || count() > 7 {
		t.Errorf("%d statements, %v", count(), err)
	}
	for name, test := range map[string]struct {
		id, rule string
		locales  []content.Locale
	}{
		"NoID":     {"x", "id", nil},
		"PartID":   {listen, "kind", nil},
		"NoEntry":  {content.EncodeID("course", *course.Parts[0].ID), "notFound", nil},
		"Language": {encodeID(made), "locale", []content.Locale{"tlh"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := store.Translations(noon).Report(t.Context(), test.id, test.locales)
			var known *fault.Error
			if !errors.As(err, &known) || test.rule != "id" && known.Rule != test.rule {
				t.Errorf("got %v", err)
			}
		})
	}
}

// TestTranslationBoard compares what one statement finds with what each entry says
// of itself, over all of the demo, and pages through it both ways.
func TestTranslationBoard(t *testing.T) {
	t.Parallel()
	store := storagetest.Demo(t)
	translations := store.Translations(noon)
	domain := records(t, store, "domain")[0]
	mustDo(t, store, act.VerbUpdate, "domain", object{
		"id": content.EncodeID("domain", *domain.ID), "version": domain.Version,
		"texts": []object{{"locale": domain.SourceLocale, "title": "Another title"}},
	})

	rows := map[string]*edit.BoardRow{}
	var cursors []string
	var after *string
	for {
		board, err := translations.Board(t.Context(), edit.BoardFilter{}, content.Page{First: pointer(100), After: after})
		if err != nil {
			t.Fatal(err)
		}
		for _, edge := range board.Edges {
			rows[edge.Node.EntryID.String()+" "+string(edge.Node.Locale)] = edge.Node
			cursors = append(cursors, edge.Cursor())
		}
		if after = board.PageInfo.EndCursor(); !board.PageInfo.HasNextPage {
			break
		}
	}
	seen, counts := 0, map[string]int{}
	for _, kind := range store.Kinds.All() {
		for _, record := range records(t, store, kind.Name) {
			reports, err := translations.Report(t.Context(), content.EncodeID(kind.Name, *record.ID), nil)
			if err != nil {
				t.Fatal(err)
			}
			for _, report := range reports {
				row := rows[record.ID.String()+" "+string(report.Locale)]
				if row == nil || row.Status != report.Status || row.Missing != len(report.Missing) || row.Stale != len(report.Stale) {
					t.Fatalf("%s %s %s: the board says %+v, the entry %+v", kind.Name, record.Slug, report.Locale, row, report)
				}
				seen++
				counts[fmt.Sprint(kind.Name, report.Locale, report.Status)]++
			}
		}
	}
	if seen != len(rows) || seen != len(cursors) || seen < 500 {
		t.Errorf("%d rows, %d cursors, %d reports", len(rows), len(cursors), seen)
	}

	t.Run("Counts", func(t *testing.T) {
		ctx, count := storage.CountStatements(context.Background())
		board, err := translations.Board(ctx, edit.BoardFilter{Statuses: []edit.TranslationStatus{edit.TranslationStale}}, content.Page{})
		if err != nil {
			t.Fatal(err)
		}
		found, err := board.Counts(ctx)
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]int{}
		for _, count := range found {
			got[fmt.Sprint(count.Kind, count.Locale, count.Status)] = count.Count
		}
		if diff := cmp.Diff(counts, got); diff != "" {
			t.Error(diff)
		}
		total, err := board.TotalCount(ctx)
		if err != nil || total != len(board.Nodes) || total == 0 {
			t.Errorf("%d are stale, and %d on the page: %v", total, len(board.Nodes), err)
		}
		for _, row := range board.Nodes {
			entry, err := row.Entry(ctx)
			if err != nil || entry == nil || entry.Header().UUID != *domain.ID {
				t.Errorf("%+v of %v: %v", row, entry, err)
			}
		}
		if n := count(); n != 3 {
			t.Errorf("%d statements", n)
		}
	})
	t.Run("Backwards", func(t *testing.T) {
		board, err := translations.Board(t.Context(), edit.BoardFilter{}, content.Page{Last: pointer(10), Before: &cursors[30]})
		if err != nil || board.Edges[0].Cursor() != cursors[20] || board.Edges[9].Cursor() != cursors[29] {
			t.Errorf("got %+v, %v", board, err)
		}
	})
	t.Run("Narrowed", func(t *testing.T) {
		board, err := translations.Board(t.Context(), edit.BoardFilter{Kinds: []content.EntryKind{"term"}, Locales: []content.Locale{"fr-CH"}}, content.Page{First: pointer(100)})
		if err != nil || len(board.Nodes) != 66 || board.Nodes[0].KindName != "term" || board.Nodes[0].Locale != inFrench {
			t.Errorf("got %+v, %v", board, err)
		}
	})
	t.Run("Refused", func(t *testing.T) {
		for name, page := range map[string]content.Page{"TooMany": {First: pointer(101)}, "NoCursor": {After: pointer("x")}} {
			if _, err := translations.Board(t.Context(), edit.BoardFilter{}, page); err == nil {
				t.Errorf("%s was let in", name)
			}
		}
	})
}

func pointer[T any](value T) *T { return &value }

// BenchmarkTranslationBoard reads boards of 20,000 texts: pages of 100 rows with
// their entries, and all counts.
func BenchmarkTranslationBoard(b *testing.B) {
	store := storagetest.Empty(b)
	importTexts(b, store, 20_000)
	for name, filter := range map[string]edit.BoardFilter{
		"All":   {},
		"Stale": {Locales: []content.Locale{inItalian}, Statuses: []edit.TranslationStatus{edit.TranslationStale, edit.TranslationMissing}},
	} {
		b.Run(name, func(b *testing.B) {
			statements := 0
			for b.Loop() {
				ctx, count := storage.CountStatements(b.Context())
				board, err := store.Translations(noon).Board(ctx, filter, content.Page{First: pointer(100)})
				if err != nil {
					b.Fatal(err)
				}
				if _, err := board.Counts(ctx); err != nil {
					b.Fatal(err)
				}
				if len(board.Nodes) > 0 {
					if _, err := board.Nodes[0].Entry(ctx); err != nil {
						b.Fatal(err)
					}
				}
				statements = count()
			}
			b.ReportMetric(float64(statements), "statements")
		})
	}
}

// importTexts imports courses of 20 lessons in five languages until there are so
// many texts.
func importTexts(b *testing.B, store *storage.Store, texts int) {
	b.Helper()
	var lines strings.Builder
	inAll := func(title string) string {
		var all []string
		for _, locale := range store.Languages[content.ContentLanguages] {
			all = append(all, fmt.Sprintf(`%q:{"title":%q,"body":"Some words that a lesson has."}`, locale, title))
		}
		return strings.Join(all, ",")
	}
	for n := range texts / (21 * len(store.Languages[content.ContentLanguages])) {
		var lessons []string
		for lesson := range 19 {
			lessons = append(lessons, fmt.Sprintf(`{"kind":"lesson","slug":"lesson-%d","fields":{"durationMinutes":5},"texts":{%s}}`, lesson, inAll("Lesson")))
		}
		course := strings.ReplaceAll(inAll("Course"), `,"body":"Some words that a lesson has."`, "")
		fmt.Fprintf(&lines, `{"kind":"course","slug":"course-%d","sourceLocale":"en","fields":{},"texts":{%s},"parts":[{"kind":"module","slug":"module","texts":{%s},"parts":[%s]}]}`+"\n",
			n, course, course, strings.Join(lessons, ","))
	}
	if report, err := store.Importer().Import(b.Context(), strings.NewReader(lines.String()), transfer.ImportOptions{}); err != nil || len(report.Problems) > 0 {
		b.Fatal(err, report)
	}
}

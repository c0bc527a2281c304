package storage_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/act"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/edit"
	"github.com/cocreated/hub/storage/storagetest"
)

func exported(t testing.TB, store *storage.Store, input edit.XliffExportInput) []*edit.XliffFile {
	t.Helper()
	files, err := store.Translations(noon).Export(t.Context(), somebody, input)
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func imported(t testing.TB, store *storage.Store, file string) *edit.XliffImport {
	t.Helper()
	report, err := store.Writer().ImportXliff(t.Context(), somebody, file, edit.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return report
}

var (
	segments = regexp.MustCompile(`(?s)(<segment id="[^"]*" state=")[^"]*"([^>]*>\s*)<source>(.*?)</source>(\s*<target>.*?</target>)?`)
	prose    = regexp.MustCompile(`>[^<]+<|^[^<]+|[^>]+$`)
)

// scripted translates a file as a script does: all that is text into capitals.
func scripted(file string) string {
	return segments.ReplaceAllStringFunc(file, func(segment string) string {
		parts := segments.FindStringSubmatch(segment)
		target := prose.ReplaceAllStringFunc(parts[3], capitals)
		return parts[1] + `translated"` + strings.ReplaceAll(parts[2], ` subState="hub:stale"`, "") + "<source>" + parts[3] + "</source><target>" + target + "</target>"
	})
}

var entities = regexp.MustCompile(`&[#\w]+;`)

// capitals leaves entities of XML as they are.
func capitals(text string) string {
	out, last := "", 0
	for _, at := range entities.FindAllStringIndex(text, -1) {
		out += strings.ToUpper(text[last:at[0]]) + text[at[0]:at[1]]
		last = at[1]
	}
	return out + strings.ToUpper(text[last:])
}

// TestXliff exports all of the demo into a language, has a script translate it, and
// imports it: the entries are equal but for what that language says, and there
// everything is said, with the markup of the source.
func TestXliff(t *testing.T) {
	t.Parallel()
	store := storagetest.Demo(t)
	var kinds []content.EntryKind
	before := map[string]*edit.Record{}
	for _, kind := range store.Kinds.All() {
		if kind.Languages == content.ContentLanguages {
			kinds = append(kinds, content.EntryKind(kind.Name))
		}
		for _, record := range records(t, store, kind.Name) {
			before[record.ID.String()] = record
		}
	}
	files := exported(t, store, edit.XliffExportInput{Kinds: kinds, Locale: "bg", Only: edit.XliffAll})
	units, accepted := 0, 0
	for _, file := range files {
		if len(file.Text) > 1<<20 {
			t.Errorf("%s has %d bytes", file.Name, len(file.Text))
		}
		back := scripted(file.Text)
		t.Logf("%s: %d bytes out, %d back", file.Name, len(file.Text), len(back))
		report := imported(t, store, back)
		for _, refusal := range report.Refused {
			t.Errorf("%+v", refusal)
		}
		units, accepted = units+file.Units, accepted+len(report.Accepted)
	}
	if units != accepted || units < 700 {
		t.Errorf("%d units went out, %d came back", units, accepted)
	}
	t.Logf("%d units in %d files", units, len(files))

	for _, kind := range kinds {
		for _, now := range records(t, store, string(kind)) {
			was := before[now.ID.String()]
			translatedLike(t, now.Slug, was.SourceLocale, now.Texts)
			eachPart(now.Parts, func(part *edit.PartRecord) { translatedLike(t, part.Slug, was.SourceLocale, part.Texts) })
			now.Version, now.UpdatedAt = was.Version, was.UpdatedAt
			bare(now, was)
			if diff := cmp.Diff(string(lineOf(t, was)), string(lineOf(t, now))); diff != "" {
				t.Fatalf("%s %s: %s", kind, now.Slug, diff)
			}
		}
	}
	t.Run("Schema", func(t *testing.T) {
		for _, file := range files {
			if said := storagetest.ValidateXliff(t, file.Text); said != "" {
				t.Errorf("xmllint says: %s", said)
			}
		}
	})
	for _, file := range exported(t, store, edit.XliffExportInput{Kinds: kinds, Locale: "bg"}) {
		t.Errorf("something is unfinished still: %s", file.Text)
	}
}

func eachPart(parts []*edit.PartRecord, do func(*edit.PartRecord)) {
	for _, part := range parts {
		do(part)
		eachPart(part.Parts, do)
	}
}

// translatedLike compares what Bulgarian says with the source: the same but for
// capitals, and with all of its markup.
func translatedLike(t *testing.T, slug string, source content.Locale, texts map[content.Locale]json.RawMessage) {
	t.Helper()
	if texts[source] == nil {
		return
	}
	var said, translated object
	if err := json.Unmarshal(texts[source], &said); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(texts["bg"], &translated); err != nil {
		t.Fatal(slug, err)
	}
	delete(said, "slug")
	delete(translated, "slug")
	a, _ := json.Marshal(said)
	b, _ := json.Marshal(translated)
	if !strings.EqualFold(string(a), string(b)) {
		t.Fatalf("%s: %s became %s", slug, a, b)
	}
}

// bare takes away what the import changes.
func bare(of ...*edit.Record) {
	for _, record := range of {
		delete(record.Texts, "bg")
		delete(record.States, "bg")
		record.Live, record.Published = nil, nil
		eachPart(record.Parts, func(part *edit.PartRecord) {
			delete(part.Texts, "bg")
			delete(part.States, "bg")
		})
	}
}

// BenchmarkXliff sends all of the demo out and takes it back.
func BenchmarkXliff(b *testing.B) {
	store := storagetest.Demo(b)
	var kinds []content.EntryKind
	for _, kind := range store.Kinds.All() {
		if kind.Languages == content.ContentLanguages {
			kinds = append(kinds, content.EntryKind(kind.Name))
		}
	}
	input := edit.XliffExportInput{Kinds: kinds, Locale: "bg", Only: edit.XliffAll}
	var files []*edit.XliffFile
	b.Run("Export", func(b *testing.B) {
		for b.Loop() {
			files = exported(b, store, input)
		}
	})
	b.Run("Import", func(b *testing.B) {
		for b.Loop() {
			for _, file := range files {
				if _, err := store.Writer().ImportXliff(b.Context(), somebody, scripted(file.Text), edit.Options{DryRun: true}); err != nil {
					b.Fatal(err)
				}
			}
		}
	})
}

// BenchmarkTextUpdate translates the title of a course.
func BenchmarkTextUpdate(b *testing.B) {
	store := storagetest.Empty(b)
	made := newCourse(b, store)
	version := 1
	for b.Loop() {
		write := edit.Write{Verb: act.VerbTranslate, Input: translation(encodeID(made), version, field("title", fmt.Sprint(version)))}
		outcome, err := store.Writer().Do(b.Context(), somebody, write)
		if err != nil {
			b.Fatal(err)
		}
		version = outcome.Version
	}
}

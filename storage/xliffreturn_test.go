package storage_test

import (
	"context"
	"errors"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/account"
	"github.com/cocreated/hub/storage/act"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/credential"
	"github.com/cocreated/hub/storage/edit"
	"github.com/cocreated/hub/storage/fault"
	"github.com/cocreated/hub/storage/policy"
	"github.com/cocreated/hub/storage/storagetest"
)

// TestXliffReturn follows files that come back late, broken and more than once.
func TestXliffReturn(t *testing.T) {
	t.Parallel()
	store := storagetest.Empty(t)
	made := newCourse(t, store)
	id := encodeID(made)
	listen := recordOf(t, store, "course", made.ID).Parts[0].Parts[0]
	of := func(only edit.XliffScope) edit.XliffExportInput {
		return edit.XliffExportInput{IDs: []string{id}, Locale: inItalian, Only: only}
	}
	english := func(title string) {
		t.Helper()
		version := recordOf(t, store, "course", made.ID).Version
		mustDo(t, store, act.VerbUpdate, "course", object{"id": id, "version": version, "texts": []object{{"locale": inEnglish, "title": title}}})
	}
	// body gives a lesson a body with markup.
	mustDo(t, store, act.VerbUpdate, "course", object{"id": id, "version": 1, "modules": []object{{
		"id":      content.EncodeID("module", *recordOf(t, store, "course", made.ID).Parts[0].ID),
		"lessons": []object{{"id": content.EncodeID("lesson", *listen.ID), "texts": []object{{"locale": inEnglish, "body": "# Listen\n\nTo **others** [here](https://example.org)."}}}},
	}}})
	first := exported(t, store, of(edit.XliffMissing))[0]
	if first.Entries != 1 || first.Units != 5 || first.Name != "en-it-1.xlf" {
		t.Fatalf("got %+v", first)
	}

	t.Run("Untouched", func(t *testing.T) {
		if report := imported(t, store, first.Text); report.Untouched != 5 || len(report.Accepted)+len(report.Refused) > 0 {
			t.Errorf("got %+v", report)
		}
	})
	t.Run("DryRun", func(t *testing.T) {
		report, err := store.Writer().ImportXliff(t.Context(), somebody, scripted(first.Text), edit.Options{DryRun: true})
		if err != nil || len(report.Accepted) != 5 || recordOf(t, store, "course", made.ID).Version != 2 {
			t.Errorf("got %+v, %v", report, err)
		}
	})
	t.Run("CodesMissing", func(t *testing.T) {
		broken := regexp.MustCompile(`<pc [^>]*>OTHERS</pc>`).ReplaceAllString(scripted(first.Text), `OTHERS<ph id="c99"/>`)
		report := imported(t, store, broken)
		if len(report.Refused) != 1 || report.Refused[0].Code != "CODES" || !strings.Contains(report.Refused[0].Message, "the bold c1 (****) is missing; the code c99 is not") || len(report.Accepted) != 4 {
			t.Fatalf("got %+v", report)
		}
		if now := recordOf(t, store, "course", made.ID); now.Version != 3 || string(now.Texts[inItalian]) != `{"title":"COURAGE FOR BEGINNERS"}` {
			t.Errorf("now %d %s", now.Version, now.Texts[inItalian])
		}
	})
	t.Run("Again", func(t *testing.T) {
		report := imported(t, store, scripted(first.Text))
		now := recordOf(t, store, "course", made.ID)
		if len(report.Accepted) != 5 || now.Version != 4 {
			t.Errorf("got %+v, version %d", report, now.Version)
		}
		if got := string(now.Parts[0].Parts[0].Texts[inItalian]); got != `{"title":"LISTEN","body":"# LISTEN\n\nTO **OTHERS** [HERE](https://example.org)."}` {
			t.Errorf("the lesson says %s", got)
		}
		if imported(t, store, scripted(first.Text)); recordOf(t, store, "course", made.ID).Version != 4 {
			t.Error("what changes nothing made a version")
		}
	})
	t.Run("Late", func(t *testing.T) {
		whole := exported(t, store, of(edit.XliffAll))[0]
		english("Courage for all")
		late := strings.Replace(scripted(whole.Text), "COURAGE FOR BEGINNERS", "CORAGGIO", 1)
		report := imported(t, store, late)
		stale := map[string]bool{}
		for _, unit := range report.Accepted {
			stale[unit.Field] = unit.Stale || stale[unit.Field]
		}
		if diff := cmp.Diff(map[string]bool{"title": true, "body": false}, stale); diff != "" {
			t.Error(diff)
		}
		if pins := recordOf(t, store, "course", made.ID).States[inItalian].Stale; len(pins) != 1 || pins["title"].Version != 4 {
			t.Errorf("stale are %v", pins)
		}
	})
	t.Run("StaleGoesOutAgain", func(t *testing.T) {
		again := exported(t, store, of(edit.XliffUnfinished))[0]
		for _, wanted := range []string{
			`<note category="source-before">Courage for beginners</note>`, `state="initial" subState="hub:stale"`,
			`<source>Courage for all</source>`, `<target>CORAGGIO</target>`,
		} {
			if !strings.Contains(again.Text, wanted) {
				t.Errorf("%s is not in %s", wanted, again.Text)
			}
		}
		if again.Units != 1 || len(exported(t, store, of(edit.XliffMissing))) != 0 || exported(t, store, of(edit.XliffAll))[0].Units != 5 {
			t.Errorf("got %+v", again)
		}
		// In its initial state it comes back as it went: nobody has looked at it.
		if report := imported(t, store, again.Text); report.Untouched != 1 {
			t.Errorf("got %+v", report)
		}
		// Somebody has, and found it right.
		if report := imported(t, store, strings.Replace(again.Text, `state="initial"`, `state="translated"`, 1)); len(report.Accepted) != 1 {
			t.Errorf("got %+v", report)
		}
		if pins := recordOf(t, store, "course", made.ID).States[inItalian].Stale; pins != nil {
			t.Errorf("stale are %v", pins)
		}
	})
	t.Run("Conflict", func(t *testing.T) {
		whole := exported(t, store, of(edit.XliffAll))[0]
		version := recordOf(t, store, "course", made.ID).Version
		mustDo(t, store, act.VerbTranslate, "", translation(id, version, field("title", "Il coraggio")))
		report := imported(t, store, scripted(whole.Text))
		if len(report.Refused) != 1 || report.Refused[0].Code != "VERSION_CONFLICT" || len(report.Accepted) != 4 {
			t.Errorf("got %+v", report)
		}
	})
	t.Run("TooLong", func(t *testing.T) {
		whole := exported(t, store, of(edit.XliffAll))[0]
		report := imported(t, store, strings.Replace(scripted(whole.Text), "COURAGE FOR ALL", strings.Repeat("x", 10_000), 1))
		if len(report.Refused) != 1 || report.Refused[0].Code != "MAX" || len(report.Accepted) != 4 {
			t.Errorf("got %+v", report)
		}
	})
	t.Run("PartGone", func(t *testing.T) {
		whole := scripted(exported(t, store, of(edit.XliffAll))[0].Text)
		mustDo(t, store, act.VerbUpdate, "course", object{"id": id, "version": recordOf(t, store, "course", made.ID).Version, "modules": []object{{
			"id":      content.EncodeID("module", *recordOf(t, store, "course", made.ID).Parts[0].ID),
			"lessons": []object{{"id": content.EncodeID("lesson", *listen.ID), "remove": true}},
		}}})
		report := imported(t, store, whole)
		if len(report.Refused) != 2 || report.Refused[0].Code != "NOT_FOUND" || len(report.Accepted) != 3 {
			t.Errorf("got %+v", report)
		}
	})
	t.Run("OtherSource", func(t *testing.T) {
		whole := exported(t, store, of(edit.XliffAll))[0]
		report := imported(t, store, strings.Replace(scripted(whole.Text), `srcLang="en"`, `srcLang="fr"`, 1))
		if len(report.Refused) != whole.Units || report.Refused[0].Code != "LANGUAGE" {
			t.Errorf("got %+v", report)
		}
	})
	t.Run("FileRefused", func(t *testing.T) {
		whole := exported(t, store, of(edit.XliffAll))[0]
		for name, file := range map[string]string{
			"NoXML": "hello", "Language": strings.Replace(whole.Text, `trgLang="it"`, `trgLang="tlh"`, 1),
		} {
			_, err := store.Writer().ImportXliff(t.Context(), somebody, file, edit.Options{})
			var known *fault.Error
			if !errors.As(err, &known) || known.Field != "file" {
				t.Errorf("%s: got %v", name, err)
			}
		}
	})
}

func TestXliffExport(t *testing.T) {
	t.Parallel()
	store := storagetest.Demo(t)
	courses := records(t, store, "course")
	course := courses[0]
	id := content.EncodeID("course", *course.ID)

	t.Run("Glossary", func(t *testing.T) {
		file := exported(t, store, edit.XliffExportInput{IDs: []string{id}, Locale: inItalian, Only: edit.XliffAll})[0]
		if !strings.Contains(file.Text, "<gls:term>") || !strings.Contains(file.Text, "<gls:translation>") {
			t.Errorf("no words of the dictionary are in %.2000s", file.Text)
		}
	})
	t.Run("StatementsDoNotGrow", func(t *testing.T) {
		var counts []int
		for _, ids := range [][]string{{id}, {id, content.EncodeID("course", *courses[1].ID), content.EncodeID("course", *courses[2].ID)}} {
			ctx, count := storage.CountStatements(context.Background())
			if _, err := store.Translations(noon).Export(ctx, somebody, edit.XliffExportInput{IDs: ids, Locale: inItalian, Only: edit.XliffAll}); err != nil {
				t.Fatal(err)
			}
			counts = append(counts, count())
		}
		if counts[0] != counts[1] || counts[0] > 17 {
			t.Errorf("statements: %v", counts)
		}
	})
	t.Run("Refused", func(t *testing.T) {
		french := store
		page := mustDo(t, french, act.VerbCreate, "page", object{"type": "PAGE", "sourceLocale": inFrench, "texts": []object{{"locale": inFrench, "title": "Une page"}}})
		for name, test := range map[string]struct {
			input edit.XliffExportInput
			want  string
		}{
			"Nothing":       {edit.XliffExportInput{}, "ids exclusive"},
			"Both":          {edit.XliffExportInput{IDs: []string{id}, Kinds: []content.EntryKind{"course"}}, "ids exclusive"},
			"NoID":          {edit.XliffExportInput{IDs: []string{"x"}}, "ids[0] id"},
			"NoEntry":       {edit.XliffExportInput{IDs: []string{content.EncodeID("course", page.ID)}}, "ids[0] notFound"},
			"Part":          {edit.XliffExportInput{IDs: []string{content.EncodeID("module", *course.Parts[0].ID)}}, "ids[0] kind"},
			"SourcesDiffer": {edit.XliffExportInput{IDs: []string{id, encodeID(page)}, Only: edit.XliffAll}, "sourceLocale required"},
			"Language":      {edit.XliffExportInput{IDs: []string{id}, Locale: "tlh"}, "locale locale"},
			"TooMany":       {edit.XliffExportInput{IDs: make([]string, 1001)}, "ids max"},
		} {
			t.Run(name, func(t *testing.T) {
				if test.input.Locale == "" {
					test.input.Locale = inItalian
				}
				_, err := store.Translations(noon).Export(t.Context(), somebody, test.input)
				var known *fault.Error
				if !errors.As(err, &known) || known.Field+" "+known.Rule != test.want {
					t.Errorf("got %v, want %s", err, test.want)
				}
			})
		}
		one := inFrench
		if files := exported(t, store, edit.XliffExportInput{IDs: []string{id, encodeID(page)}, Locale: inItalian, SourceLocale: &one}); len(files) != 1 || files[0].Entries != 1 {
			t.Errorf("of French only: %+v", files)
		}
	})
	t.Run("Policy", func(t *testing.T) {
		translator := act.Actor{Permit: policy.Principal{
			Kind: policy.Session, AccountID: somebody.AccountID, Role: account.Translator, Locales: []content.Locale{inItalian}, Scopes: []credential.Scope{credential.Read, credential.Write},
		}.May}
		for locale, allowed := range map[content.Locale]bool{inItalian: true, inFrench: false} {
			files, err := store.Translations(noon).Export(t.Context(), translator, edit.XliffExportInput{IDs: []string{id}, Locale: locale, Only: edit.XliffAll})
			if (err == nil) != allowed {
				t.Errorf("%s: %v", locale, err)
			}
			if !allowed {
				continue
			}
			foreign := strings.Replace(files[0].Text, `trgLang="it"`, `trgLang="fr"`, 1)
			var known *fault.Error
			if _, err := store.Writer().ImportXliff(t.Context(), translator, foreign, edit.Options{}); !errors.As(err, &known) || known.Code != fault.Forbidden {
				t.Errorf("a file in French was let in: %v", err)
			}
		}
	})
}

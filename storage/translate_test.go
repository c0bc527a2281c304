package storage_test

import (
	"context"
	"errors"
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

const (
	inEnglish = content.Locale("en")
	inItalian = content.Locale("it")
	inFrench  = content.Locale("fr")
)

// field is a field of a translation.
func field(name string, value any) object {
	if values, ok := value.([]string); ok {
		return object{"name": name, "values": values}
	}
	return object{"name": name, "value": value}
}

func translation(id string, version int, fields ...object) object {
	return object{"id": id, "locale": inItalian, "version": version, "fields": fields}
}

func french(input object) object {
	input["locale"] = inFrench
	return input
}

// textOf is what a language says of an entry, as records have it.
func textOf(t testing.TB, store *storage.Store, made *edit.Outcome, locale content.Locale) string {
	t.Helper()
	return string(recordOf(t, store, made.Kind, made.ID).Texts[locale])
}

func TestTextUpdate(t *testing.T) {
	t.Parallel()
	store := storagetest.Empty(t)
	made := newCourse(t, store)
	id := encodeID(made)
	lesson := recordOf(t, store, "course", made.ID).Parts[0].Parts[0]

	t.Run("Entry", func(t *testing.T) {
		outcome := mustDo(t, store, act.VerbTranslate, "", with2(translation(id, 1, field("title", "Coraggio"), field("summary", "Un corso")), "slug", "coraggio"))
		if diff := cmp.Diff(`{"slug":"coraggio","title":"Coraggio","summary":"Un corso"}`, textOf(t, store, made, inItalian)); diff != "" || outcome.Version != 2 {
			t.Error(diff, outcome)
		}
	})
	t.Run("Part", func(t *testing.T) {
		// The entry has moved on, and nothing that was translated has.
		mustDo(t, store, act.VerbTranslate, "", translation(content.EncodeID("lesson", *lesson.ID), 1, field("title", "Ascolta"), field("body", "# Ascolta")))
		now := recordOf(t, store, "course", made.ID)
		if diff := cmp.Diff(`{"title":"Ascolta","body":"# Ascolta"}`, string(now.Parts[0].Parts[0].Texts[inItalian])); diff != "" || now.Version != 3 {
			t.Error(diff, now.Version)
		}
	})
	t.Run("NullClears", func(t *testing.T) {
		mustDo(t, store, act.VerbTranslate, "", translation(id, 3, object{"name": "summary"}))
		if diff := cmp.Diff(`{"slug":"coraggio","title":"Coraggio"}`, textOf(t, store, made, inItalian)); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("Refused", func(t *testing.T) {
		for name, test := range map[string]struct {
			input object
			want  []string
		}{
			"Source":      {object{"locale": inEnglish}, []string{"locale SOURCE"}},
			"Locale":      {object{"locale": content.Locale("tlh")}, []string{"locale LOCALE"}},
			"Version":     {object{"version": 99}, []string{"version UNKNOWN"}},
			"Unknown":     {object{"fields": []object{field("title", "x"), field("colour", "red")}}, []string{"fields[1] UNKNOWN"}},
			"Twice":       {object{"fields": []object{field("title", "x"), field("title", "y")}}, []string{"fields[1].name UNIQUE"}},
			"NoText":      {object{"fields": []object{field("title", []string{"x"})}}, []string{"fields[0] TYPE"}},
			"Both":        {object{"fields": []object{{"name": "title", "value": "x", "values": []string{"y"}}}}, []string{"fields[0].values EXCLUSIVE"}},
			"Slug":        {object{"slug": "No Slug"}, []string{"slug SLUG"}},
			"SlugAsField": {object{"fields": []object{field("slug", "x")}}, []string{"fields[0].name UNKNOWN"}},
			"SlugOfPart":  {object{"id": content.EncodeID("lesson", *lesson.ID), "slug": "x"}, []string{"slug UNKNOWN"}},
			"NoEntry":     {object{"id": content.EncodeID("course", *lesson.ID)}, []string{"id NOT_FOUND"}},
			"NoPart":      {object{"id": content.EncodeID("lesson", made.ID)}, []string{"id NOT_FOUND"}},
		} {
			t.Run(name, func(t *testing.T) {
				input := translation(id, 4, field("title", "Altro"))
				for name, value := range test.input {
					input[name] = value
				}
				if diff := cmp.Diff(test.want, refused(t, store, act.VerbTranslate, "", input)); diff != "" {
					t.Error(diff)
				}
			})
		}
	})
	t.Run("OfLists", func(t *testing.T) {
		term := mustDo(t, store, act.VerbCreate, "term", object{
			"edition": "FIRST", "texts": []object{{"locale": inEnglish, "title": "hub", "synonyms": []string{"centre", "node"}}},
		})
		mustDo(t, store, act.VerbTranslate, "", translation(encodeID(term), 1, field("title", "hub"), field("synonyms", []string{"centro", "nodo"})))
		mustDo(t, store, act.VerbUpdate, "term", object{"id": encodeID(term), "version": 2, "texts": []object{{"locale": inEnglish, "title": "the hub"}}})
		// The list is the same as in version 2, however Postgres has kept that.
		mustDo(t, store, act.VerbTranslate, "", translation(encodeID(term), 2, field("synonyms", []string{"centro"})))
		if diff := cmp.Diff(`{"title":"hub","synonyms":["centro"]}`, textOf(t, store, term, inItalian)); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("OfMembers", func(t *testing.T) {
		newsletter := mustDo(t, store, act.VerbCreate, "newsletter", object{
			"texts": []object{{"locale": inEnglish, "title": "News", "signup": object{"lead": "Join us", "emailLabel": "Address"}}},
		})
		mustDo(t, store, act.VerbTranslate, "", translation(encodeID(newsletter), 1, field("title", "Notizie"), field("signup.lead", "Unisciti")))
		mustDo(t, store, act.VerbTranslate, "", translation(encodeID(newsletter), 2, field("signup.emailLabel", "Indirizzo")))
		if diff := cmp.Diff(`{"title":"Notizie","signup":{"lead":"Unisciti","emailLabel":"Indirizzo","languageLabel":"","consent":"","button":""}}`, textOf(t, store, newsletter, inItalian)); diff != "" {
			t.Error(diff)
		}
	})
}

// TestTranslatorsPolicy lets translators have a say in their languages only.
func TestTranslatorsPolicy(t *testing.T) {
	t.Parallel()
	store := storagetest.Empty(t)
	made := newCourse(t, store)
	mustDo(t, store, act.VerbTranslate, "", french(translation(encodeID(made), 1, field("title", "Courage"))))
	mustDo(t, store, act.VerbUpdate, "course", object{"id": encodeID(made), "version": 2, "texts": []object{{"locale": inEnglish, "title": "Courage!"}}})
	translator := act.Actor{AccountID: somebody.AccountID, Permit: policy.Principal{
		Kind: policy.Session, AccountID: somebody.AccountID, Role: account.Translator, Locales: []content.Locale{inItalian}, Scopes: []credential.Scope{credential.Read, credential.Write},
	}.May}
	for name, test := range map[string]struct {
		write   edit.Write
		allowed bool
	}{
		"Own":            {edit.Write{Verb: act.VerbTranslate, Input: with2(translation(encodeID(made), 3, field("title", "Coraggio")), "slug", "coraggio")}, true},
		"Other":          {edit.Write{Verb: act.VerbTranslate, Input: french(translation(encodeID(made), 3, field("title", "Le courage")))}, false},
		"ConfirmOther":   {edit.Write{Verb: act.VerbConfirm, Input: object{"id": encodeID(made), "locale": inFrench, "version": 3}}, false},
		"OtherUpdate":    {edit.Write{Verb: act.VerbUpdate, Kind: "course", Input: object{"id": encodeID(made), "version": 3, "texts": []object{{"locale": inFrench, "title": "x"}}}}, false},
		"MoreThanATexts": {edit.Write{Verb: act.VerbUpdate, Kind: "course", Input: object{"id": encodeID(made), "version": 3, "code": "X"}}, false},
	} {
		t.Run(name, func(t *testing.T) {
			test.write.Input["dryRun"] = true
			_, err := store.Writer().Do(t.Context(), translator, test.write)
			var known *fault.Error
			if test.allowed && err != nil || !test.allowed && (!errors.As(err, &known) || known.Code != fault.Forbidden) {
				t.Errorf("got %v", err)
			}
		})
	}
}

// TestTextUpdateStatements counts what a translation costs, also a late one.
func TestTextUpdateStatements(t *testing.T) {
	t.Parallel()
	store := storagetest.Empty(t)
	made := newCourse(t, store)
	for version := range 3 {
		mustDo(t, store, act.VerbUpdate, "course", object{"id": encodeID(made), "version": version + 1, "minorEdit": version > 0, "texts": []object{{"locale": inEnglish, "title": string(rune('A' + version))}}})
	}
	for name, test := range map[string]struct{ version, most int }{"Now": {4, 18}, "Late": {1, 19}} {
		t.Run(name, func(t *testing.T) {
			ctx, count := storage.CountStatements(context.Background())
			input := with2(translation(encodeID(made), test.version, field("title", "Titolo")), "dryRun", true)
			if _, err := store.Writer().Do(ctx, somebody, edit.Write{Verb: act.VerbTranslate, Input: input}); err != nil {
				t.Fatal(err)
			}
			if n := count(); n > test.most {
				t.Errorf("%d statements", n)
			}
		})
	}
}

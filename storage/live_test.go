package storage_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/kind"
	"github.com/cocreated/hub/storage/storagetest"
	"github.com/cocreated/hub/storage/transfer"
)

const skillLine = `{"kind":"skill","slug":"listening","sourceLocale":"en","texts":{"en":{"title":"Listening"},"it":{"title":"Ascolto"}},"published":["en"]}` + "\n"

func liveSkill(t *testing.T, store *storage.Store, locale content.Locale) string {
	t.Helper()
	reader, err := store.ReadLive(time.Now(), []content.Locale{locale})
	if err != nil {
		t.Fatal(err)
	}
	slug := "listening"
	skill, err := content.Find[kind.Skill](t.Context(), reader, &slug, nil)
	if err != nil {
		t.Fatal(err)
	}
	if skill == nil {
		return ""
	}
	return skill.Title
}

// TestDraftAheadOfLive changes what is published without publishing the change:
// both are there, both are exported, and both come back.
func TestDraftAheadOfLive(t *testing.T) {
	store := storagetest.Empty(t)
	mustImport(t, store, []byte(skillLine))
	if got := liveSkill(t, store, "it"); got != "" {
		t.Errorf("the Italian text was not to be published, but is %q", got)
	}
	changed := strings.NewReplacer(`"Listening"`, `"Listening well"`, `,"published":["en"]`, ``).Replace(skillLine)
	mustImport(t, store, []byte(changed))
	if got := liveSkill(t, store, "en"); got != "Listening" {
		t.Errorf("live says %q before the change is published", got)
	}

	exported := export(t, store)
	other := storagetest.Empty(t)
	mustImport(t, other, exported)
	if again := export(t, other); !bytes.Equal(exported, again) {
		t.Error(cmp.Diff(string(exported), string(again)))
	}
	if got := liveSkill(t, other, "en"); got != "Listening" {
		t.Errorf("in the copy live says %q", got)
	}

	mustImport(t, other, []byte(strings.Replace(changed, `"texts"`, `"published":["en","it"],"texts"`, 1)))
	if got := liveSkill(t, other, "en"); got != "Listening well" {
		t.Errorf("after publishing live says %q", got)
	}
	if got := liveSkill(t, other, "it"); got != "Ascolto" {
		t.Errorf("after publishing live says %q in Italian", got)
	}
}

// TestDraftAheadOfLiveTwice imports an entry that is live in two languages, approved in both, and was changed in one since.
func TestDraftAheadOfLiveTwice(t *testing.T) {
	store := storagetest.Empty(t)
	line := strings.Replace(skillLine, `["en"]`, `["en","it"]`, 1)
	mustImport(t, store, []byte(line))
	mustImport(t, store, []byte(strings.NewReplacer(`"Ascolto"`, `"Ascoltare"`, `,"published":["en","it"]`, ``).Replace(line)))
	exported := export(t, store)

	other := storagetest.Empty(t)
	mustImport(t, other, exported)
	if again := export(t, other); !bytes.Equal(exported, again) {
		t.Errorf("the copy is another (-want +got):\n%s", cmp.Diff(string(exported), string(again)))
	}
	for name, hub := range map[string]*storage.Store{"the same hub": store, "the copy": other} {
		if report := mustImport(t, hub, exported); report.Unchanged != 1 {
			t.Errorf("again into %s: %+v, want one entry unchanged", name, report)
		}
		if again := export(t, hub); !bytes.Equal(exported, again) {
			t.Errorf("again into %s (-want +got):\n%s", name, cmp.Diff(string(exported), string(again)))
		}
	}
	report := mustImport(t, other, bytes.Replace(exported, []byte(`"Ascolto"`), []byte(`"L'ascolto"`), 1))
	if report.Updated != 1 || liveSkill(t, other, "it") != "L'ascolto" {
		t.Errorf("with something else live: %+v, live says %q", report, liveSkill(t, other, "it"))
	}
}

// TestImportFromAnotherHub imports what another hub exported, with that hub's ids,
// where the same entries have other ids.
func TestImportFromAnotherHub(t *testing.T) {
	one, two := storagetest.Empty(t), storagetest.Empty(t)
	mustImport(t, one, []byte(skillLine))
	mustImport(t, two, []byte(skillLine))
	before := storagetest.Digest(t, two)
	report := mustImport(t, two, export(t, one))
	if report.Unchanged != 1 {
		t.Errorf("report: %+v, want one entry unchanged", report)
	}
	if diff := cmp.Diff(before, storagetest.Digest(t, two)); diff != "" {
		t.Error(diff)
	}
}

// TestPartIDsOfAnother copies an entry together with the ids of its parts, which
// belong to the entry that they came from.
func TestPartIDsOfAnother(t *testing.T) {
	store := storagetest.Empty(t)
	const line = `{"kind":"dictionary","slug":"words","sourceLocale":"en","texts":{"en":{"title":"Words"}},` +
		`"parts":[{"kind":"edition","id":"01900000-0000-7000-8000-000000000001","slug":"first","fields":{"number":"1"}}]}` + "\n"
	mustImport(t, store, []byte(line))
	before := storagetest.Digest(t, store)
	for name, data := range map[string]string{
		"OfAnotherEntry": strings.Replace(line, `"words"`, `"other"`, 1),
		"Twice":          strings.Replace(line, `}]}`, `},{"kind":"edition","id":"01900000-0000-7000-8000-000000000001","slug":"second","fields":{"number":"2"}}]}`, 1),
	} {
		t.Run(name, func(t *testing.T) {
			report := importAll(t, store, []byte(data), transfer.ImportOptions{})
			if len(report.Problems) != 1 || report.Problems[0].Problem.Rule != "unique" {
				t.Errorf("problems: %v, want one of the rule unique", report.Problems)
			}
			if diff := cmp.Diff(before, storagetest.Digest(t, store)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

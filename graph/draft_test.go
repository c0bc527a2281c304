package graph_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/cocreated/hub/storage/storagetest"
)

// redrafted is a record of which everything was written anew and nothing
// published. Slugs stay: by them records refer to one another.
func redrafted(record map[string]any) map[string]any {
	delete(record, "published")
	delete(record, "live")
	record["illustrative"] = record["illustrative"] != true
	redraft(record)
	return record
}

func redraft(node map[string]any) {
	texts, _ := node["texts"].(map[string]any)
	for locale, text := range texts {
		texts[locale] = reworded(text)
	}
	refs, _ := node["refs"].(map[string]any)
	for _, targets := range refs {
		if many, ok := targets.([]any); ok {
			slices.Reverse(many)
		}
	}
	parts, _ := node["parts"].([]any)
	for _, part := range parts {
		redraft(part.(map[string]any))
	}
}

func reworded(value any) any {
	switch value := value.(type) {
	case string:
		return "DRAFT " + value
	case []any:
		for i := range value {
			value[i] = reworded(value[i])
		}
	case map[string]any:
		for name, v := range value {
			if name != "slug" {
				value[name] = reworded(v)
			}
		}
	}
	return value
}

// TestDraftsNeverShow writes a draft of every entry, and some that were never
// published, and asks again what is live: every answer is the same, to the byte.
func TestDraftsNeverShow(t *testing.T) {
	t.Parallel()
	if *update {
		t.Skip("the answers are being written")
	}
	store := storagetest.Demo(t)
	var lines []string
	for _, record := range records(t, store) {
		lines = append(lines, line(t, redrafted(record)))
	}
	report := load(t, store, append(lines,
		`{"kind":"course","slug":"secret","sourceLocale":"en","texts":{"en":{"title":"European volunteers and a subvention"}}}`,
		`{"kind":"term","slug":"secret","sourceLocale":"en","fields":{"edition":"FIRST","abbreviations":["WP"]},"refs":{"broader":["grant"]},"texts":{"en":{"title":"a secret grant"}}}`)...)
	if report.Updated != len(lines) || report.Created != 2 || report.Published != 0 {
		t.Fatalf("%d records: %+v", len(lines), report)
	}
	all := scenarios(t)
	served := hubs(t, store, all)
	for _, s := range all {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			want, err := os.ReadFile(filepath.Join("testdata", "scenarios", s.name+".json"))
			if err != nil {
				t.Fatal(err)
			}
			if got, _ := s.play(t, served[s.now]); got != string(want) {
				t.Errorf("it answers otherwise:\n%s", got)
			}
		})
	}
	t.Run("by slug", func(t *testing.T) {
		t.Parallel()
		var data struct{ Course, Term *named }
		served[today].post(t, request{Query: `{ course(slug: "secret") { id } term(slug: "secret") { id } }`}).data(t, &data)
		if data.Course != nil || data.Term != nil {
			t.Errorf("a draft shows: %+v", data)
		}
	})
}

package xliff_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/cocreated/hub/storage/format/xliff"
)

// TestAnyUnit comes back as it went out when its targets are its sources, and
// translated when a script has translated it.
func TestAnyUnit(t *testing.T) {
	t.Parallel()
	words := rapid.SampledFrom([]string{"hub", "*Europe*", "**a** b", "`x`", "[c](d)", "# ", "\n\n", "\n> ", "- ", "| a | b |\n|---|---|\n", "<br>", "&", "]]>", "\x02", "\t", "été", "пројекат", "\r\n", "  \n", "\\*"})
	text := rapid.Custom(func(t *rapid.T) string {
		return "a" + strings.Join(rapid.SliceOf(words).Draw(t, "words"), rapid.SampledFrom([]string{"", " "}).Draw(t, "between"))
	})
	rapid.Check(t, func(t *rapid.T) {
		unit := xliff.Unit{ID: xliff.UnitID{rapid.String().Draw(t, "owner"), rapid.String().Draw(t, "field"), rapid.IntRange(0, 1<<30).Draw(t, "revision")}, State: xliff.Translated}
		unit.Markdown = rapid.Bool().Draw(t, "markdown")
		if unit.Source = []string{text.Draw(t, "text")}; !unit.Markdown {
			unit.Source = rapid.SliceOfN(text, 1, 4).Draw(t, "list")
		}
		unit.Target = unit.Source
		document := &xliff.Document{SourceLanguage: "en", TargetLanguage: "bg", Files: []xliff.File{{ID: "f", Units: []xliff.Unit{unit}}}}
		if !unit.HasWords() {
			return
		}
		var out strings.Builder
		if err := xliff.Write(&out, document); err != nil {
			t.Fatal(err)
		}
		back, err := xliff.Read(out.String())
		if err != nil {
			t.Fatal(err)
		}
		translation, problem := back.Units[0].Translation(unit.Source, unit.Markdown)
		if problem != nil || back.Units[0].ID != unit.ID {
			t.Fatalf("%v came back as %v: %v", unit.ID, back.Units[0].ID, problem)
		}
		if diff := cmp.Diff(unit.Source, translation.Texts); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestUnitID(t *testing.T) {
	t.Parallel()
	for _, written := range []string{"", "a", "a:b", "a:b:c", "a:b:-1", "a:b:01", "a:b:1:1", "a b:c:1", "_zz:b:1", "_61:b:1", "_6:b:1", "a:b:99999999999999999999"} {
		if id, ok := xliff.ParseUnitID(written); ok {
			t.Errorf("%q was read as %v, and is nothing that was written", written, id)
		}
	}
}

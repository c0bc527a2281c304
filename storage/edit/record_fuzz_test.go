package edit

import (
	"bytes"
	"encoding/json"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/canonical"
	"github.com/cocreated/hub/storage/content"
)

// Leaf is a kind for tests of the engine itself.
type Leaf struct {
	bun.BaseModel `bun:"table:leaves"`
	content.Entry
	LeafFields
	LeafText `bun:"-"`
}

type LeafFields struct {
	Colour string     `json:"colour" validate:"required,max=20"`
	Seen   *time.Time `json:"seen,omitempty"`
	Tags   []string   `json:"tags,omitempty"`
}

type LeafText struct {
	Title string `json:"title" validate:"required,max=50"`
}

type Vein struct {
	content.Part
	VeinFields
}

type VeinFields struct {
	Length float64 `json:"length"`
}

func testKinds(tb testing.TB) *content.Kinds {
	tb.Helper()
	kinds, err := content.NewKinds(content.KindOf[Leaf, LeafFields, LeafText](content.Kind{
		Name: "leaf", Table: "leaves", Body: true,
		Relations: content.Relations{"beside": content.ToMany("leaf"), "vein": content.ToPart("leaf", "vein"), "any": content.ToAny()},
		Parts:     []*content.PartKind{content.PartOf[Vein, VeinFields, content.None](content.PartKind{Name: "vein"})},
	}))
	if err != nil {
		tb.Fatal(err)
	}
	return kinds
}

var fuzzLanguages = content.Languages{content.ContentLanguages: {"en", "fr", "bg"}}

// FuzzRecord reads lines from outside: whatever they say, checking them does not
// panic, and what passes is in canonical form, which checking does not change.
func FuzzRecord(f *testing.F) {
	kinds := testKinds(f)
	for _, line := range []string{
		`{"kind":"leaf","slug":"oak","sourceLocale":"en","fields":{"colour":"green","seen":"2026-11-23T10:00:00+01:00","tags":[]},"texts":{"en":{"title":"Oak","body":"# B"},"fr":{"slug":"chêne","title":"Chêne"}},"published":["fr","en"]}`,
		`{"kind":"leaf","slug":"elm","sourceLocale":"en","fields":{"colour":"red"},"refs":{"beside":["oak"],"vein":"oak/main","any":["leaf:oak"]},"texts":{"en":{"title":"Elm"}},"parts":[{"kind":"vein","slug":"main","fields":{"length":1.50}}]}`,
		`{"kind":"leaf","slug":"a","sourceLocale":"en","texts":{"en":null},"parts":[null]}`,
		`null`, `[]`, `{"kind":1}`,
	} {
		f.Add([]byte(line))
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		var record Record
		if canonical.Decode("", line, &record) != nil {
			return
		}
		if _, problems := CheckRecord(kinds, fuzzLanguages, &record); len(problems) > 0 {
			return
		}
		first, err := canonical.Encode(&record)
		if err != nil {
			t.Fatal(err)
		}
		var again Record
		if err := json.Unmarshal(first, &again); err != nil {
			t.Fatal(err)
		}
		if _, problems := CheckRecord(kinds, fuzzLanguages, &again); len(problems) > 0 {
			t.Fatalf("canonical form is refused: %v\n%s", problems[0], first)
		}
		if second, err := canonical.Encode(&again); err != nil || !bytes.Equal(first, second) {
			t.Errorf("checked again it changes: %v\n%s\n%s", err, first, second)
		}
	})
}

package edit

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/cocreated/hub/storage/canonical"
	"github.com/cocreated/hub/storage/content/contenttest"
)

// FuzzRecord reads lines from outside: whatever they say, checking them does not
// panic, and what passes is in canonical form, which checking does not change.
func FuzzRecord(f *testing.F) {
	languages := contenttest.Languages()
	for _, line := range []string{
		`{"kind":"plant","slug":"oak","sourceLocale":"en","fields":{"size":"SMALL","rank":1,"sownAt":"2026-11-23T10:00:00+01:00","names":[]},"texts":{"en":{"title":"Oak","body":"# B"},"fr":{"slug":"chêne","title":"Chêne"}},"published":["fr","en"]}`,
		`{"kind":"plant","slug":"elm","sourceLocale":"en","fields":{"size":"LARGE","rank":3},"refs":{"parents":["oak"],"likes":["oak/main"],"seeAlso":["plant:oak"]},"texts":{"en":{"title":"Elm"}},"parts":[{"kind":"branch","slug":"main","fields":{"length":1.50}}]}`,
		`{"kind":"plant","slug":"a","sourceLocale":"en","texts":{"en":null},"parts":[null]}`,
		`null`, `[]`, `{"kind":1}`,
	} {
		f.Add([]byte(line))
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		var record Record
		if canonical.Decode("", line, &record) != nil {
			return
		}
		if _, problems := CheckRecord(gardenKinds, languages, &record); len(problems) > 0 {
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
		if _, problems := CheckRecord(gardenKinds, languages, &again); len(problems) > 0 {
			t.Fatalf("canonical form is refused: %v\n%s", problems[0], first)
		}
		if second, err := canonical.Encode(&again); err != nil || !bytes.Equal(first, second) {
			t.Errorf("checked again it changes: %v\n%s\n%s", err, first, second)
		}
	})
}

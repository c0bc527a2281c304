package edit_test

import (
	"encoding/json"
	"fmt"

	"github.com/cocreated/hub/storage/canonical"
	"github.com/cocreated/hub/storage/content/contenttest"
	"github.com/cocreated/hub/storage/edit"
)

// A record that was checked is in the one form in which it is stored and exported.
func ExampleCheckRecord() {
	var record edit.Record
	line := `{"slug": "oak", "kind": "plant", "texts": {"it": {"title": "Quercia"}, "en": {"body": "# Oak", "title": "Oak"}},
		"sourceLocale": "en", "fields": {"sownAt": "2026-11-25T11:00:00+01:00", "rank": 3, "size": "LARGE"}}`
	if err := json.Unmarshal([]byte(line), &record); err != nil {
		fmt.Println(err)
		return
	}
	_, problems := edit.CheckRecord(contenttest.Kinds(), contenttest.Languages(), &record)
	written, err := canonical.Encode(&record)
	fmt.Println(string(written), problems, err)

	record.Fields = json.RawMessage(`{"size": "TINY", "rank": 0}`)
	_, problems = edit.CheckRecord(contenttest.Kinds(), contenttest.Languages(), &record)
	fmt.Println(problems[0])
	// Output:
	// {"kind":"plant","slug":"oak","sourceLocale":"en","fields":{"size":"LARGE","rank":3,"sownAt":"2026-11-25T10:00:00Z"},"texts":{"en":{"title":"Oak","body":"# Oak"},"it":{"title":"Quercia"}}} [] <nil>
	// fields.size: it must be one of SMALL, MEDIUM, LARGE, GIANT
}

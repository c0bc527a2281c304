package xliff_test

import (
	"strings"
	"testing"

	"github.com/cocreated/hub/storage/storagetest"
)

// TestSchema validates files against the schema of the core. The Glossary module
// has a schema of its own, which that one does not include.
func TestSchema(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		file  string
		valid bool
	}{
		"Written":     {written(t, example()), true},
		"Translated":  {scripted(t, written(t, example()), strings.ToUpper), true},
		"NotAnything": {strings.Replace(written(t, example()), "<segment", "<part", 1), false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if said := storagetest.ValidateXliff(t, test.file); (said == "") != test.valid {
				t.Errorf("xmllint says: %s", said)
			}
		})
	}
}

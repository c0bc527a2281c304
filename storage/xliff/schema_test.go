package xliff_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestSchema has xmllint validate files against the schema of OASIS, which
// .ci/xliff-schema brings. The Glossary module has a schema of its own, which that
// one does not include.
func TestSchema(t *testing.T) {
	t.Parallel()
	schema := schemaOfOASIS(t)
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
			path := filepath.Join(t.TempDir(), "file.xlf")
			if err := os.WriteFile(path, []byte(test.file), 0o600); err != nil {
				t.Fatal(err)
			}
			said, err := exec.CommandContext(t.Context(), "xmllint", "--nonet", "--noout", "--schema", schema, path).CombinedOutput()
			if (err == nil) != test.valid {
				t.Errorf("xmllint says: %s", said)
			}
		})
	}
}

// schemaOfOASIS finds the schema. Without it, or without xmllint, the test is left
// out where it is a person who tests.
func schemaOfOASIS(t *testing.T) string {
	t.Helper()
	path := os.Getenv("HUB_XLIFF_SCHEMA")
	if path == "" {
		path = filepath.Join("..", "..", ".cache", "xliff", "xliff_core_2.0.xsd")
	}
	_, err := exec.LookPath("xmllint")
	if err == nil {
		_, err = os.Stat(path)
	}
	if err != nil {
		missing := "the schema of XLIFF and xmllint are needed, which .ci/xliff-schema brings: " + err.Error()
		if os.Getenv("CI") != "" {
			t.Fatal(missing)
		}
		t.Skip(missing)
	}
	return path
}

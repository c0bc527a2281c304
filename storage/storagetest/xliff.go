package storagetest

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// ValidateXliff has xmllint validate a file against the schema of OASIS, which
// .ci/xliff-schema brings, and answers what it says; nothing where the file is
// valid. Without them the test is left out where it is a person who tests.
func ValidateXliff(t *testing.T, file string) string {
	t.Helper()
	schema := os.Getenv("HUB_XLIFF_SCHEMA")
	if schema == "" {
		schema = filepath.Join(root(t), ".cache", "xliff", "xliff_core_2.0.xsd")
	}
	_, err := exec.LookPath("xmllint")
	if err == nil {
		_, err = os.Stat(schema)
	}
	if err != nil {
		missing := "the schema of XLIFF and xmllint are needed, which .ci/xliff-schema brings: " + err.Error()
		if os.Getenv("CI") != "" {
			t.Fatal(missing)
		}
		t.Skip(missing)
	}
	path := filepath.Join(t.TempDir(), "file.xlf")
	if err := os.WriteFile(path, []byte(file), 0o600); err != nil {
		t.Fatal(err)
	}
	said, err := exec.CommandContext(t.Context(), "xmllint", "--nonet", "--noout", "--schema", schema, path).CombinedOutput()
	if err == nil {
		return ""
	}
	return string(said) + err.Error()
}

// root is the folder of the module: tests run in that of their package.
func root(t *testing.T) string {
	t.Helper()
	folder, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(folder, "go.mod")); err == nil {
			return folder
		}
		above := filepath.Dir(folder)
		if above == folder {
			t.Fatal("the tests are not run within the module")
		}
		folder = above
	}
}

package graph_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/cocreated/hub/storage/file/filetest"
	"github.com/cocreated/hub/storage/storagetest"
)

var update = flag.Bool("update", false, "write the files in testdata anew instead of comparing with them")

// suite stops the database and the store before leaks are looked for.
type suite struct{ *testing.M }

func (s suite) Run() int { return filetest.Main(s.M, storagetest.Main) }

func TestMain(m *testing.M) { goleak.VerifyTestMain(suite{m}) }

// golden compares what was got with a file in testdata, or writes that file.
func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err, "; go test ./graph -update writes it")
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s differs; if it should, go test ./graph -update writes it anew (-want +got):\n%s", file, diff)
	}
}

// indented is JSON as the files have it.
func indented(t *testing.T, answer []byte) string {
	t.Helper()
	var pretty bytes.Buffer
	if err := json.Indent(&pretty, answer, "", "  "); err != nil {
		t.Fatal(err)
	}
	return pretty.String() + "\n"
}

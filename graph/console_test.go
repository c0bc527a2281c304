package graph_test

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/validator/rules"

	"github.com/cocreated/hub/graph/generated"
	"github.com/cocreated/hub/storage/storagetest"
)

// TestConsoleExamples runs the operations that the console opens with. It reads
// their files, because the server imports this package and not the other way round.
func TestConsoleExamples(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../server/console/examples/*.graphql")
	if err != nil || len(files) == 0 {
		t.Fatal("no examples: ", err)
	}
	hub := serve(t, storagetest.Demo(t))
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			query, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var variables map[string]any
			written, err := os.ReadFile(strings.TrimSuffix(file, ".graphql") + ".json")
			if err == nil {
				err = json.Unmarshal(written, &variables)
			}
			if err != nil && !errors.Is(err, fs.ErrNotExist) {
				t.Fatal(err)
			}
			var data map[string]any
			hub.post(t, request{Query: string(query), Variables: variables}).data(t, &data)
			for name, value := range data {
				if empty(value) {
					t.Errorf("%s has nothing to show", name)
				}
			}
		})
	}
}

// TestConsoleUploads holds the operations of the console's dialog for files against the schema.
func TestConsoleUploads(t *testing.T) {
	t.Parallel()
	document, err := os.ReadFile("../server/console/web/src/upload/upload.graphql")
	if err != nil {
		t.Fatal(err)
	}
	schema := generated.NewExecutableSchema(generated.Config{}).Schema()
	if _, errs := gqlparser.LoadQueryWithRules(schema, string(document), rules.NewDefaultRules()); errs != nil {
		t.Error(errs)
	}
}

// empty tells whether an answer is null, or a list without entries.
func empty(value any) bool {
	object, ok := value.(map[string]any)
	if !ok {
		return true
	}
	nodes, isList := object["nodes"].([]any)
	return isList && len(nodes) == 0
}

package document_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/document"
	"github.com/cocreated/hub/storage/storagetest"
)

func TestMain(m *testing.M) { os.Exit(storagetest.Main(m)) }

// TestDocuments adds documents, names them and removes them.
func TestDocuments(t *testing.T) {
	t.Parallel()
	store := storagetest.Empty(t)
	now := time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)
	documents := store.Documents(func() time.Time { return now })
	find := func(want string, id string) {
		t.Helper()
		if got, err := documents.Find(t.Context(), id); got != want || err != nil {
			t.Errorf("%s is %q, %v; want %q", id, got, err, want)
		}
	}
	const hello = "query Hello { hub { version } }"
	// As `printf '%s' 'query Hello { hub { version } }' | sha256sum` has it.
	if got := document.ID(hello); len(got) != len("sha256:")+64 || !strings.HasPrefix(got, "sha256:") {
		t.Errorf("its id is %s", got)
	}
	find("", document.ID(hello))
	if added, err := documents.Add(t.Context(), []string{hello, hello, "{ viewer { kind } }"}); added != 2 || err != nil {
		t.Fatal(added, err)
	}
	if added, err := documents.Add(t.Context(), []string{hello}); added != 0 || err != nil {
		t.Error("added once more:", added, err)
	}
	// Whoever asks for what is not there makes the hub look once in a second.
	ctx, statements := storage.CountStatements(t.Context())
	for range 10 {
		if got, err := documents.Find(ctx, "sha256:0"); got != "" || err != nil {
			t.Error(got, err)
		}
	}
	if n := statements(); n != 0 {
		t.Errorf("it looked %d times in a second", n)
	}
	now = now.Add(time.Second)
	find(hello, document.ID(hello))
	all, err := documents.All(t.Context())
	if err != nil || len(all) != 2 {
		t.Fatal(all, err)
	}
	names := map[string]bool{all[0].Name(): true, all[1].Name(): true}
	if !names["Hello"] || !names[""] {
		t.Errorf("they are called %v", names)
	}
	if err := documents.Remove(t.Context(), document.ID(hello)); err != nil {
		t.Error(err)
	}
	if err := documents.Remove(t.Context(), document.ID(hello)); err == nil {
		t.Error("it was removed twice")
	}
	now = now.Add(time.Minute)
	find("", document.ID(hello))
}

// TestDocumentsBounded adds too large a document, and too many.
func TestDocumentsBounded(t *testing.T) {
	t.Parallel()
	documents := storagetest.Empty(t).Documents(time.Now)
	many := make([]string, document.MaxDocuments+1)
	for i := range many {
		many[i] = fmt.Sprintf("query Q%d { hub { version } }", i)
	}
	for name, texts := range map[string][]string{"many": many, "large": {strings.Repeat(" ", document.MaxBytes+1)}} {
		if added, err := documents.Add(context.Background(), texts); err == nil {
			t.Errorf("%s: %d were added", name, added)
		}
	}
	if all, err := documents.All(t.Context()); len(all) > 0 || err != nil {
		t.Error("something was added:", len(all), err)
	}
}

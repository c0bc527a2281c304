package storage_test

import (
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/storagetest"
)

// TestOwnerWithoutRights opens a database whose owner may neither create roles nor
// take on that of the public, as providers of databases hand them out.
func TestOwnerWithoutRights(t *testing.T) {
	storagetest.Empty(t) // the role of the public exists, made by another hub
	admin, err := pgx.Connect(t.Context(), storagetest.ServerDSN(t, "postgres"))
	if err != nil {
		t.Fatal(err)
	}
	defer admin.Close(t.Context())
	execute := func(statement string) {
		t.Helper()
		if _, err := admin.Exec(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	execute("CREATE ROLE clerk LOGIN")
	execute("CREATE DATABASE town OWNER clerk")
	dsn := strings.Replace(storagetest.ServerDSN(t, "town"), "://hub@", "://clerk@", 1)
	if _, err := storage.Migrate(t.Context(), dsn); err != nil {
		t.Fatal(err)
	}
	open := func() *storage.Store {
		t.Helper()
		store, err := storage.Open(t.Context(), storage.Options{DSN: dsn, Languages: storagetest.Languages()})
		if err != nil {
			t.Fatal(err)
		}
		return store
	}

	weak := open()
	if len(weak.Weaknesses) != 1 {
		t.Errorf("weaknesses: %q, want one", weak.Weaknesses)
	}
	if _, err := storagetest.Live(weak).ExecContext(t.Context(), "DELETE FROM live.entries"); err == nil {
		t.Error("the public could write")
	}
	for _, finding := range weak.Check(t.Context()) {
		if finding.Failed {
			t.Errorf("a weakness that is known failed the check: %s", finding.Text)
		}
	}
	if _, err := weak.Events().Head(t.Context()); err != nil {
		t.Errorf("the log of events: %v", err)
	}
	weak.Close()

	execute("GRANT hub_public TO clerk")
	strong := open()
	defer strong.Close()
	if len(strong.Weaknesses) != 0 {
		t.Errorf("weaknesses after the grant: %q", strong.Weaknesses)
	}
}

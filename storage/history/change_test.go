package history_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/history"
	"github.com/cocreated/hub/storage/storagetest"
)

// migrate applies SQL to draft and live, as a migration of content.
func migrate(t *testing.T, store *storage.Store, statements string) error {
	t.Helper()
	return storagetest.Draft(store).RunInTx(t.Context(), nil, func(ctx context.Context, tx bun.Tx) error {
		if err := history.Suspend(ctx, tx); err != nil {
			return err
		}
		for _, stage := range []string{"draft", "live"} {
			if _, err := tx.ExecContext(ctx, "SET LOCAL search_path = "+stage+", public;"+statements); err != nil {
				return err
			}
		}
		if _, err := tx.ExecContext(ctx, "SET LOCAL search_path = hub, public"); err != nil {
			return err
		}
		return history.Keep(ctx, tx)
	})
}

func execute(t *testing.T, store *storage.Store, statement string, args ...any) {
	t.Helper()
	if _, err := storagetest.Draft(store).NewRaw(statement, args...).Exec(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// then reads a value as of a moment.
func then(t *testing.T, store *storage.Store, moment time.Time, query string) string {
	t.Helper()
	var value *string
	err := storagetest.Draft(store).RunInTx(t.Context(), nil, func(ctx context.Context, tx bun.Tx) error {
		if _, err := tx.NewRaw("SELECT set_config('hub.as_of', ?, true), set_config('search_path', 'asof, public', true)", moment.Format(time.RFC3339Nano)).Exec(ctx); err != nil {
			return err
		}
		return tx.NewRaw(query).Scan(ctx, &value)
	})
	if err != nil {
		t.Fatal(err)
	}
	if value == nil {
		return "null"
	}
	return *value
}

func clock(t *testing.T, store *storage.Store) (moment time.Time) {
	t.Helper()
	if err := storagetest.Draft(store).NewRaw("SELECT clock_timestamp()").Scan(t.Context(), &moment); err != nil {
		t.Fatal(err)
	}
	return moment
}

// TestNewKind makes the table of a new kind, and changes it later, as migrations do.
func TestNewKind(t *testing.T) {
	t.Parallel()
	store := storagetest.Empty(t)
	if err := migrate(t, store, `CREATE TABLE songs (id uuid PRIMARY KEY REFERENCES entries ON DELETE CASCADE, key text NOT NULL, "Odd name" text)`); err != nil {
		t.Fatal(err)
	}
	execute(t, store, `INSERT INTO live.entries (id, kind, version, source_locale, created_at, updated_at) VALUES (?0, 'song', 1, 'en', 'epoch', 'epoch');
		INSERT INTO live.songs VALUES (?0, 'C', 'odd')`, uuid.New())
	inC := clock(t, store)
	execute(t, store, `UPDATE live.songs SET key = 'D'`)
	inD := clock(t, store)
	const key = "SELECT key FROM songs"
	if got := then(t, store, inC, key) + then(t, store, inD, key); got != "CD" {
		t.Errorf("first C and then D was the key, not %s", got)
	}

	err := migrate(t, store, `ALTER TABLE songs ADD COLUMN tempo text NOT NULL DEFAULT 'andante'; ALTER TABLE songs DROP COLUMN "Odd name";
		ALTER TABLE songs ADD COLUMN mood text; UPDATE songs SET mood = 'glad'; CREATE INDEX songs_key ON songs (key)`)
	if err != nil {
		t.Fatal(err)
	}
	if got := then(t, store, inC, "SELECT key || ' ' || tempo || ' ' || coalesce(mood, '?') FROM songs"); got != "C andante ?" {
		t.Errorf("of the version that was over there is %q", got)
	}
	if got := then(t, store, inD, "SELECT key || ' ' || tempo || ' ' || mood FROM songs"); got != "D andante glad" {
		t.Errorf("what is live was %q before the migration", got)
	}
	execute(t, store, `DELETE FROM live.entries`)
	if got := then(t, store, inD, "SELECT tempo || ' ' || mood FROM songs"); got != "andante glad" {
		t.Errorf("what was live after the migration was %q", got)
	}
	if got := then(t, store, clock(t, store), "SELECT count(*)::text FROM songs"); got != "0" {
		t.Errorf("%s songs are there after all were taken", got)
	}

	if err := migrate(t, store, `DROP TABLE songs`); err != nil {
		t.Fatal(err)
	}
	var left int
	if err := storagetest.Draft(store).NewRaw("SELECT count(*) FROM pg_class WHERE relname LIKE 'songs%'").Scan(t.Context(), &left); err != nil || left != 0 {
		t.Errorf("%d tables and indexes are left of a kind that is gone: %v", left, err)
	}
}

// TestRowsOfMigrations writes rows within a migration, and takes one away: none of it
// is history, and what is there counts as live since then.
func TestRowsOfMigrations(t *testing.T) {
	t.Parallel()
	store := storagetest.Empty(t)
	const entry = `INSERT INTO entries (id, kind, version, source_locale, created_at, updated_at) VALUES ('%s', 'k', %d, 'en', 'epoch', 'epoch');`
	one, two := uuid.NewString(), uuid.NewString()
	execute(t, store, "INSERT INTO live."+strings.TrimPrefix(fmt.Sprintf(entry, one, 1), "INSERT INTO "))
	before := clock(t, store)
	if err := migrate(t, store, "DELETE FROM entries;"+fmt.Sprintf(entry, two, 2)); err != nil {
		t.Fatal(err)
	}
	const versions = "SELECT coalesce(string_agg(version::text, ' '), 'none') FROM entries"
	if got := then(t, store, before, versions); got != "none" {
		t.Errorf("before the migration the versions %s were live", got)
	}
	execute(t, store, "UPDATE live.entries SET version = 3")
	if got := then(t, store, clock(t, store), versions); got != "3" {
		t.Errorf("then the versions %s were live, want 3", got)
	}
}

func TestTableWithoutKey(t *testing.T) {
	t.Parallel()
	store := storagetest.Empty(t)
	for name, table := range map[string]string{
		"NoKey":       `CREATE TABLE songs (key text)`,
		"DeferredKey": `CREATE TABLE songs (key text UNIQUE DEFERRABLE)`,
		"NullText":    `CREATE TABLE songs (key text UNIQUE)`,
	} {
		t.Run(name, func(t *testing.T) {
			if err := migrate(t, store, table); err == nil || !strings.Contains(err.Error(), "songs") {
				t.Errorf("got %v, want an error that names the table", err)
			}
		})
	}
}

// TestKeepAgain does nothing where nothing has changed, and mends what was suspended.
func TestKeepAgain(t *testing.T) {
	t.Parallel()
	store := storagetest.Empty(t)
	made := func() (oids string) {
		t.Helper()
		err := storagetest.Draft(store).NewRaw(`SELECT string_agg(oid::text, ' ' ORDER BY oid) FROM pg_proc WHERE pronamespace = 'past'::regnamespace`).Scan(t.Context(), &oids)
		if err != nil {
			t.Fatal(err)
		}
		return oids
	}
	before := made()
	if err := history.Keep(t.Context(), storagetest.Draft(store)); err != nil {
		t.Fatal(err)
	}
	if after := made(); after != before {
		t.Error("everything was made again")
	}
	if err := migrate(t, store, ""); err != nil {
		t.Fatal(err)
	}
	if after := made(); after == before {
		t.Error("nothing was made again, though it had been taken away")
	}
}

func TestForget(t *testing.T) {
	t.Parallel()
	store := storagetest.Empty(t)
	execute(t, store, `INSERT INTO live.entries (id, kind, version, source_locale, created_at, updated_at) VALUES (?0, 'k', 1, 'en', 'epoch', 'epoch')`, uuid.New())
	for range 3 {
		execute(t, store, `UPDATE live.entries SET version = version + 1`)
	}
	third := clock(t, store)
	execute(t, store, `UPDATE live.entries SET version = version + 1`)
	if forgotten, err := history.Forget(t.Context(), storagetest.Draft(store), third); err != nil || forgotten != 3 {
		t.Fatalf("%d versions were forgotten, want 3: %v", forgotten, err)
	}
	if got := then(t, store, third, "SELECT version FROM entries"); got != "4" {
		t.Errorf("version %s was live, want 4", got)
	}
	if forgotten, err := history.Forget(t.Context(), storagetest.Draft(store), third.Add(-time.Hour)); err != nil || forgotten != 0 {
		t.Fatalf("%d versions were forgotten twice: %v", forgotten, err)
	}
	var began time.Time
	if err := storagetest.Draft(store).NewRaw("SELECT value FROM hub.settings WHERE name = 'history_began'").Scan(t.Context(), &began); err != nil || !began.Equal(third) {
		t.Errorf("what was live is known from %v on, want %v: %v", began, third, err)
	}
}

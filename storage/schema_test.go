package storage_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/storagetest"
)

// structure describes a schema line by line: columns, constraints and indexes,
// without the name of the schema.
const structure = `
	SELECT replace(line, ?0 || '.', '') FROM (
		SELECT format('column %s.%s %s not null %s default %s', c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, pg_get_expr(d.adbin, d.adrelid)) AS line
			FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid LEFT JOIN pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
			WHERE c.relnamespace = ?0::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
		UNION ALL
		SELECT format('position %s.%s %s', c.relname, a.attname, a.attnum) FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid
			WHERE c.relnamespace = ?0::regnamespace AND c.relkind = 'r' AND a.attnum > 0
		UNION ALL
		SELECT format('constraint %s %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) FROM pg_constraint WHERE connamespace = ?0::regnamespace
		UNION ALL
		SELECT format('index %s', indexdef) FROM pg_indexes WHERE schemaname = ?0
	) AS lines ORDER BY 1`

func describe(t *testing.T, store *storage.Store, schema string) []string {
	t.Helper()
	var lines []string
	if err := storagetest.Draft(store).NewRaw(structure, schema).Scan(t.Context(), &lines); err != nil {
		t.Fatal(err)
	}
	return lines
}

func TestStagesHaveEqualStructure(t *testing.T) {
	store := storagetest.Empty(t)
	draft, live := describe(t, store, "draft"), describe(t, store, "live")
	if len(draft) < 100 {
		t.Fatalf("only %d lines describe the schema draft", len(draft))
	}
	if diff := cmp.Diff(draft, live); diff != "" {
		t.Error(diff)
	}
}

func TestMigrateDownAndUp(t *testing.T) {
	dsn := storagetest.EmptyDSN(t)
	open := func() *storage.Store {
		t.Helper()
		store, err := storage.Open(t.Context(), storage.Options{DSN: dsn, Languages: storagetest.Languages()})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(store.Close)
		return store
	}
	store := open()
	all := func() (lines []string) {
		for _, schema := range []string{"draft", "hub", "past", "since"} {
			lines = append(lines, describe(t, store, schema)...)
		}
		return lines
	}
	before := all()
	store.Close()
	if applied, err := storage.Migrate(t.Context(), dsn); err != nil || len(applied) != 0 {
		t.Fatalf("an up-to-date database was migrated: %v, %v", applied, err)
	}
	if err := storage.Rollback(t.Context(), dsn); err != nil {
		t.Fatal(err)
	}
	if applied, err := storage.Migrate(t.Context(), dsn); err != nil || len(applied) == 0 {
		t.Fatalf("after the rollback there were %d migrations: %v", len(applied), err)
	}
	store = open()
	if diff := cmp.Diff(before, all()); diff != "" {
		t.Error(diff)
	}
}

// TestPublicIsRefused tries, as the public, what the public must not do.
func TestPublicIsRefused(t *testing.T) {
	store := storagetest.Demo(t)
	ctx := t.Context()
	var published int
	if err := storagetest.Live(store).NewRaw("SELECT count(*) FROM entries").Scan(ctx, &published); err != nil || published == 0 {
		t.Fatalf("the public reads %d entries: %v", published, err)
	}
	var tables []string
	err := storagetest.Draft(store).NewRaw("SELECT table_schema || '.' || table_name FROM information_schema.tables WHERE table_schema IN ('draft', 'hub', 'past', 'since', 'asof', 'preview')").Scan(ctx, &tables)
	if err != nil {
		t.Fatal(err)
	}
	statements := []string{
		"DELETE FROM live.entries", "UPDATE live.texts SET title = ''", "TRUNCATE live.links",
		"CREATE TABLE live.mine ()", "CREATE TABLE public.mine ()", "CREATE TEMPORARY TABLE mine ()", "DROP TABLE live.links",
		"INSERT INTO live.entries (id, kind, version, source_locale, created_at, updated_at) VALUES (gen_random_uuid(), 'x', 1, 'en', now(), now())",
		"ALTER TABLE live.entries ADD COLUMN mine text", "SET ROLE hub", "SELECT pg_read_file('/etc/hostname')", "COPY live.entries TO PROGRAM 'true'",
	}
	for _, table := range tables {
		statements = append(statements, "SELECT FROM "+table)
	}
	if len(statements) < 150 {
		t.Fatalf("only %d statements to try", len(statements))
	}
	for _, statement := range statements {
		for name, prefix := range map[string]string{"ReadOnly": "", "ReadOnlySwitchedOff": "SET TRANSACTION READ WRITE; "} {
			t.Run(strings.Fields(statement)[0]+name, func(t *testing.T) {
				_, err := storagetest.Live(store).ExecContext(ctx, prefix+statement)
				var refusal *pgconn.PgError
				switch {
				case !errors.As(err, &refusal):
					t.Fatalf("%s: %v", statement, err)
				case refusal.Code == "42501": // permission denied
				case refusal.Code == "25006" && prefix == "": // read-only transaction
				default:
					t.Errorf("%s was refused for another reason: %v", statement, err)
				}
			})
		}
	}
}

// TestLiveRefusesLinksToDrafts goes round the engine: the database itself keeps
// what is published from pointing to what is not.
func TestLiveRefusesLinksToDrafts(t *testing.T) {
	store := storagetest.Demo(t)
	_, err := storagetest.Draft(store).ExecContext(t.Context(), `
		INSERT INTO live.links (entry_id, relation, position, target_id)
		SELECT (SELECT id FROM live.entries LIMIT 1), 'forged', 0, id FROM draft.entries WHERE id NOT IN (SELECT id FROM live.entries) LIMIT 1`)
	var refusal *pgconn.PgError
	if !errors.As(err, &refusal) || refusal.Code != "23503" {
		t.Errorf("the link was not refused as a broken foreign key but: %v", err)
	}
}

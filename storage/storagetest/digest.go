package storagetest

import (
	"slices"
	"strings"
	"testing"

	"github.com/cocreated/hub/storage"
)

// digests makes the statements that read the digest of each table, by its name. Of a row it
// is enough to know where it stands and which transaction wrote it.
const digests = `
	SELECT format($$SELECT %L, md5(string_agg(ctid || ' ' || xmin, ',' ORDER BY ctid)) FROM %I.%I$$, schemaname || '.' || tablename, schemaname, tablename)
	FROM pg_tables
	WHERE schemaname IN ('draft', 'live', 'past', 'since', 'hub') AND tablename NOT IN ('river_client', 'river_client_queue', 'river_leader', 'river_queue')
	ORDER BY schemaname, tablename`

// Digest stands for all rows that a store holds, in both stages, in the history and in
// what is never published, a line for each table. Where it is as before, nothing was
// added or taken away, and no row was written, not even as it was. What the queue of jobs
// keeps of its nodes is left out, because it changes with time.
func Digest(t testing.TB, store *storage.Store) string {
	t.Helper()
	var tables, lines []string
	if err := Draft(store).NewRaw(digests).Scan(t.Context(), &tables); err != nil {
		t.Fatal(err)
	}
	all := "SELECT name || ' ' || coalesce(digest, 'is empty') FROM (" + strings.Join(tables, " UNION ALL ") + ") AS tables (name, digest)"
	if err := Draft(store).NewRaw(all).Scan(t.Context(), &lines); err != nil {
		t.Fatal(err)
	}
	slices.Sort(lines) // Postgres may answer several at once
	return strings.Join(lines, "\n")
}

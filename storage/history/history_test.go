package history_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"github.com/uptrace/bun"
	"pgregory.net/rapid"

	"github.com/cocreated/hub/storage/storagetest"
)

// rows are those of some tables by table and key, as JSON.
type rows map[string]string

// look reads the rows of some entries from the tables or views of a schema.
func look(ctx context.Context, db bun.IDB, schema string, entries []uuid.UUID) (rows, error) {
	var found []struct{ Key, Row string }
	err := db.NewRaw(`
		SELECT 'entry ' || id AS key, to_jsonb(e)::text AS row FROM ?0.entries AS e WHERE id IN (?1)
		UNION ALL SELECT 'part ' || id, to_jsonb(p)::text FROM ?0.parts AS p WHERE entry_id IN (?1)
		UNION ALL SELECT format('text %s %s %s', entry_id, part_id, locale), to_jsonb(t)::text FROM ?0.texts AS t WHERE entry_id IN (?1)
		UNION ALL SELECT format('link %s %s', entry_id, position), to_jsonb(l)::text FROM ?0.links AS l WHERE entry_id IN (?1)`,
		bun.Ident(schema), bun.List(entries)).Scan(ctx, &found)
	if err != nil {
		return nil, err
	}
	seen := rows{}
	for _, f := range found {
		if _, twice := seen[f.Key]; twice {
			return nil, fmt.Errorf("%s shows twice", f.Key)
		}
		seen[f.Key] = f.Row
	}
	return seen, nil
}

// at reads what was live at a moment.
func at(ctx context.Context, db *bun.DB, moment time.Time, entries []uuid.UUID) (seen rows, err error) {
	err = db.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error {
		if _, err := tx.NewRaw("SELECT set_config('hub.as_of', ?, true)", moment.Format(time.RFC3339Nano)).Exec(ctx); err != nil {
			return err
		}
		seen, err = look(ctx, tx, "asof", entries)
		return err
	})
	return seen, err
}

// Changes of one entry in live, of which some change nothing.
var changes = map[string]string{
	"entry":       `INSERT INTO live.entries (id, kind, version, source_locale, created_at, updated_at) VALUES (?0, 'k', ?2 + 1, 'en', 'epoch', 'epoch') ON CONFLICT (id) DO UPDATE SET version = excluded.version`,
	"entry taken": `DELETE FROM live.links WHERE target_id = ?0; DELETE FROM live.entries WHERE id = ?0`,
	"part":        `INSERT INTO live.parts (id, entry_id, kind, slug, position) SELECT ?1, id, 'p', 's', ?2 FROM live.entries WHERE id = ?0 ON CONFLICT (id) DO UPDATE SET position = excluded.position`,
	"part taken":  `DELETE FROM live.parts WHERE id = ?1`,
	"text":        `DELETE FROM live.texts WHERE entry_id = ?0 AND locale = 'en'; INSERT INTO live.texts (entry_id, kind, locale, slug, title) SELECT id, 'k', 'en', id::text, ?2 FROM live.entries WHERE id = ?0`,
	"part's text": `DELETE FROM live.texts WHERE part_id = ?1; INSERT INTO live.texts (entry_id, part_id, kind, locale, title) SELECT entry_id, id, 'k', 'en', ?2 FROM live.parts WHERE id = ?1`,
	"all texts":   `UPDATE live.texts SET body = ?2`,
	"renamed":     `UPDATE live.texts SET locale = CASE locale WHEN 'en' THEN 'it' ELSE 'en' END WHERE entry_id = ?0 AND NOT EXISTS (SELECT FROM live.texts WHERE entry_id = ?0 AND locale = 'it')`,
	"links": `DELETE FROM live.links WHERE entry_id = ?0; INSERT INTO live.links (entry_id, relation, position, target_id)
		SELECT ?0, 'r', row_number() OVER (ORDER BY id), id FROM live.entries WHERE EXISTS (SELECT FROM live.entries WHERE id = ?0) ORDER BY id LIMIT ?2`,
	"touched": `UPDATE live.entries SET version = version`,
}

// TestHistory changes what is live at random, and then asks what was live after
// each change. Rows have a version for each time that they changed, and no more.
func TestHistory(t *testing.T) {
	t.Parallel()
	store := storagetest.Empty(t)
	db, ctx := storagetest.Draft(store), t.Context()
	rapid.Check(t, func(t *rapid.T) {
		entries := []uuid.UUID{uuid.New(), uuid.New(), uuid.New()}
		parts := []uuid.UUID{uuid.New(), uuid.New(), uuid.New()}
		if _, err := db.ExecContext(ctx, "DELETE FROM live.links; DELETE FROM live.entries"); err != nil {
			t.Fatal(err)
		}
		var moments []time.Time
		var snapshots []rows
		for range rapid.IntRange(1, 8).Draw(t, "transactions") {
			err := db.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error {
				for range rapid.IntRange(1, 4).Draw(t, "changes") {
					change := rapid.SampledFrom(slices.Sorted(maps.Keys(changes))).Draw(t, "change")
					i := rapid.IntRange(0, 2).Draw(t, "entry")
					if _, err := tx.NewRaw(changes[change], entries[i], parts[i], rapid.IntRange(0, 2).Draw(t, "value")).Exec(ctx); err != nil {
						return fmt.Errorf("%s: %w", change, err)
					}
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			var moment time.Time
			if err := db.NewRaw("SELECT clock_timestamp()").Scan(ctx, &moment); err != nil {
				t.Fatal(err)
			}
			live, err := look(ctx, db, "live", entries)
			if err != nil {
				t.Fatal(err)
			}
			moments, snapshots = append(moments, moment), append(snapshots, live)
		}
		for i, moment := range moments {
			seen, err := at(ctx, db, moment, entries)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(snapshots[i], seen); diff != "" {
				t.Fatalf("after transaction %d (-live then +seen now):\n%s", i, diff)
			}
		}
		var versions int
		err := db.NewRaw(`SELECT
			(SELECT count(*) FROM past.entries WHERE id IN (?0)) + (SELECT count(*) FROM past.parts WHERE entry_id IN (?0)) +
			(SELECT count(*) FROM past.texts WHERE entry_id IN (?0)) + (SELECT count(*) FROM past.links WHERE entry_id IN (?0)) +
			(SELECT count(*) FROM since.entries WHERE id IN (?0)) + (SELECT count(*) FROM since.texts WHERE entry_id IN (?0)) +
			(SELECT count(*) FROM since.links WHERE entry_id IN (?0)) + (SELECT count(*) FROM since.parts WHERE id IN (?1))`,
			bun.List(entries), bun.List(parts)).Scan(ctx, &versions)
		if err != nil {
			t.Fatal(err)
		}
		if want := runs(snapshots); versions != want {
			t.Fatalf("%d versions are kept, want %d", versions, want)
		}
	})
}

// runs counts how often a row came to be as it was after some transaction.
func runs(snapshots []rows) int {
	count, before := 0, rows{}
	for _, now := range snapshots {
		for key, row := range now {
			if before[key] != row {
				count++
			}
		}
		before = now
	}
	return count
}

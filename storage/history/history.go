// Package history keeps what was published, and shows the hub as it was at a moment
// and as a release will make it. It makes schemas beside the stage live:
//
//   - past holds versions of rows that are over, with the time from which and
//     until which they were live; since tells from when each row is live that is.
//     Triggers on live keep both.
//   - asof has views of the names of live's tables that show a moment: the setting
//     hub.as_of.
//   - preview has such views that show what a release will make of live: the
//     setting hub.release.
//
// It knows no table by name but those that every kind shares: what there is it reads
// in the catalog after each change of the database.
package history

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/uptrace/bun"
)

// Suspend takes views and triggers away, so that migrations may change the tables
// under them. What a migration changes is not history: rows stay live since they
// were. It must be followed by Keep in the same transaction.
func Suspend(ctx context.Context, db bun.IDB) error {
	tables, err := tablesOf(ctx, db, "live")
	if err != nil {
		return err
	}
	for _, t := range tables {
		if _, err := db.ExecContext(ctx, t.fill(dropTriggers)); err != nil {
			return err
		}
	}
	_, err = db.ExecContext(ctx, `
		DROP SCHEMA IF EXISTS asof, preview CASCADE;
		DO $$ BEGIN
			IF to_regclass('hub.settings') IS NOT NULL THEN
				DELETE FROM hub.settings WHERE name = 'history_shape';
			END IF;
		END $$`)
	return err
}

// Keep makes what keeps the history of the tables that there are now, where it is
// not there already.
func Keep(ctx context.Context, db bun.IDB) error {
	tables, err := tablesOf(ctx, db, "live")
	if err != nil {
		return err
	}
	if len(tables) == 0 {
		_, err := db.ExecContext(ctx, "DROP SCHEMA IF EXISTS past, since CASCADE")
		return err
	}
	views, err := views(ctx, db, tables)
	if err != nil {
		return err
	}
	shape := shapeOf(tables, views)
	var known bool
	err = db.NewRaw("SELECT EXISTS (SELECT FROM hub.settings WHERE name = 'history_shape' AND value = ?)", shape).Scan(ctx, &known)
	if err != nil || known {
		return err
	}
	// What is checked at the commit would keep triggers from being made.
	if _, err := db.ExecContext(ctx, "SET CONSTRAINTS ALL IMMEDIATE;"+schemas); err != nil {
		return err
	}
	changes, err := changes(ctx, db, tables)
	if err != nil {
		return err
	}
	if _, err := db.ExecContext(ctx, changes+views); err != nil {
		return err
	}
	_, err = db.NewRaw(`
		INSERT INTO hub.settings (name, value) VALUES ('history_began', transaction_timestamp()) ON CONFLICT DO NOTHING;
		INSERT INTO hub.settings (name, value) VALUES ('history_shape', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value`, shape).Exec(ctx)
	return err
}

const schemas = `
	CREATE SCHEMA IF NOT EXISTS past;
	CREATE SCHEMA IF NOT EXISTS since;
	DROP SCHEMA IF EXISTS asof, preview CASCADE;
	CREATE SCHEMA asof;
	CREATE SCHEMA preview;`

// views is the SQL that makes the views of all tables.
func views(ctx context.Context, db bun.IDB, tables []*table) (string, error) {
	var releases bool
	if err := db.NewRaw("SELECT to_regclass('hub.release_items') IS NOT NULL").Scan(ctx, &releases); err != nil {
		return "", err
	}
	var all strings.Builder
	for _, t := range tables {
		all.WriteString(t.fill(asOfView))
		if releases {
			all.WriteString(t.fill(t.previewView()))
		}
	}
	return all.String(), nil
}

// shapeOf tells one state of the tables, and of what is made from them, from another.
func shapeOf(tables []*table, views string) string {
	sum := sha256.New()
	for _, t := range tables {
		fmt.Fprintln(sum, *t, t.fill(triggers))
	}
	fmt.Fprint(sum, views)
	return hex.EncodeToString(sum.Sum(nil))
}

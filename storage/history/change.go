package history

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/uptrace/bun"
)

// changes is the SQL that gives each table of live its two tables of history, brings
// those up to date that are there, and forgets those of tables that are gone.
func changes(ctx context.Context, db bun.IDB, tables []*table) (string, error) {
	past, err := byName(ctx, db, "past")
	if err != nil {
		return "", err
	}
	since, err := byName(ctx, db, "since")
	if err != nil {
		return "", err
	}
	var all strings.Builder
	for _, t := range tables {
		if err := t.check(); err != nil {
			return "", fmt.Errorf("the history of the table %s: %w", t.Name, err)
		}
		for _, sql := range append(append(t.pastChanges(past[t.Name]), t.sinceChanges(since[t.Name])...), dropTriggers, triggers) {
			all.WriteString(t.fill(sql) + ";\n")
		}
		delete(past, t.Name)
		delete(since, t.Name)
	}
	for schema, gone := range map[string]map[string]*table{"past": past, "since": since} {
		for name := range gone {
			all.WriteString("DROP TABLE " + in(schema, name) + ";\n")
		}
	}
	return all.String(), nil
}

func byName(ctx context.Context, db bun.IDB, schema string) (map[string]*table, error) {
	tables, err := tablesOf(ctx, db, schema)
	named := map[string]*table{}
	for _, t := range tables {
		named[t.Name] = t
	}
	return named, err
}

// check refuses tables whose rows the triggers could not tell apart.
func (t *table) check() error {
	if len(t.Key) == 0 {
		return errors.New("nothing tells its rows apart; it needs a primary key")
	}
	for _, c := range t.Key {
		if c.Nullable && c.Type != "uuid" {
			return fmt.Errorf("the column %s of its key may be null, which only a uuid may", c.Name)
		}
	}
	return nil
}

// pastChanges give the table of versions that are over the columns and indexes of
// live. There, a new column has its default or null; one that is gone takes along
// what it held.
func (t *table) pastChanges(past *table) []string {
	var changes []string
	if past == nil {
		past = &table{}
		changes = append(changes, "CREATE TABLE {past} (since timestamptz NOT NULL, until timestamptz NOT NULL, CHECK (since < until))")
	}
	there := map[string]column{}
	for _, c := range past.Columns {
		there[c.Name] = c
	}
	delete(there, "since")
	delete(there, "until")
	for _, c := range t.Columns {
		was, ok := there[c.Name]
		delete(there, c.Name)
		name := quoted(c.Name)
		switch {
		case ok && was.Type == c.Type:
		case ok:
			changes = append(changes, fmt.Sprintf("ALTER TABLE {past} ALTER COLUMN %s TYPE %s USING %[1]s::%[2]s", name, c.Type))
		case c.Default == "":
			changes = append(changes, fmt.Sprintf("ALTER TABLE {past} ADD COLUMN %s %s", name, c.Type))
		default:
			changes = append(changes, fmt.Sprintf("ALTER TABLE {past} ADD COLUMN %s %s DEFAULT %s", name, c.Type, c.Default),
				fmt.Sprintf("ALTER TABLE {past} ALTER COLUMN %s DROP DEFAULT", name))
		}
	}
	for name := range there {
		changes = append(changes, "ALTER TABLE {past} DROP COLUMN "+quoted(name))
	}
	return append(changes, t.indexChanges(past)...)
}

// indexChanges give the table of versions that are over the indexes of live, which
// are not unique there, and one by which what ended lately is found.
func (t *table) indexChanges(past *table) []string {
	wanted := append([]index{{Name: t.Name + "_until", Definition: "btree (until)"}}, t.Indexes...)
	there := map[string]string{}
	for _, i := range past.Indexes {
		there[i.Name] = i.Definition
	}
	var drops, creations []string
	for _, i := range wanted {
		if there[i.Name] != i.Definition {
			creations = append(creations, "CREATE INDEX "+quoted(i.Name)+" ON {past} USING "+i.Definition)
		} else {
			delete(there, i.Name)
		}
	}
	for name := range there {
		drops = append(drops, "DROP INDEX IF EXISTS "+in("past", name))
	}
	return append(drops, creations...)
}

// sinceChanges make the table that tells from when each row of live is live. Rows
// that were there before it, or that a migration wrote, are live since now.
func (t *table) sinceChanges(since *table) []string {
	wanted := make([]column, len(t.Key), len(t.Key)+1)
	for i, c := range t.Key {
		wanted[i] = column{Name: c.Name, Type: c.Type}
	}
	wanted = append(wanted, column{Name: "since", Type: "timestamp with time zone"})
	var changes []string
	if since == nil || !slices.Equal(since.Columns, wanted) {
		declared := list(wanted, func(c column) string { return quoted(c.Name) + " " + c.Type + " NOT NULL" })
		changes = append(changes, "DROP TABLE IF EXISTS {since}", "CREATE TABLE {since} ("+declared+", PRIMARY KEY ({key}))")
	}
	return append(changes,
		"DELETE FROM {since} AS s WHERE NOT EXISTS (SELECT FROM {live} AS l WHERE {s=l})",
		"INSERT INTO {since} ({key}, since) SELECT {l:key}, transaction_timestamp() FROM {live} AS l ON CONFLICT DO NOTHING",
	)
}

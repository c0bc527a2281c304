package history

import (
	"context"
	"regexp"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/uptrace/bun"
)

// table is a table as the catalog describes it.
type table struct {
	Name    string
	Columns []column `bun:"type:jsonb"`
	Indexes []index  `bun:"type:jsonb"`
	// Key are the columns by which a row is told from the others.
	Key []column `bun:"type:jsonb"`
}

type column struct {
	Name, Type string
	Nullable   bool
	Default    string // SQL; empty where there is none
}

type index struct {
	Name       string
	Definition string // what follows USING, but for what makes it unique
}

// tablesOf describes the tables of a schema. The key is the primary key, or else a
// unique constraint; those that are deferred tell rows apart at the commit only.
func tablesOf(ctx context.Context, db bun.IDB, schema string) ([]*table, error) {
	var tables []*table
	err := db.NewRaw(`
		SELECT c.relname AS name, coalesce(columns, '[]') AS columns, coalesce(indexes, '[]') AS indexes, coalesce(key, '[]') AS key
		FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
		CROSS JOIN LATERAL (
			SELECT jsonb_agg(jsonb_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod), 'nullable', NOT a.attnotnull,
				'default', coalesce(pg_get_expr(d.adbin, d.adrelid), '')) ORDER BY a.attnum) AS columns
			FROM pg_attribute AS a LEFT JOIN pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
			WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
		) AS columns
		CROSS JOIN LATERAL (
			SELECT jsonb_agg(jsonb_build_object('name', i.relname, 'definition',
				replace(split_part(pg_get_indexdef(i.oid), ' USING ', 2), ' NULLS NOT DISTINCT', '')) ORDER BY i.relname) AS indexes
			FROM pg_index AS x JOIN pg_class AS i ON i.oid = x.indexrelid WHERE x.indrelid = c.oid
		) AS indexes
		LEFT JOIN LATERAL (
			SELECT conkey FROM pg_constraint WHERE conrelid = c.oid AND contype IN ('p', 'u') AND NOT condeferrable
			ORDER BY contype, conname LIMIT 1
		) AS chosen ON true
		CROSS JOIN LATERAL (
			SELECT jsonb_agg(jsonb_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod), 'nullable', NOT a.attnotnull) ORDER BY k.place) AS key
			FROM unnest(chosen.conkey) WITH ORDINALITY AS k (attnum, place) JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = k.attnum
		) AS key
		WHERE n.nspname = ? AND c.relkind = 'r' ORDER BY c.relname`, schema).Scan(ctx, &tables)
	return tables, err
}

// owner is the column that holds the id of the entry to which a row belongs.
func (t *table) owner() string {
	for _, c := range t.Columns {
		if c.Name == "entry_id" {
			return "entry_id"
		}
	}
	return "id"
}

// noUUID stands in since for null, which no unique index tells apart.
const noUUID = "'00000000-0000-0000-0000-000000000000'::uuid"

// value is the value of a column of the key, in the row of an alias.
func (c column) value(alias string) string {
	if c.Nullable {
		return "coalesce(" + c.of(alias) + ", " + noUUID + ")"
	}
	return c.of(alias)
}

// of is the column in the row of an alias.
func (c column) of(alias string) string {
	if alias == "" {
		return quoted(c.Name)
	}
	return alias + "." + quoted(c.Name)
}

// fill puts what is the table's own into SQL:
//
//	{live} {draft} {past} {since} {asof} {preview}   the tables and views of its name
//	{function}    the function of its triggers
//	{owner}       the column with the id of the entry
//	{columns}     its columns, {n:columns} those of the row n
//	{key}         the columns of its key, {n:key} their values in the row n
//	{n=o}         that the rows n and o have the same key; s, b and r have that of since
func (t *table) fill(sql string) string {
	return placeholder.ReplaceAllStringFunc(sql, func(found string) string {
		name := strings.Trim(found, "{}")
		switch name {
		case "live", "draft", "past", "since", "asof", "preview":
			return in(name, t.Name)
		case "function":
			return in("past", t.Name+"_changed")
		case "owner":
			return t.owner()
		case "columns":
			return list(t.Columns, func(c column) string { return c.of("") })
		case "key":
			return list(t.Key, func(c column) string { return c.of("") })
		}
		if alias, ok := strings.CutSuffix(name, ":columns"); ok {
			return list(t.Columns, func(c column) string { return c.of(alias) })
		}
		if alias, ok := strings.CutSuffix(name, ":key"); ok {
			return list(t.Key, func(c column) string { return c.value(alias) })
		}
		one, other, ok := strings.Cut(name, "=")
		if !ok {
			return found
		}
		conditions := make([]string, len(t.Key))
		for i, c := range t.Key {
			conditions[i] = keyIn(c, one) + " = " + keyIn(c, other)
		}
		return strings.Join(conditions, " AND ")
	})
}

var placeholder = regexp.MustCompile(`\{[a-z:=]+\}`)

// keyIn is the value of a column of the key: in since, and in what is joined with it,
// null has been replaced already.
func keyIn(c column, alias string) string {
	if alias == "s" || alias == "b" || alias == "r" {
		return c.of(alias)
	}
	return c.value(alias)
}

func list(columns []column, write func(column) string) string {
	words := make([]string, len(columns))
	for i, c := range columns {
		words[i] = write(c)
	}
	return strings.Join(words, ", ")
}

func quoted(name string) string { return pgx.Identifier{name}.Sanitize() }

func in(schema, name string) string { return pgx.Identifier{schema, name}.Sanitize() }

package content

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/schema"

	"github.com/cocreated/hub/storage/pg"
)

// Reader reads one stage for one request: in one order of languages and as of
// one moment. Which stage it reads is decided by the handle it was given: the
// search path of its connections is draft or live.
type Reader struct {
	db      bun.IDB
	kinds   *Kinds
	now     time.Time
	locales []Locale
	// inSource reads each entry in its source language only.
	inSource bool
	// base is the address of the hub, by which bodies may link to entries; empty: none.
	base string
	// public is of what everybody may see.
	public bool
	// cache keeps entries; nil: it does not. The languages are its name for locales, and pinned is for what has no answer
	// of its own to be part of.
	cache       *Cache
	languageKey string
	pinned      *pinned
}

// Read makes a reader. Asked are the languages in order of preference, exactly:
// an entry that has a text in none of them is left out. Without any, all
// configured languages are read, in the configured order.
func Read(db bun.IDB, kinds *Kinds, languages Languages, now time.Time, asked []Locale) (*Reader, error) {
	locales := languages.All()
	if len(asked) > 0 {
		found, err := languages.Lookup(asked)
		if err != nil {
			return nil, err
		}
		locales = found
	}
	return &Reader{db: db, kinds: kinds, now: now, locales: locales}, nil
}

// ReadInSource makes a reader that reads each entry in its source language only,
// and so its parts: who edits must never take another language's words for it.
func ReadInSource(db bun.IDB, kinds *Kinds, languages Languages, now time.Time) *Reader {
	return &Reader{db: db, kinds: kinds, now: now, locales: languages.All(), inSource: true}
}

// AsPublic marks the reader as one of what everybody may see.
func (r *Reader) AsPublic() *Reader {
	r.public = true
	return r
}

// At tells the reader the address of the hub: links of bodies that begin with it lead to its
// entries.
func (r *Reader) At(base string) *Reader {
	r.base = base
	return r
}

// Kinds is the list of kinds that the reader knows.
func (r *Reader) Kinds() *Kinds { return r.kinds }

// languages are those in which an entry is read, as an array; entry is the SQL of
// its id.
func (r *Reader) languages(entry string) schema.QueryWithArgs {
	if r.inSource {
		return bun.SafeQuery("ARRAY(SELECT o.source_locale FROM entries AS o WHERE o.id = ?)", bun.Safe(entry))
	}
	return bun.SafeQuery("?", pg.Texts(r.locales))
}

// preference is the order of languages for one entry or part, whose texts are given.
func (r *Reader) preference(texts []Text) []Locale {
	if r.inSource && len(texts) > 0 {
		return []Locale{texts[0].Locale}
	}
	return r.locales
}

// alone is the language in which everything is read; empty where it is more than one, or another for each entry.
func (r *Reader) alone() Locale {
	if r.inSource || len(r.locales) != 1 {
		return ""
	}
	return r.locales[0]
}

// titled joins the one text in which each entry of a kind is read, as w, where there is one language alone: its title is
// found in the order of an index then.
func (r *Reader) titled(kind *Kind, query *bun.SelectQuery) *bun.SelectQuery {
	if locale := r.alone(); locale != "" {
		query.Join("JOIN texts AS w ON w.entry_id = k.id AND w.part_id IS NULL AND w.kind = ? AND w.locale = ?", kind.Name, locale)
	}
	return query
}

// expression is SQL of a kind's description: ?0 is the time, ?1 the languages.
func (r *Reader) expression(sql string) schema.QueryWithArgs {
	if r.alone() != "" {
		sql = strings.ReplaceAll(sql, titleSQL, "w.title")
	}
	if !strings.Contains(sql, "?") {
		return bun.SafeQuery(sql)
	}
	return bun.SafeQuery(sql, r.now, r.languages("k.id"))
}

// visible is the condition that an entry has a text in one of the languages asked
// for; entry is the SQL of its id.
func (r *Reader) visible(entry string) schema.QueryWithArgs {
	return bun.SafeQuery("EXISTS (SELECT FROM texts AS v WHERE v.entry_id = ? AND v.part_id IS NULL AND v.locale = ANY(?::text[]))",
		bun.Safe(entry), r.languages(entry))
}

// headerColumns are the columns of the fields of the header, as a list in SQL.
var headerColumns = "e." + strings.Join(HeaderColumns(), ", e.")

// selectEntries is the one statement by which entries of a kind are read; the
// caller narrows and orders it. It reads no body.
func (r *Reader) selectEntries(kind *Kind, rows any) *bun.SelectQuery {
	query := r.db.NewSelect().Model(rows).ModelTableExpr("? AS k", bun.Ident(kind.Table)).
		ColumnExpr("k.*").
		ColumnExpr("e.kind AS kind_name, e.version, e.source_locale, e.created_at, e.updated_at, e.published_at").
		ColumnExpr(headerColumns).
		ColumnExpr("t.available_locales, t.texts").
		Join("JOIN entries AS e ON e.id = k.id").
		Join(`JOIN LATERAL (
			SELECT jsonb_agg(locale ORDER BY locale) AS available_locales,
				jsonb_agg(jsonb_build_object('locale', locale, 'slug', slug, 'title', title, 'fields', fields, 'hasBody', body IS NOT NULL))
					FILTER (WHERE locale = ANY(?::text[])) AS texts
			FROM texts WHERE entry_id = k.id AND part_id IS NULL
		) AS t ON true`, r.languages("k.id")).
		Where("?", r.visible("k.id"))
	for name, sql := range kind.Computed {
		query.ColumnExpr("(?) AS ?", r.expression(sql), bun.Ident(name))
	}
	return query
}

// entries reads the entries of a kind that narrow leaves, as one cohort.
func (r *Reader) entries(ctx context.Context, kind *Kind, scope *scope, narrow func(*bun.SelectQuery)) ([]Row, error) {
	if r.cache != nil {
		found, err := r.findEntries(ctx, kind, narrow)
		if err != nil {
			return nil, err
		}
		return r.shown(ctx, kind, scope, found)
	}
	touch(ctx, kind)
	rows := kind.NewList()
	query := r.selectEntries(kind, rows.Interface())
	narrow(query)
	if err := query.Scan(ctx); err != nil {
		return nil, err
	}
	cohort := newCohort(r, scope)
	found := make([]Row, rows.Elem().Len())
	shared := map[uuid.UUID]bool{}
	for i := range found {
		row := rows.Elem().Index(i)
		found[i] = row.Interface().(Row)
		header := found[i].Header()
		header.cohort = cohort
		if err := header.resolve(r.preference(header.Texts), kind.TextOf(row)); err != nil {
			return nil, err
		}
		if !shared[header.UUID] {
			shared[header.UUID] = true
			cohort.ids = append(cohort.ids, header.UUID)
		}
	}
	return found, nil
}

// parts reads the parts of a kind that narrow leaves, as one cohort.
func (r *Reader) parts(ctx context.Context, kind *PartKind, scope *scope, narrow func(*bun.SelectQuery)) ([]PartRow, error) {
	touch(ctx, r.kinds.owners[kind.Name])
	if r.cache != nil {
		return r.cachedParts(ctx, kind, scope, narrow)
	}
	rows, err := r.partRecords(ctx, func(query *bun.SelectQuery) { narrow(query.Where("p.kind = ?", kind.Name)) })
	if err != nil {
		return nil, err
	}
	cohort := newCohort(r, scope)
	found := make([]PartRow, len(rows))
	for i, record := range rows {
		row, err := record.row(kind, r.preference(record.Texts))
		if err != nil {
			return nil, err
		}
		header := row.PartHeader()
		header.cohort = cohort
		cohort.ids = append(cohort.ids, header.UUID)
		cohort.owners = append(cohort.owners, header.EntryID)
		found[i] = row
	}
	return found, nil
}

// partRecords reads the parts that narrow leaves, of whatever kind.
func (r *Reader) partRecords(ctx context.Context, narrow func(*bun.SelectQuery)) ([]*partRecord, error) {
	var rows []*partRecord
	query := r.db.NewSelect().Model(&rows).
		ColumnExpr("p.*, t.texts").
		Join(`JOIN LATERAL (
			SELECT jsonb_agg(jsonb_build_object('locale', locale, 'title', title, 'fields', fields, 'hasBody', body IS NOT NULL)) AS texts
			FROM texts WHERE part_id = p.id AND locale = ANY(?::text[])
		) AS t ON true`, r.languages("p.entry_id"))
	narrow(query)
	return rows, query.Scan(ctx)
}

// typed gives rows their Go type back.
func typed[T, R any](rows []R) []*T {
	result := make([]*T, len(rows))
	for i, row := range rows {
		result[i] = any(row).(*T)
	}
	return result
}

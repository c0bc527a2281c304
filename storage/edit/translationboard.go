package edit

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/schema"

	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/pg"
)

// BoardFilter narrows a board; what is empty does not.
type BoardFilter struct {
	Kinds    []content.EntryKind
	Locales  []content.Locale
	Statuses []TranslationStatus
}

// TranslationBoard is what is to be done, in a row for each entry and language.
type TranslationBoard struct {
	*content.Connection[BoardRow]

	counts func(context.Context) ([]*BoardCount, error)
}

// Counts are by kind, language and status, whatever statuses the rows have; those
// of none are left out. They cost one statement.
func (b *TranslationBoard) Counts(ctx context.Context) ([]*BoardCount, error) { return b.counts(ctx) }

// BoardCount is how many entries of a kind have a status in a language.
type BoardCount struct {
	Kind   content.EntryKind
	Locale content.Locale
	Status TranslationStatus
	Count  int
}

// TranslationBoardEdge is a row in its place on the board.
type TranslationBoardEdge = content.Edge[BoardRow]

// BoardRow is an entry in one language.
type BoardRow struct {
	KindName  string
	EntryID   uuid.UUID
	Version   int
	Locale    content.Locale
	Status    TranslationStatus
	Missing   int // fields
	Stale     int // fields
	UpdatedAt time.Time

	entries *boardEntries
}

// Entry is read together with those of the other rows.
func (r *BoardRow) Entry(ctx context.Context) (content.Row, error) { return r.entries.find(ctx, r) }

// boardEntries reads the entries of a page once, when the first is asked for.
type boardEntries struct {
	of   *Translations
	rows []*BoardRow

	once  sync.Once
	found map[uuid.UUID]content.Row
	err   error
}

func (b *boardEntries) find(ctx context.Context, row *BoardRow) (content.Row, error) {
	b.once.Do(func() {
		var ids []string
		for _, row := range b.rows {
			if id := content.EncodeID(row.KindName, row.EntryID); !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
		var nodes []content.Node
		reader := content.ReadInSource(b.of.DB, b.of.Kinds, b.of.Languages, b.of.Now)
		nodes, b.err = content.Nodes(ctx, reader, ids)
		b.found = map[uuid.UUID]content.Row{}
		for _, node := range nodes {
			if entry, ok := node.(content.Row); ok {
				b.found[entry.Header().UUID] = entry
			}
		}
	})
	return b.found[row.EntryID], b.err
}

// boardSQL computes a row for each entry and language; ?0 are the kinds with their
// languages, ?1 narrows the entries. Texts are matched by their owner, which is the
// part or else the entry, so that both sides of the join are hashed once.
const boardSQL = `WITH wanted AS (SELECT * FROM jsonb_to_recordset(?0) AS w (kind text, locale text)),
source AS (
	SELECT e.id, e.kind, e.version, e.updated_at, e.source_locale, coalesce(t.part_id, t.entry_id) AS owner, t.title, t.fields, t.body IS NOT NULL AS has_body
	FROM entries AS e JOIN texts AS t ON t.entry_id = e.id AND t.locale = e.source_locale
	WHERE e.kind IN (SELECT kind FROM wanted) AND ?1
),
board AS (
	SELECT s.id AS entry_id, s.kind AS kind_name, s.version, s.updated_at, w.locale,
		sum((s.title IS NOT NULL AND t.title IS NULL)::integer + (s.has_body AND t.body IS NULL)::integer
			+ (SELECT count(*) FROM jsonb_object_keys(s.fields) AS f (name) WHERE t.fields IS NULL OR NOT jsonb_exists(t.fields, f.name)))::integer AS missing,
		sum(CASE WHEN t.stale IS NULL THEN 0 ELSE (SELECT count(*) FROM jsonb_object_keys(t.stale)) END)::integer AS stale,
		min(CASE t.state WHEN 'DRAFT' THEN 1 WHEN 'IN_REVIEW' THEN 2 WHEN 'APPROVED' THEN 3 END) AS state
	FROM source AS s JOIN wanted AS w ON w.kind = s.kind AND w.locale <> s.source_locale
	LEFT JOIN texts AS t ON coalesce(t.part_id, t.entry_id) = s.owner AND t.locale = w.locale
	GROUP BY s.id, s.kind, s.version, s.updated_at, w.locale
),
rated AS (
	SELECT *, CASE WHEN missing > 0 THEN 'MISSING' WHEN stale > 0 THEN 'STALE' ELSE (ARRAY['DRAFT', 'IN_REVIEW', 'APPROVED'])[coalesce(state, 3)] END AS status
	FROM board
)
`

// Board reads a page of what is to be done, in the order of kinds, entries and
// languages. It costs a statement, or some more where few entries have a status that is asked for, and one more for each
// kind on the page where entries are asked for.
func (t *Translations) Board(ctx context.Context, filter BoardFilter, page content.Page) (*TranslationBoard, error) {
	wanted, err := t.wanted(filter)
	if err != nil {
		return nil, err
	}
	const list = "translationBoard"
	window, err := page.Window(t.Signer, list)
	if err != nil {
		return nil, err
	}
	statuses := bun.SafeQuery("true")
	if len(filter.Statuses) > 0 {
		statuses = bun.SafeQuery("status = ANY(?::text[])", pg.Texts(filter.Statuses))
	}
	beyond, near := bun.SafeQuery("true"), bun.SafeQuery("true")
	order := bun.SafeQuery("kind_name, entry_id, locale")
	if keys := window.After; keys != nil {
		beyond = bun.SafeQuery("(kind_name, entry_id, locale) > (?, ?::uuid, ?)", *keys[0], *keys[1], *keys[2])
		near = bun.SafeQuery("(e.kind, e.id) >= (?, ?::uuid)", *keys[0], *keys[1])
	}
	if keys := window.Before; keys != nil {
		beyond = bun.SafeQuery("? AND (kind_name, entry_id, locale) < (?, ?::uuid, ?)", beyond, *keys[0], *keys[1], *keys[2])
		near = bun.SafeQuery("? AND (e.kind, e.id) <= (?, ?::uuid)", near, *keys[0], *keys[1])
	}
	if window.Backwards {
		order = bun.SafeQuery("kind_name DESC, entry_id DESC, locale DESC")
	}
	among := &boardEntriesQuery{near: near, backwards: window.Backwards, size: window.Size + 2}
	if len(filter.Statuses) > 0 {
		among.size = boardChunk
	}
	var rows []*BoardRow
	for more := true; more && len(rows) <= window.Size; among.next() {
		var found []*struct {
			BoardRow
			Looked int
		}
		// A row at least, which tells how many entries were looked at, even if none of them is wanted.
		err := t.DB.NewRaw(boardSQL+`SELECT kind_name, entry_id, version, locale, status, missing, stale, updated_at, looked FROM (SELECT count(*) AS looked FROM (?6) AS c) AS n
			LEFT JOIN (SELECT * FROM rated WHERE ?2 AND ?3 ORDER BY ?4 LIMIT ?5) AS r ON true ORDER BY ?4`,
			wanted, among.condition(), statuses, beyond, order, window.Size+1-len(rows), among.chunk()).Scan(ctx, &found)
		if err != nil {
			return nil, err
		}
		for _, row := range found {
			if row.KindName != "" {
				rows = append(rows, &row.BoardRow)
			}
			more = row.Looked == among.size
		}
	}
	cursor := func(row *BoardRow) string {
		id := row.EntryID.String()
		return t.Signer.Cursor(list, &row.KindName, &id, (*string)(&row.Locale))
	}
	counts := sync.OnceValues(func() ([]*BoardCount, error) { return t.counts(ctx, wanted) })
	count := func(context.Context) (int, error) {
		all, err := counts()
		total := 0
		for _, count := range all {
			if len(filter.Statuses) == 0 || slices.Contains(filter.Statuses, count.Status) {
				total += count.Count
			}
		}
		return total, err
	}
	connection := content.Paged(rows, window, cursor, count)
	shared := &boardEntries{of: t, rows: connection.Nodes}
	for _, row := range connection.Nodes {
		row.entries = shared
	}
	return &TranslationBoard{Connection: connection, counts: func(context.Context) ([]*BoardCount, error) { return counts() }}, nil
}

// boardChunk is how many entries are rated first where some of them only are wanted.
const boardChunk = 500

// boardEntriesQuery selects the entries of which a board is made, some at a time: what is on a page is seldom far away,
// and to rate a whole hub takes seconds.
type boardEntriesQuery struct {
	near       schema.QueryWithArgs
	backwards  bool
	skip, size int
}

// chunk selects the entries that are looked at now.
func (q *boardEntriesQuery) chunk() schema.QueryWithArgs {
	order := "e.kind, e.id"
	if q.backwards {
		order = "e.kind DESC, e.id DESC"
	}
	return bun.SafeQuery("SELECT e.id FROM entries AS e WHERE e.kind IN (SELECT kind FROM wanted) AND ? ORDER BY ? LIMIT ? OFFSET ?", q.near, bun.Safe(order), q.size, q.skip)
}

func (q *boardEntriesQuery) condition() schema.QueryWithArgs {
	return bun.SafeQuery("e.id IN (?)", q.chunk())
}

// next goes on to more entries than there were.
func (q *boardEntriesQuery) next() { q.skip, q.size = q.skip+q.size, q.size*8 }

func (t *Translations) counts(ctx context.Context, wanted pg.Recordset) ([]*BoardCount, error) {
	var rows []struct {
		KindName string
		Locale   content.Locale
		Status   TranslationStatus
		Count    int
	}
	err := t.DB.NewRaw(boardSQL+"SELECT kind_name, locale, status, count(*) AS count FROM rated GROUP BY kind_name, locale, status ORDER BY kind_name, locale, status",
		wanted, bun.SafeQuery("true")).Scan(ctx, &rows)
	counts := make([]*BoardCount, len(rows))
	for i, row := range rows {
		counts[i] = &BoardCount{Kind: content.EntryKind(row.KindName), Locale: row.Locale, Status: row.Status, Count: row.Count}
	}
	return counts, err
}

// wanted are the kinds with their languages, as a recordset.
func (t *Translations) wanted(filter BoardFilter) (pg.Recordset, error) {
	locales, err := t.Languages.Lookup(filter.Locales)
	if err != nil {
		return nil, err
	}
	type pair struct {
		Kind   string         `json:"kind"`
		Locale content.Locale `json:"locale"`
	}
	var pairs []pair
	for _, kind := range t.Kinds.All() {
		if len(filter.Kinds) > 0 && !slices.Contains(filter.Kinds, content.EntryKind(kind.Name)) {
			continue
		}
		for _, locale := range t.Languages[kind.Languages] {
			if len(locales) == 0 || slices.Contains(locales, locale) {
				pairs = append(pairs, pair{kind.Name, locale})
			}
		}
	}
	return pg.Rows(pairs), nil
}

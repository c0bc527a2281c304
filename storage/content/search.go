package content

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/google/uuid"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/schema"
	"golang.org/x/text/unicode/norm"

	"github.com/cocreated/hub/storage/fault"
	"github.com/cocreated/hub/storage/pg"
)

// Hit is an entry in which the words of a search were found.
type Hit struct {
	Entry Row
	// Part is where in the entry they were found; nil for the entry itself.
	Part    PartRow
	Title   string
	Snippet string
	Locale  Locale
	// Passage is where in a recording or a document they were found; nil: in what the
	// entry says of itself.
	Passage *Passage

	keys []*string
}

// Kind is the kind of the entry.
func (h *Hit) Kind() EntryKind { return h.Entry.Header().Kind() }

// Passage is a place inside of an entry: a time of a recording, or a page of a
// document.
type Passage struct {
	StartSeconds *float64
	Page         *int
}

// maxQuery is how many characters a search may have.
const maxQuery = 200

// SearchQuery is a search for words.
type SearchQuery struct {
	Words string
	Kinds []EntryKind
	Page  Page
}

// Search finds the entries whose texts, or whose parts' texts, or else whose
// passages hold all of the words, the best first; where there are none, the entries
// whose titles look alike.
func Search(ctx context.Context, r *Reader, signer *Signer, query SearchQuery) (*Connection[Hit], error) {
	words := searchWords(query.Words)
	switch {
	case len([]rune(query.Words)) > maxQuery:
		return nil, fault.Invalid("query", "max", "at most %d characters can be searched for", maxQuery)
	case len(words) == 0:
		return nil, fault.Invalid("query", "required", "name at least one word to search for")
	}
	list := "search:" + strings.Join(words, " ")
	window, err := query.Page.Window(signer, list)
	if err != nil {
		return nil, err
	}
	touch(ctx, r.kinds.All()...)
	found := r.matches(words, query.Kinds)
	hits, err := r.hits(ctx, found, window, words)
	if err != nil {
		return nil, err
	}
	if len(hits) == 0 {
		// A page after the last one is empty as well.
		there := false
		if window.After != nil || window.Before != nil {
			if there, err = r.visibleAmong(found).Exists(ctx); err != nil {
				return nil, err
			}
		}
		if !there {
			found = r.lookalikes(Fold(query.Words), query.Kinds)
			if hits, err = r.hits(ctx, found, window, words); err != nil {
				return nil, err
			}
		}
	}
	count := func(ctx context.Context) (int, error) { return r.count(ctx, found) }
	return Paged(hits, window, func(hit *Hit) string { return signer.Cursor(list, hit.keys...) }, count), nil
}

// searchWords splits what was typed into words, folding nothing: the language's
// own configuration does.
func searchWords(typed string) []string {
	return strings.FieldsFunc(typed, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// matches selects the best text or passage of each entry that holds all words, in any
// form or as a beginning, by the rules of its own language.
func (r *Reader) matches(words []string, kinds []EntryKind) *bun.SelectQuery {
	prefixes := strings.Join(words, ":* & ") + ":*"
	return r.candidates(kinds, func(locale Locale) []searchSource {
		tsquery := bun.SafeQuery("to_tsquery(?::regconfig, ?)", SearchConfig(locale), prefixes)
		condition := bun.SafeQuery("t.search @@ ?", tsquery)
		// A hit in the entry itself counts for more than one in a part of it, and that
		// for more than one in what is said or written inside.
		return []searchSource{
			{inTextsTable, condition, bun.SafeQuery("ts_rank(t.search, ?, 1) * CASE WHEN t.part_id IS NULL THEN 2 ELSE 1 END", tsquery)},
			{inPassagesTable, condition, bun.SafeQuery("ts_rank(t.search, ?, 1) / 4", tsquery)},
		}
	})
}

// lookalikes selects the entries whose title is much like what was typed.
func (r *Reader) lookalikes(typed string, kinds []EntryKind) *bun.SelectQuery {
	return r.candidates(kinds, func(Locale) []searchSource {
		return []searchSource{{
			inTextsTable, bun.SafeQuery("t.part_id IS NULL AND ? OPERATOR(public.<%) t.folded", typed),
			bun.SafeQuery("public.word_similarity(?, t.folded)", typed),
		}}
	})
}

// searchSource is what is looked into in one language: rows of the alias t, for which the
// condition holds.
type searchSource struct {
	in              searchedTable
	condition, rank schema.QueryWithArgs
}

// searchedTable is a table that is searched, and the SQL of the place of a row within
// its entry.
type searchedTable struct{ name, position string }

var (
	inTextsTable    = searchedTable{name: "texts", position: "NULL::integer"}
	inPassagesTable = searchedTable{name: "passages", position: "t.position"}
)

// candidates selects entry, part, position, language and rank of the best match of
// each entry, language by language, so that each is searched by its own rules. What
// an entry says of itself comes before what is found inside.
func (r *Reader) candidates(kinds []EntryKind, look func(Locale) []searchSource) *bun.SelectQuery {
	var all *bun.SelectQuery
	for place, locale := range r.locales {
		for _, s := range look(locale) {
			one := r.db.NewSelect().TableExpr("? AS t", bun.Ident(s.in.name)).
				ColumnExpr("t.entry_id, t.part_id, ? AS position, t.locale, ? AS place, round((?)::numeric, 6) AS rank", bun.Safe(s.in.position), place, s.rank).
				Where("t.locale = ?", locale).Where("?", s.condition)
			// What is said inside of an entry is nobody's translation of it.
			if r.inSource && s.in == inTextsTable {
				one.Where("t.locale = ANY(?::text[])", r.languages("t.entry_id"))
			}
			if kinds != nil {
				one.Where("t.kind = ANY(?::text[])", pg.Texts(kinds))
			}
			if all == nil {
				all = one
			} else {
				all = all.UnionAll(one)
			}
		}
	}
	return r.db.NewSelect().TableExpr("(?) AS candidates", all).DistinctOn("entry_id").
		ColumnExpr("*").OrderExpr("entry_id, position IS NOT NULL, rank DESC, place, part_id NULLS FIRST, position")
}

func (r *Reader) count(ctx context.Context, found *bun.SelectQuery) (int, error) {
	n, err := r.visibleAmong(found).Count(ctx)
	return int(n), err
}

func (r *Reader) visibleAmong(found *bun.SelectQuery) *bun.SelectQuery {
	return r.db.NewSelect().TableExpr("(?) AS f", found).Where("?", r.visible("f.entry_id"))
}

type hitRecord struct {
	EntryID uuid.UUID
	PartID  uuid.NullUUID
	Locale  Locale
	Rank    string
	Kind    string
	Title   *string
	Fields  json.RawMessage
	Body    *string
	// Passage is what was found inside, and where; nil: nothing was.
	Passage      *string
	StartSeconds *float64
	Page         *int
}

// hits reads a page of what was found: the places in one statement, then the
// entries and parts in one per kind.
func (r *Reader) hits(ctx context.Context, found *bun.SelectQuery, window Window, words []string) ([]*Hit, error) {
	var records []hitRecord
	query := r.visibleAmong(found).
		Join("LEFT JOIN texts AS t ON f.position IS NULL AND t.entry_id = f.entry_id AND t.part_id IS NOT DISTINCT FROM f.part_id AND t.locale = f.locale").
		Join("LEFT JOIN passages AS s ON s.entry_id = f.entry_id AND s.part_id IS NOT DISTINCT FROM f.part_id AND s.position = f.position").
		ColumnExpr("f.entry_id, f.part_id, f.locale, f.rank::text, coalesce(t.kind, s.kind) AS kind, t.title, t.fields, t.body").
		ColumnExpr("s.text AS passage, s.start_seconds, s.page").
		OrderExpr("f.rank DESC, f.entry_id").Limit(int64(window.Size + 1))
	if window.After != nil {
		query.Where("(f.rank < ?::numeric OR (f.rank = ?::numeric AND f.entry_id > ?::uuid))", *window.After[0], *window.After[0], *window.After[1])
	}
	if err := query.Scan(ctx, &records); err != nil {
		return nil, err
	}
	var parts []uuid.UUID
	for _, record := range records {
		if record.PartID.Valid {
			parts = append(parts, record.PartID.UUID)
		}
	}
	wanted, err := r.partKinds(ctx, parts)
	if err != nil {
		return nil, err
	}
	for _, record := range records {
		wanted.add(record.Kind, record.EntryID)
	}
	nodes, err := r.nodes(ctx, wanted)
	if err != nil {
		return nil, err
	}
	hits := make([]*Hit, 0, len(records))
	for _, record := range records {
		if hit := record.hit(nodes, words); hit != nil {
			hits = append(hits, hit)
		}
	}
	return hits, nil
}

// hit makes one of what was found; nil where it has been unpublished since.
func (record *hitRecord) hit(nodes map[uuid.UUID]Node, words []string) *Hit {
	id := record.EntryID.String()
	entry, there := nodes[record.EntryID].(Row)
	if !there {
		return nil
	}
	hit := &Hit{Entry: entry, Locale: record.Locale, keys: []*string{&record.Rank, &id}}
	hit.Title = hit.Entry.Header().titleIn(record.Locale)
	if record.PartID.Valid {
		if hit.Part, there = nodes[record.PartID.UUID].(PartRow); !there {
			return nil
		}
		if record.Title != nil {
			hit.Title = *record.Title
		}
	}
	if record.Passage != nil {
		hit.Passage = &Passage{StartSeconds: record.StartSeconds, Page: record.Page}
	}
	if hit.Snippet = snippet(record.prose(), words); hit.Snippet == "" {
		hit.Snippet = snippet(hit.Title, words)
	}
	return hit
}

// prose is what a passage says, or a text, without markup, the fields before the body.
func (record *hitRecord) prose() string {
	if record.Passage != nil {
		return *record.Passage
	}
	var values map[string]json.RawMessage
	_ = json.Unmarshal(record.Fields, &values) // an object, as texts are written; of anything else there is nothing to show
	var lines []string
	for _, key := range slices.Sorted(maps.Keys(values)) {
		var line string
		if json.Unmarshal(values[key], &line) == nil {
			lines = append(lines, line)
		}
		var list []string
		if json.Unmarshal(values[key], &list) == nil {
			lines = append(lines, list...)
		}
	}
	if record.Body != nil {
		lines = append(lines, (&RichText{Markdown: *record.Body}).Text())
	}
	return strings.Join(lines, "\n")
}

// Fold takes case and accents off, so that what looks alike is alike.
func Fold(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFD.String(s))
}

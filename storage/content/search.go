package content

import (
	"context"
	"encoding/json"
	"html"
	"slices"
	"strings"
	"unicode"

	"github.com/google/uuid"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/schema"
	"golang.org/x/text/unicode/norm"
)

// Hit is an entry in which the words of a search were found.
type Hit struct {
	Entry Row
	// Part is where in the entry they were found; nil for the entry itself.
	Part    PartRow
	Title   string
	Snippet string
	Locale  Locale

	keys []*string
}

// Kind is the kind of the entry.
func (h *Hit) Kind() EntryKind { return h.Entry.Header().Kind() }

// maxQuery is how many characters a search may have.
const maxQuery = 200

// SearchQuery is a search for words.
type SearchQuery struct {
	Words string
	Kinds []EntryKind
	Page  Page
}

// Search finds the entries whose texts, or whose parts' texts, hold all of the
// words, the best first; where there are none, the entries whose titles look
// alike.
func Search(ctx context.Context, r *Reader, signer *Signer, query SearchQuery) (*Connection[Hit], error) {
	words := searchWords(query.Words)
	switch {
	case len([]rune(query.Words)) > maxQuery:
		return nil, badInput("query", "max", "at most %d characters can be searched for", maxQuery)
	case len(words) == 0:
		return nil, badInput("query", "required", "name at least one word to search for")
	}
	list := "search:" + strings.Join(words, " ")
	window, err := query.Page.check(signer, list)
	if err != nil {
		return nil, err
	}
	found := r.matches(words, query.Kinds)
	total, err := r.count(ctx, found)
	if err != nil {
		return nil, err
	}
	if total == 0 {
		found = r.lookalikes(fold(query.Words), query.Kinds)
		if total, err = r.count(ctx, found); err != nil {
			return nil, err
		}
	}
	hits, err := r.hits(ctx, found, window, words)
	if err != nil {
		return nil, err
	}
	connection := paged(hits, window, func(hit *Hit) string {
		return signer.encode(position{List: list, Keys: hit.keys})
	})
	connection.count = func(context.Context) (int, error) { return total, nil }
	return connection, nil
}

// searchWords splits what was typed into words, folding nothing: the language's
// own configuration does.
func searchWords(typed string) []string {
	return strings.FieldsFunc(typed, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// matches selects the best text of each entry that holds all words, in any form
// or as a beginning, by the rules of the text's own language.
func (r *Reader) matches(words []string, kinds []EntryKind) *bun.SelectQuery {
	prefixes := strings.Join(words, ":* & ") + ":*"
	return r.candidates(kinds, func(locale Locale) (schema.QueryWithArgs, schema.QueryWithArgs) {
		tsquery := bun.SafeQuery("to_tsquery(?::regconfig, ?)", searchConfig(locale), prefixes)
		// A hit in the entry itself counts for more than one in a part of it.
		return bun.SafeQuery("t.search @@ ?", tsquery),
			bun.SafeQuery("ts_rank(t.search, ?, 1) * CASE WHEN t.part_id IS NULL THEN 2 ELSE 1 END", tsquery)
	})
}

// lookalikes selects the entries whose title is much like what was typed.
func (r *Reader) lookalikes(typed string, kinds []EntryKind) *bun.SelectQuery {
	return r.candidates(kinds, func(Locale) (schema.QueryWithArgs, schema.QueryWithArgs) {
		return bun.SafeQuery("t.part_id IS NULL AND ? OPERATOR(public.<%) t.folded", typed),
			bun.SafeQuery("public.word_similarity(?, t.folded)", typed)
	})
}

// candidates selects entry, part, language and rank of the best matching text of
// each entry, language by language, so that each is searched by its own rules.
func (r *Reader) candidates(kinds []EntryKind, match func(Locale) (condition, rank schema.QueryWithArgs)) *bun.SelectQuery {
	var all *bun.SelectQuery
	for place, locale := range r.locales {
		condition, rank := match(locale)
		one := r.db.NewSelect().TableExpr("texts AS t").
			ColumnExpr("t.entry_id, t.part_id, t.locale, ? AS place, round((?)::numeric, 6) AS rank", place, rank).
			Where("t.locale = ?", locale).Where("?", condition)
		if r.inSource {
			one.Where("t.locale = ANY(?::text[])", r.languages("t.entry_id"))
		}
		if kinds != nil {
			one.Where("t.kind = ANY(?::text[])", textArray(kinds))
		}
		if all == nil {
			all = one
		} else {
			all = all.UnionAll(one)
		}
	}
	return r.db.NewSelect().TableExpr("(?) AS candidates", all).DistinctOn("entry_id").
		ColumnExpr("*").OrderExpr("entry_id, rank DESC, place, part_id NULLS FIRST")
}

func (r *Reader) count(ctx context.Context, found *bun.SelectQuery) (int, error) {
	n, err := r.db.NewSelect().TableExpr("(?) AS f", found).
		Where("?", r.visible("f.entry_id")).Count(ctx)
	return int(n), err
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
}

// hits reads a page of what was found: the places in one statement, then the
// entries and parts in one per kind.
func (r *Reader) hits(ctx context.Context, found *bun.SelectQuery, window window, words []string) ([]*Hit, error) {
	var records []hitRecord
	query := r.db.NewSelect().TableExpr("(?) AS f", found).
		Join("JOIN texts AS t ON t.entry_id = f.entry_id AND t.part_id IS NOT DISTINCT FROM f.part_id AND t.locale = f.locale").
		ColumnExpr("f.entry_id, f.part_id, f.locale, f.rank::text, t.kind, t.title, t.fields, t.body").
		Where("?", r.visible("f.entry_id")).
		OrderExpr("f.rank DESC, f.entry_id").Limit(int64(window.size + 1))
	if window.after != nil {
		query.Where("(f.rank < ?::numeric OR (f.rank = ?::numeric AND f.entry_id > ?::uuid))", *window.after[0], *window.after[0], *window.after[1])
	}
	if err := query.Scan(ctx, &records); err != nil {
		return nil, err
	}
	byKind, nodes := map[string][]uuid.UUID{}, map[uuid.UUID]any{}
	var parts []uuid.UUID
	for _, record := range records {
		byKind[record.Kind] = append(byKind[record.Kind], record.EntryID)
		if record.PartID.Valid {
			parts = append(parts, record.PartID.UUID)
		}
	}
	for kind, ids := range byKind {
		if err := r.byID(ctx, kind, ids, nodes); err != nil {
			return nil, err
		}
	}
	if err := r.partsByID(ctx, parts, nodes); err != nil {
		return nil, err
	}
	hits := make([]*Hit, len(records))
	for i, record := range records {
		hits[i] = record.hit(nodes, words)
	}
	return hits, nil
}

func (record *hitRecord) hit(nodes map[uuid.UUID]any, words []string) *Hit {
	id := record.EntryID.String()
	hit := &Hit{Entry: nodes[record.EntryID].(Row), Locale: record.Locale, keys: []*string{&record.Rank, &id}}
	hit.Title = hit.Entry.Header().titleIn(record.Locale)
	if record.PartID.Valid {
		hit.Part = nodes[record.PartID.UUID].(PartRow)
		if record.Title != nil {
			hit.Title = *record.Title
		}
	}
	if hit.Snippet = snippet(record.prose(), words); hit.Snippet == "" {
		hit.Snippet = snippet(hit.Title, words)
	}
	return hit
}

// prose is what a text says, without markup, the fields before the body.
func (record *hitRecord) prose() string {
	var values map[string]json.RawMessage
	_ = json.Unmarshal(record.Fields, &values)
	var lines []string
	for _, key := range sortedKeys(values) {
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

// snippetWidth is how many characters a snippet has about the first word found.
const snippetWidth = 160

// snippet cuts the prose about the first of the words and marks the words. It
// looks for the first three quarters of the words, folded: by that it also marks
// most of their other forms.
func snippet(prose string, words []string) string {
	runes := []rune(strings.Join(strings.Fields(prose), " "))
	var stems []string
	for _, word := range words {
		stem := []rune(fold(word))
		if len(stem) > 4 {
			stem = stem[:(3*len(stem)+3)/4]
		}
		stems = append(stems, string(stem))
	}
	type span struct{ from, to int }
	var marks []span
	for from := 0; from < len(runes); {
		if !unicode.IsLetter(runes[from]) && !unicode.IsDigit(runes[from]) {
			from++
			continue
		}
		to := from
		for to < len(runes) && (unicode.IsLetter(runes[to]) || unicode.IsDigit(runes[to])) {
			to++
		}
		folded := fold(string(runes[from:to]))
		if slices.ContainsFunc(stems, func(stem string) bool { return strings.HasPrefix(folded, stem) }) {
			marks = append(marks, span{from, to})
		}
		from = to
	}
	start := 0
	if len(marks) > 0 {
		start = max(0, marks[0].from-snippetWidth/3)
		for start > 0 && runes[start-1] != ' ' {
			start--
		}
	}
	end := min(len(runes), start+snippetWidth)
	for end < len(runes) && runes[end] != ' ' {
		end++
	}
	var out strings.Builder
	if start > 0 {
		out.WriteString("… ")
	}
	at := start
	for _, mark := range marks {
		if mark.from < start || mark.to > end {
			continue
		}
		out.WriteString(html.EscapeString(string(runes[at:mark.from])))
		out.WriteString("<mark>" + html.EscapeString(string(runes[mark.from:mark.to])) + "</mark>")
		at = mark.to
	}
	out.WriteString(html.EscapeString(string(runes[at:end])))
	if end < len(runes) {
		out.WriteString(" …")
	}
	return out.String()
}

// fold takes case and accents off, so that what looks alike is alike.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFD.String(s))
}

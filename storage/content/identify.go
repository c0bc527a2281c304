package content

import (
	"context"
	"slices"

	"github.com/google/uuid"
)

// known is an entry that a record may be about.
type known struct {
	Place int
	ID    uuid.UUID
	Kind  string
	Line  int
}

// identify finds out for each record which entry it is about: the one with its
// id, else the one with its slug, else a new one. Records that are about the same
// entry, or that take the slug of another, are problems and left out.
func (run *importRun) identify(ctx context.Context, batch []*pending) ([]*pending, error) {
	type key struct {
		Place  int        `json:"place"`
		ID     *uuid.UUID `json:"id"`
		Kind   string     `json:"kind"`
		Slug   string     `json:"slug"`
		Locale Locale     `json:"locale"`
	}
	keys := make([]key, len(batch))
	for i, next := range batch {
		keys[i] = key{Place: i, ID: next.ID, Kind: next.Record.Kind, Slug: next.Slug, Locale: next.SourceLocale}
	}
	var found []known
	err := run.tx.NewRaw(`
		WITH r AS (SELECT * FROM jsonb_to_recordset(?) AS r (place integer, id uuid, kind text, slug text, locale text)),
		candidates AS (
			SELECT r.place, e.id, 0 AS age, true AS main FROM r JOIN entries AS e ON e.id = r.id
			UNION ALL
			SELECT r.place, t.entry_id, 1, t.locale = r.locale FROM r JOIN texts AS t ON t.kind = r.kind AND t.slug = r.slug AND t.part_id IS NULL
			UNION ALL
			SELECT r.place, o.entry_id, 2, o.locale = r.locale FROM r JOIN old_slugs AS o ON o.kind = r.kind AND o.slug = r.slug
		)
		SELECT DISTINCT ON (c.place) c.place, c.id, e.kind, coalesce(i.line, 0) AS line
		FROM candidates AS c JOIN entries AS e ON e.id = c.id LEFT JOIN import_entries AS i ON i.entry_id = c.id
		ORDER BY c.place, c.age, c.main DESC, c.id`, recordset(keys)).Scan(ctx, &found)
	if err != nil {
		return nil, err
	}
	byPlace := map[int]known{}
	for _, entry := range found {
		byPlace[entry.Place] = entry
	}
	seen, slugs := map[uuid.UUID]int{}, map[slugRow]int{}
	places := map[*pending]int{}
	for place, next := range batch {
		places[next] = place
	}
	identified := slices.DeleteFunc(slices.Clone(batch), func(next *pending) bool {
		entry, exists := byPlace[places[next]]
		next.fresh = !exists
		problem := next.identity(entry, exists, seen, slugs)
		if problem != nil {
			run.problem(next.line, next.Slug, problem)
		}
		return problem != nil
	})
	if identified, err = run.withoutTakenParts(ctx, identified); err != nil {
		return nil, err
	}
	return run.withoutTakenSlugs(ctx, identified)
}

// identity settles the id of one record; seen and slugs are those of the batch.
func (next *pending) identity(entry known, exists bool, seen map[uuid.UUID]int, slugs map[slugRow]int) *Error {
	switch {
	case exists && entry.Kind != next.Record.Kind:
		return badInput("id", "kind", "the entry with this id is of the kind %q", entry.Kind)
	case exists && entry.Line > 0:
		return badInput("slug", "unique", "the record on line %d is about the same entry", entry.Line)
	case exists: // with its id or, from another hub, with its slug only
		next.ID = &entry.ID
	case next.ID == nil:
		id := newID()
		next.ID = &id
	}
	if line, ok := seen[*next.ID]; ok {
		return badInput("id", "unique", "the record on line %d is about the same entry", line)
	}
	own := next.slugRows()
	for _, row := range own {
		row.EntryID = uuid.Nil
		if line, ok := slugs[row]; ok {
			return badInput(path("texts", string(row.Locale), "slug"), "unique", "the record on line %d has the slug %q too", line, row.Slug)
		}
	}
	seen[*next.ID] = next.line
	for _, row := range own {
		row.EntryID = uuid.Nil
		slugs[row] = next.line
	}
	return nil
}

// slugRows lists the slug of each text.
func (record *checked) slugRows() []slugRow {
	var all []slugRow
	for _, locale := range sortedLocales(record.Texts) {
		all = append(all, slugRow{EntryID: *record.ID, Kind: record.Kind, Locale: locale, Slug: slugIn(record.Record, locale)})
	}
	return all
}

// hasOneSlug tells whether all texts have the slug of the record.
func (record *checked) hasOneSlug() bool {
	for locale := range record.Texts {
		if slugIn(record.Record, locale) != record.Slug {
			return false
		}
	}
	return true
}

// withoutTakenSlugs leaves out the records whose slug another entry has.
func (run *importRun) withoutTakenSlugs(ctx context.Context, batch []*pending) ([]*pending, error) {
	type address struct {
		EntryID uuid.UUID `json:"entry_id"`
		Kind    string    `json:"kind"`
		Slug    string    `json:"slug"`
		Locales []Locale  `json:"locales"`
	}
	var addresses []address
	var ids []uuid.UUID
	for _, next := range batch {
		ids = append(ids, *next.ID)
		if next.fresh && next.hasOneSlug() {
			continue // or it would have been found to be about the entry that has it
		}
		bySlug := map[string][]Locale{}
		for _, row := range next.slugRows() {
			bySlug[row.Slug] = append(bySlug[row.Slug], row.Locale)
		}
		for slug, locales := range bySlug {
			addresses = append(addresses, address{EntryID: *next.ID, Kind: next.Record.Kind, Slug: slug, Locales: locales})
		}
	}
	var taken []slugRow
	// An entry of the batch may be about to give its slug to another.
	err := run.tx.NewRaw(`
		SELECT r.entry_id, t.kind, t.locale, t.slug
		FROM jsonb_to_recordset(?) AS r (entry_id uuid, kind text, slug text, locales jsonb)
		JOIN texts AS t ON t.kind = r.kind AND t.slug = r.slug AND t.part_id IS NULL AND r.locales @> to_jsonb(t.locale)
		WHERE t.entry_id <> r.entry_id AND t.entry_id <> ALL(?::uuid[])`, recordset(addresses), uuidArray(ids)).Scan(ctx, &taken)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(batch, func(next *pending) bool {
		place := slices.IndexFunc(taken, func(row slugRow) bool { return row.EntryID == *next.ID })
		if place < 0 {
			return false
		}
		run.problem(next.line, next.Slug, badInput(path("texts", string(taken[place].Locale), "slug"), "unique",
			"another %s has the slug %q in this language", next.Record.Kind, taken[place].Slug))
		return true
	}), nil
}

// existing reads the entries that records of the batch are about, as they are.
func (run *importRun) existing(ctx context.Context, batch []*pending) (map[uuid.UUID]*Record, error) {
	byKind := map[*Kind][]uuid.UUID{}
	for _, next := range batch {
		byKind[next.kind] = append(byKind[next.kind], *next.ID)
	}
	existing := map[uuid.UUID]*Record{}
	for kind, ids := range byKind {
		var present []uuid.UUID
		if err := run.tx.NewSelect().TableExpr("entries").Column("id").Where("id = ANY(?::uuid[])", uuidArray(ids)).Scan(ctx, &present); err != nil {
			return nil, err
		}
		if len(present) == 0 {
			continue
		}
		records, err := (&loader{db: run.tx, kinds: run.Kinds}).load(ctx, kind, present)
		if err != nil {
			return nil, err
		}
		for _, record := range records {
			existing[*record.ID] = record
		}
	}
	return existing, nil
}

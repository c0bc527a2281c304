package transfer

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/edit"
	"github.com/cocreated/hub/storage/fault"
	"github.com/cocreated/hub/storage/pg"
)

// candidate is an entry that a record may be about.
type candidate struct {
	Place int
	ID    uuid.UUID
	Kind  string
	Line  int
	// Same says that the record is about the entry. Otherwise the entry only has
	// the slug of the record, in another language or once had it.
	Same bool
}

// identify finds out for each record which entry it is about: the one with its
// id, else the one that has its slug in its language, else, for a record that
// gives no id, the one that once had it, else a new one. Records that are about
// the same entry, or that take the slug of another, are problems and left out.
func (run *importRun) identify(ctx context.Context, batch []*batchRecord) ([]*batchRecord, error) {
	type key struct {
		Place  int            `json:"place"`
		ID     *uuid.UUID     `json:"id"`
		Kind   string         `json:"kind"`
		Slug   string         `json:"slug"`
		Locale content.Locale `json:"locale"`
	}
	keys := make([]key, len(batch))
	for i, next := range batch {
		keys[i] = key{Place: i, ID: next.ID, Kind: next.Record.Kind, Slug: next.Slug, Locale: next.SourceLocale}
	}
	var found []candidate
	err := run.tx.NewRaw(`
		WITH r AS (SELECT * FROM jsonb_to_recordset(?) AS r (place integer, id uuid, kind text, slug text, locale text)),
		candidates AS (
			SELECT r.place, e.id, 0 AS age, true AS same FROM r JOIN entries AS e ON e.id = r.id
			UNION ALL
			SELECT r.place, t.entry_id, 1, t.locale = r.locale FROM r JOIN texts AS t ON t.kind = r.kind AND t.slug = r.slug AND t.part_id IS NULL
			UNION ALL
			SELECT r.place, o.entry_id, 2, o.locale = r.locale AND r.id IS NULL FROM r JOIN old_slugs AS o ON o.kind = r.kind AND o.slug = r.slug
		)
		SELECT DISTINCT ON (c.place) c.place, c.id, e.kind, coalesce(i.line, 0) AS line, c.same
		FROM candidates AS c JOIN entries AS e ON e.id = c.id LEFT JOIN import_entries AS i ON i.entry_id = c.id
		ORDER BY c.place, c.same DESC, c.age, c.id`, pg.Rows(keys)).Scan(ctx, &found)
	if err != nil {
		return nil, err
	}
	byPlace := map[int]candidate{}
	for _, entry := range found {
		byPlace[entry.Place] = entry
	}
	seen, slugs := map[uuid.UUID]int{}, map[edit.SlugRow]int{}
	places := map[*batchRecord]int{}
	for place, next := range batch {
		places[next] = place
	}
	identified := slices.DeleteFunc(slices.Clone(batch), func(next *batchRecord) bool {
		entry, found := byPlace[places[next]]
		next.fresh = !found
		problem := next.identity(entry, found && entry.Same, seen, slugs)
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
func (next *batchRecord) identity(entry candidate, exists bool, seen map[uuid.UUID]int, slugs map[edit.SlugRow]int) *fault.Error {
	switch {
	case exists && entry.Kind != next.Record.Kind:
		return fault.Invalid("id", "kind", "the entry with this id is of the kind %q", entry.Kind)
	case exists && entry.Line > 0:
		return fault.Invalid("slug", "unique", "the record on line %d is about the same entry", entry.Line)
	case exists: // with its id or, from another hub, with its slug only
		next.ID = &entry.ID
	case next.ID == nil:
		id := content.NewID()
		next.ID = &id
	}
	if line, ok := seen[*next.ID]; ok {
		return fault.Invalid("id", "unique", "the record on line %d is about the same entry", line)
	}
	// In no language: the name of the record in references.
	own := append(next.SlugRows(), edit.SlugRow{Kind: next.Record.Kind, Slug: next.Slug})
	for _, row := range own {
		row.EntryID = uuid.Nil
		if line, ok := slugs[row]; ok {
			return fault.Invalid(edit.SlugPath(row.Locale), "unique", "the record on line %d has the slug %q too", line, row.Slug)
		}
	}
	seen[*next.ID] = next.line
	for _, row := range own {
		row.EntryID = uuid.Nil
		slugs[row] = next.line
	}
	return nil
}

// withoutTakenSlugs leaves out the records whose slug another entry has. An entry
// of the batch may be about to give its slug to another; if it is left out itself,
// it does not, so that what is left is looked at again.
func (run *importRun) withoutTakenSlugs(ctx context.Context, batch []*batchRecord) ([]*batchRecord, error) {
	for {
		taken, err := run.takenSlugs(ctx, batch)
		if err != nil || len(taken) == 0 {
			return batch, err
		}
		batch = slices.DeleteFunc(batch, func(next *batchRecord) bool {
			place := slices.IndexFunc(taken, func(row edit.SlugRow) bool { return row.EntryID == *next.ID })
			if place < 0 {
				return false
			}
			run.problem(next.line, next.Slug, fault.Invalid(edit.SlugPath(taken[place].Locale), "unique",
				"another %s has the slug %q", next.Record.Kind, taken[place].Slug))
			return true
		})
	}
}

// takenSlugs finds the slugs of records that other entries have: in the same
// language, or each in its source language, because by that one they are referred
// to; such a slug is in the list without a language.
func (run *importRun) takenSlugs(ctx context.Context, batch []*batchRecord) ([]edit.SlugRow, error) {
	type address struct {
		EntryID uuid.UUID        `json:"entry_id"`
		Kind    string           `json:"kind"`
		Slug    string           `json:"slug"`
		Main    bool             `json:"main"`
		Locales []content.Locale `json:"locales"`
	}
	var addresses []address
	var ids []uuid.UUID
	for _, next := range batch {
		ids = append(ids, *next.ID)
		if next.fresh && next.HasOneSlug() {
			continue // or an entry with the slug would have been found
		}
		bySlug := map[string][]content.Locale{}
		for _, row := range next.SlugRows() {
			bySlug[row.Slug] = append(bySlug[row.Slug], row.Locale)
		}
		for slug, locales := range bySlug {
			addresses = append(addresses, address{EntryID: *next.ID, Kind: next.Record.Kind, Slug: slug, Main: slug == next.Slug, Locales: locales})
		}
	}
	if len(addresses) == 0 {
		return nil, nil
	}
	var taken []edit.SlugRow
	err := run.tx.NewRaw(`
		SELECT r.entry_id, t.kind, CASE WHEN r.locales @> to_jsonb(t.locale) THEN t.locale ELSE '' END AS locale, t.slug
		FROM jsonb_to_recordset(?) AS r (entry_id uuid, kind text, slug text, main boolean, locales jsonb)
		JOIN texts AS t ON t.kind = r.kind AND t.slug = r.slug AND t.part_id IS NULL
		JOIN entries AS e ON e.id = t.entry_id
		WHERE (r.locales @> to_jsonb(t.locale) OR r.main AND t.locale = e.source_locale)
			AND t.entry_id <> r.entry_id AND t.entry_id <> ALL(?::uuid[])
		ORDER BY locale`, pg.Rows(addresses), pg.UUIDs(ids)).Scan(ctx, &taken)
	return taken, err
}

// existing reads the entries that records of the batch are about, as they are.
func (run *importRun) existing(ctx context.Context, batch []*batchRecord) (map[uuid.UUID]*edit.Record, error) {
	byKind := map[*content.Kind][]uuid.UUID{}
	for _, next := range batch {
		byKind[next.Description] = append(byKind[next.Description], *next.ID)
	}
	existing := map[uuid.UUID]*edit.Record{}
	for kind, ids := range byKind {
		var present []uuid.UUID
		// Who writes one of them is waited for, and waits: neither takes the other's back.
		err := run.tx.NewSelect().TableExpr("entries").Column("id").Where("id = ANY(?::uuid[])", pg.UUIDs(ids)).
			OrderExpr("id").For("UPDATE").Scan(ctx, &present)
		if err != nil {
			return nil, err
		}
		if len(present) == 0 {
			continue
		}
		records, err := (&edit.Loader{DB: run.tx, Kinds: run.Kinds}).Load(ctx, kind, present)
		if err != nil {
			return nil, err
		}
		for _, record := range records {
			existing[*record.ID] = record
		}
	}
	return existing, nil
}

// published reads what is live of those entries of which records say it apart.
func (run *importRun) published(ctx context.Context, batch []*batchRecord, existing map[uuid.UUID]*edit.Record) (map[uuid.UUID]*edit.Record, error) {
	drafts := map[*content.Kind][]*edit.Record{}
	for _, next := range batch {
		if was := existing[*next.ID]; was != nil && next.live != nil {
			drafts[next.Description] = append(drafts[next.Description], was)
		}
	}
	published := map[uuid.UUID]*edit.Record{}
	for kind, drafts := range drafts {
		records, err := (&edit.Loader{Kinds: run.Kinds}).Live(ctx, run.tx, kind, drafts)
		if err != nil {
			return nil, err
		}
		for _, record := range records {
			published[*record.ID] = record
		}
	}
	return published, nil
}

// deleted takes entries that come back out of the bin, and tells how far the history
// of each has come, to go on from there.
func (run *importRun) deleted(ctx context.Context, batch []*batchRecord, existing map[uuid.UUID]*edit.Record) (map[uuid.UUID]int, error) {
	var ids []uuid.UUID
	for _, next := range batch {
		if next.named && existing[*next.ID] == nil {
			ids = append(ids, *next.ID)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	var rows []struct {
		EntryID uuid.UUID
		Version int
	}
	err := run.tx.NewRaw(`WITH gone AS (DELETE FROM hub.bin WHERE entry_id = ANY(?0::uuid[]))
		SELECT entry_id, max(version) AS version FROM hub.revisions WHERE entry_id = ANY(?0::uuid[]) GROUP BY entry_id`, pg.UUIDs(ids)).Scan(ctx, &rows)
	versions := map[uuid.UUID]int{}
	for _, row := range rows {
		versions[row.EntryID] = row.Version
	}
	return versions, err
}

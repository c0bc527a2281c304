package content

import (
	"context"

	"github.com/google/uuid"
	"github.com/uptrace/bun"
)

// Cached makes the reader take entries from a cache, which is of what everybody may see; nil: from none.
func (r *Reader) Cached(cache *Cache) *Reader {
	if cache != nil {
		r.cache, r.languageKey, r.pinned = cache, joinLocales(r.locales), newPinned()
	}
	return r
}

func joinLocales(locales []Locale) string {
	joined := make([]byte, 0, 8*len(locales))
	for _, locale := range locales {
		joined = append(append(joined, locale...), ' ')
	}
	return string(joined)
}

// findEntries finds the entries of a kind that narrow leaves, without reading them.
func (r *Reader) findEntries(ctx context.Context, kind *Kind, narrow func(*bun.SelectQuery)) ([]*found, error) {
	query := r.db.NewSelect().TableExpr("? AS k", bun.Ident(kind.Table)).ColumnExpr("k.id").
		Join("JOIN entries AS e ON e.id = k.id").Where("?", r.visible("k.id"))
	narrow(query)
	return r.scanFound(ctx, kind, query)
}

// scanFound reads what a query finds, and at which generation of the kind.
func (r *Reader) scanFound(ctx context.Context, kind *Kind, query *bun.SelectQuery) ([]*found, error) {
	var rows []*found
	query.ColumnExpr("coalesce((SELECT g.generation FROM cache.generations AS g WHERE g.kind = ?), 0) AS generation", kind.Name)
	return rows, query.Scan(ctx, &rows)
}

// foundIDs are entries that were found by their ids.
func foundIDs(ids []uuid.UUID) []*found {
	all := make([]*found, len(ids))
	for i, id := range ids {
		all[i] = &found{ID: id}
	}
	return all
}

// shown are the rows of entries that were found, as one cohort. What is not there, or not visible, is left out.
func (r *Reader) shown(ctx context.Context, kind *Kind, scope *scope, entries []*found) ([]Row, error) {
	touch(ctx, kind)
	ids := make([]uuid.UUID, 0, len(entries))
	newest := int64(0)
	for _, entry := range entries {
		ids = append(ids, entry.ID)
		newest = max(newest, entry.Generation)
	}
	wholes, err := r.wholes(ctx, kind, ids, newest)
	if err != nil {
		return nil, err
	}
	cohort := newCohort(r, scope)
	rows := make([]Row, 0, len(entries))
	for _, entry := range entries {
		w := wholes[entry.ID]
		if w == nil {
			continue
		}
		row := copied(w.row)
		header := row.Header()
		header.cohort, header.SourceID, header.Keys = cohort, entry.SourceID, entry.Keys
		rows = append(rows, row)
		if cohort.wholes[entry.ID] == nil {
			cohort.ids = append(cohort.ids, entry.ID)
			cohort.wholes[entry.ID] = w
		}
	}
	return rows, nil
}

// wholes are entries of a kind by their ids: those of which the answer says something already, those that are kept, and
// what is read for the rest. Newest is the latest generation of the kind at which one of them was found.
func (r *Reader) wholes(ctx context.Context, kind *Kind, ids []uuid.UUID, newest int64) (map[uuid.UUID]*whole, error) {
	_, known := r.cache.publications.Standing(kind.Name)
	if known && r.cache.publications.Stored(kind.Name) < newest {
		// Something was published a moment ago: entries were found by what they say now.
		if err := r.cache.publications.Refresh(ctx); err != nil {
			return nil, err
		}
	}
	said, _ := ctx.Value(pinnedKey{}).(*pinned)
	if said == nil {
		said = r.pinned
	}
	keys := make([]cacheKey, len(ids))
	for i, id := range ids {
		keys[i] = cacheKey{kind, id, r.languageKey}
	}
	cache := r.cache
	if !known {
		cache = nil
	}
	wholes, missing := said.of(keys, cache, r.now)
	r.cache.hits.Add(int64(len(wholes) - len(missing)))
	r.cache.misses.Add(int64(len(missing)))
	if len(missing) == 0 {
		return wholes, nil
	}
	loaded, err := r.load(ctx, kind, missing)
	if err != nil {
		return nil, err
	}
	for _, id := range missing {
		wholes[id] = said.pin(cacheKey{kind, id, r.languageKey}, loaded[id])
	}
	return wholes, nil
}

// shownPart is a part that is to be shown, and what led to it.
type shownPart struct {
	row    PartRow
	of     *whole
	source uuid.UUID
}

// shownParts are parts of one kind, as one cohort.
func (r *Reader) shownParts(scope *scope, parts []shownPart) []PartRow {
	cohort := newCohort(r, scope)
	rows := make([]PartRow, len(parts))
	for i, part := range parts {
		row := copied(part.row)
		header := row.PartHeader()
		header.cohort, header.SourceID = cohort, part.source
		rows[i] = row
		if cohort.wholes[header.UUID] == nil {
			cohort.ids = append(cohort.ids, header.UUID)
			cohort.owners = append(cohort.owners, header.EntryID)
			cohort.wholes[header.UUID] = part.of
		}
	}
	return rows
}

// cachedParts are the parts of a kind that narrow leaves.
func (r *Reader) cachedParts(ctx context.Context, kind *PartKind, scope *scope, narrow func(*bun.SelectQuery)) ([]PartRow, error) {
	var rows []struct {
		ID       uuid.UUID `bun:"id,type:uuid"`
		EntryID  uuid.UUID `bun:"entry_id,type:uuid"`
		SourceID uuid.UUID `bun:"source_id,type:uuid"`
	}
	query := r.db.NewSelect().TableExpr("parts AS p").ColumnExpr("p.id, p.entry_id").Where("p.kind = ?", kind.Name)
	narrow(query)
	if err := query.Scan(ctx, &rows); err != nil {
		return nil, err
	}
	var owners []uuid.UUID
	for _, row := range rows {
		owners = append(owners, row.EntryID)
	}
	wholes, err := r.wholes(ctx, r.kinds.owners[kind.Name], owners, 0)
	if err != nil {
		return nil, err
	}
	var parts []shownPart
	for _, row := range rows {
		if w := wholes[row.EntryID]; w != nil && w.parts[row.ID] != nil {
			parts = append(parts, shownPart{w.parts[row.ID], w, row.SourceID})
		}
	}
	return r.shownParts(scope, parts), nil
}

// ownLinks are the links of a relation that hang on what was read together, in their order, holder by holder.
func (c *cohort) ownLinks(relation string, do func(holder uuid.UUID, link *ownLink)) {
	for _, id := range c.ids {
		w := c.wholes[id]
		for i := range w.links {
			if link := &w.links[i]; link.Relation == relation && link.holder() == id {
				do(id, link)
			}
		}
	}
}

package content

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/pg"
)

// Holder is an entry or a part: whatever relations, parts and bodies hang on.
type Holder interface{ holder() holder }

type holder struct {
	cohort *cohort
	id     uuid.UUID
	part   bool
}

func (e *Entry) holder() holder { return holder{cohort: e.cohort, id: e.UUID} }
func (p *Part) holder() holder  { return holder{cohort: p.cohort, id: p.UUID, part: true} }

// column is the column of links, texts or parts that refers to the holder.
func (h holder) column() string {
	if h.part {
		return "part_id"
	}
	return "entry_id"
}

// own narrows the rows of links or texts to those of the holder itself: those of
// an entry, without those of its parts.
func (h holder) own(query *bun.SelectQuery) *bun.SelectQuery {
	query.Where("?.? = ANY(?::uuid[])", bun.Ident("l"), bun.Ident(h.column()), pg.UUIDs(h.cohort.ids))
	if !h.part {
		query.Where("l.part_id IS NULL")
	}
	return query
}

// Related reads the entries that a relation of the holder points to, in order.
func Related[T any](ctx context.Context, of Holder, relation string) ([]*T, error) {
	h := of.holder()
	grouped, err := loadOnce(ctx, h.cohort, "related:"+relation, func(ctx context.Context) (map[uuid.UUID][]*T, error) {
		reader := h.cohort.reader
		kind := kindFor[T](reader.kinds)
		var rows []Row
		var err error
		if h.cohort.wholes != nil && h.cohort.scope == nil && !kind.Relations[relation].symmetric {
			var targets []*found
			h.cohort.ownLinks(relation, func(holder uuid.UUID, link *ownLink) {
				targets = append(targets, &found{ID: link.TargetID, SourceID: holder})
			})
			rows, err = reader.shown(ctx, kind, nil, targets)
		} else {
			rows, err = reader.entries(ctx, kind, h.cohort.scope, func(query *bun.SelectQuery) {
				query.Join("JOIN (?) AS s ON s.target_id = k.id", h.targets(kind, relation)).
					ColumnExpr("s.source_id").OrderExpr("s.position, k.id")
				h.cohort.scope.apply(kind, query)
			})
		}
		if err != nil {
			return nil, err
		}
		return groupEntries[T](rows), nil
	})
	return nonNil(grouped[h.id]), err
}

// RelatedOne reads the entry that a relation of the holder points to; nil
// where there is none.
func RelatedOne[T any](ctx context.Context, of Holder, relation string) (*T, error) {
	return first(Related[T](ctx, of, relation))
}

// targets selects what the relation points to, for the whole cohort.
func (h holder) targets(kind *Kind, relation string) *bun.SelectQuery {
	db := h.cohort.reader.db
	forward := h.own(db.NewSelect().TableExpr("links AS l").
		ColumnExpr("l.? AS source_id, l.target_id, l.position", bun.Ident(h.column())).
		Where("l.relation = ?", relation))
	if !kind.Relations[relation].symmetric {
		return forward
	}
	// What points here comes after what is pointed to, and only once.
	const behind = 1 << 20
	backward := db.NewSelect().TableExpr("links AS l").
		ColumnExpr("l.target_id AS source_id, l.entry_id AS target_id, l.position + ?", behind).
		Where("l.relation = ?", relation).Where("l.part_id IS NULL").
		Where("l.target_id = ANY(?::uuid[])", pg.UUIDs(h.cohort.ids))
	return db.NewSelect().TableExpr("(?) AS both_ways", forward.UnionAll(backward)).
		ColumnExpr("source_id, target_id, min(position) AS position").Group("source_id", "target_id")
}

// Referring reads the entries of a kind that point here by a relation of their
// own or of one of their parts, oldest first, at most limit of them.
func Referring[T any](ctx context.Context, of Holder, relation string, limit int) ([]*T, error) {
	if err := checkSize("first", limit); err != nil {
		return nil, err
	}
	h := of.holder()
	kind := kindFor[T](h.cohort.reader.kinds)
	key := fmt.Sprintf("referring:%s.%s:%d", kind.Name, relation, limit)
	grouped, err := loadOnce(ctx, h.cohort, key, func(ctx context.Context) (map[uuid.UUID][]*T, error) {
		reader := h.cohort.reader
		rows, err := reader.entries(ctx, kind, h.cohort.scope, func(query *bun.SelectQuery) {
			query.Join("JOIN (?) AS s ON s.target_id = k.id AND s.position <= ?", h.sources(kind, relation), limit).
				ColumnExpr("s.source_id").OrderExpr("s.position")
		})
		if err != nil {
			return nil, err
		}
		return groupEntries[T](rows), nil
	})
	return nonNil(grouped[h.id]), err
}

// sources selects what points here, numbered per holder. Only what is visible is
// counted, so that a limit leaves as many as there are.
func (h holder) sources(kind *Kind, relation string) *bun.SelectQuery {
	reader := h.cohort.reader
	here := bun.Safe("l.target_id")
	query := reader.db.NewSelect().TableExpr("links AS l").
		Join("JOIN ? AS k ON k.id = l.entry_id", bun.Ident(kind.Table)).
		Where("l.relation = ?", relation).
		Where("?", reader.visible("l.entry_id"))
	h.cohort.scope.apply(kind, query)
	if h.part {
		here = bun.Safe("l.target_part_id")
	} else {
		query.Where("l.target_part_id IS NULL")
	}
	return query.Where("? = ANY(?::uuid[])", here, pg.UUIDs(h.cohort.ids)).
		ColumnExpr("? AS source_id, l.entry_id AS target_id", here).
		ColumnExpr("row_number() OVER (PARTITION BY ? ORDER BY l.entry_id) AS position", here).
		GroupExpr("?, l.entry_id", here)
}

// RelatedParts reads the parts that a relation of the holder points to, in order.
func RelatedParts[T any](ctx context.Context, of Holder, relation string) ([]*T, error) {
	h := of.holder()
	if h.cohort.wholes != nil {
		return cachedPartsOnce[T](ctx, h, "relatedParts:"+relation, func(ctx context.Context, kind *PartKind) ([]shownPart, error) {
			return h.relatedParts(ctx, kind, relation)
		})
	}
	return partsOnce[T](ctx, h, "relatedParts:"+relation, func(query *bun.SelectQuery) {
		targets := h.own(h.cohort.reader.db.NewSelect().TableExpr("links AS l").
			ColumnExpr("l.? AS source_id, l.target_part_id, l.position", bun.Ident(h.column())).
			Where("l.relation = ?", relation))
		query.Join("JOIN (?) AS s ON s.target_part_id = p.id", targets).ColumnExpr("s.source_id").OrderExpr("s.position")
	})
}

// RelatedPart reads the part that a relation of the holder points to; nil where
// there is none.
func RelatedPart[T any](ctx context.Context, of Holder, relation string) (*T, error) {
	return first(RelatedParts[T](ctx, of, relation))
}

// PartsOf reads the parts of a kind that stand directly below the holder, in order.
func PartsOf[T any](ctx context.Context, of Holder) ([]*T, error) {
	h := of.holder()
	if h.cohort.wholes != nil {
		return cachedPartsOnce[T](ctx, h, "parts", func(_ context.Context, kind *PartKind) ([]shownPart, error) {
			return h.cohort.below(kind), nil
		})
	}
	return partsOnce[T](ctx, h, "parts", h.below)
}

// below narrows parts to those that stand directly below the cohort, in order.
func (h holder) below(query *bun.SelectQuery) {
	if h.part {
		query.ColumnExpr("p.parent_id AS source_id").Where("p.parent_id = ANY(?::uuid[])", pg.UUIDs(h.cohort.ids))
	} else {
		query.ColumnExpr("p.entry_id AS source_id").Where("p.parent_id IS NULL").
			Where("p.entry_id = ANY(?::uuid[])", pg.UUIDs(h.cohort.ids))
	}
	query.OrderExpr("p.position, p.id")
}

// partRows reads the parts of a kind that stand directly below the holder, in order, where
// their Go struct is not known.
func partRows(ctx context.Context, of Holder, kind *PartKind) ([]PartRow, error) {
	h := of.holder()
	grouped, err := loadOnce(ctx, h.cohort, "partRows:"+kind.Name, func(ctx context.Context) (map[uuid.UUID][]PartRow, error) {
		var rows []PartRow
		var err error
		if reader := h.cohort.reader; h.cohort.wholes != nil {
			rows = reader.shownParts(h.cohort.scope, h.cohort.below(kind))
		} else {
			rows, err = reader.parts(ctx, kind, h.cohort.scope, h.below)
		}
		groups := map[uuid.UUID][]PartRow{}
		for _, row := range rows {
			source := row.PartHeader().SourceID
			groups[source] = append(groups[source], row)
		}
		return groups, err
	})
	return grouped[h.id], err
}

func partsOnce[T any](ctx context.Context, h holder, key string, narrow func(*bun.SelectQuery)) ([]*T, error) {
	kind := partFor[T](h.cohort.reader.kinds)
	grouped, err := loadOnce(ctx, h.cohort, key+":"+kind.Name, func(ctx context.Context) (map[uuid.UUID][]*T, error) {
		rows, err := h.cohort.reader.parts(ctx, kind, h.cohort.scope, narrow)
		return groupParts[T](rows), err
	})
	return nonNil(grouped[h.id]), err
}

// cachedPartsOnce is partsOnce where entries are kept.
func cachedPartsOnce[T any](ctx context.Context, h holder, key string, which func(context.Context, *PartKind) ([]shownPart, error)) ([]*T, error) {
	reader := h.cohort.reader
	kind := partFor[T](reader.kinds)
	grouped, err := loadOnce(ctx, h.cohort, key+":"+kind.Name, func(ctx context.Context) (map[uuid.UUID][]*T, error) {
		touch(ctx, reader.kinds.owners[kind.Name])
		parts, err := which(ctx, kind)
		return groupParts[T](reader.shownParts(h.cohort.scope, parts)), err
	})
	return nonNil(grouped[h.id]), err
}

// below are the kept parts of a kind that stand directly below what was read together, in order.
func (c *cohort) below(kind *PartKind) []shownPart {
	var parts []shownPart
	for _, id := range c.ids {
		for _, part := range c.wholes[id].below[place{id, kind.Name}] {
			parts = append(parts, shownPart{part, c.wholes[id], id})
		}
	}
	return parts
}

// relatedParts are the kept parts of a kind to which a relation points.
func (h holder) relatedParts(ctx context.Context, kind *PartKind, relation string) ([]shownPart, error) {
	var owners []uuid.UUID
	h.cohort.ownLinks(relation, func(_ uuid.UUID, link *ownLink) { owners = append(owners, link.TargetID) })
	wholes, err := h.cohort.reader.wholes(ctx, h.cohort.reader.kinds.owners[kind.Name], owners, 0)
	if err != nil {
		return nil, err
	}
	var parts []shownPart
	h.cohort.ownLinks(relation, func(holder uuid.UUID, link *ownLink) {
		if w := wholes[link.TargetID]; w != nil && link.TargetPartID.Valid && w.parts[link.TargetPartID.UUID] != nil {
			parts = append(parts, shownPart{w.parts[link.TargetPartID.UUID], w, holder})
		}
	})
	return parts, nil
}

func groupParts[T any](rows []PartRow) map[uuid.UUID][]*T {
	groups := map[uuid.UUID][]*T{}
	for _, row := range rows {
		source := row.PartHeader().SourceID
		groups[source] = append(groups[source], any(row).(*T))
	}
	return groups
}

// OwnerOf reads the entry that a part belongs to.
func OwnerOf[T any](ctx context.Context, part PartRow) (*T, error) {
	header := part.PartHeader()
	owners, err := loadOnce(ctx, header.cohort, "owner", func(ctx context.Context) (map[uuid.UUID]*T, error) {
		reader := header.cohort.reader
		rows, err := reader.byID(ctx, kindFor[T](reader.kinds), header.cohort.scope, header.cohort.owners)
		byID := map[uuid.UUID]*T{}
		for _, row := range rows {
			byID[row.Header().UUID] = any(row).(*T)
		}
		return byID, err
	})
	return owners[header.EntryID], err
}

// groupEntries shares one struct among the holders that point to the same entry.
func groupEntries[T any](rows []Row) map[uuid.UUID][]*T {
	groups, seen := map[uuid.UUID][]*T{}, map[uuid.UUID]*T{}
	for _, row := range rows {
		header := row.Header()
		if seen[header.UUID] == nil {
			seen[header.UUID] = any(row).(*T)
		}
		groups[header.SourceID] = append(groups[header.SourceID], seen[header.UUID])
	}
	return groups
}

func first[T any](rows []*T, err error) (*T, error) {
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return rows[0], nil
}

// nonNil makes the empty list of nothing, which GraphQL tells from null.
func nonNil[T any](rows []T) []T {
	if rows == nil {
		return []T{}
	}
	return rows
}

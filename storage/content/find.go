package content

import (
	"context"
	"errors"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/fault"
	"github.com/cocreated/hub/storage/pg"
)

// Find reads the entry with this slug or this id, of which exactly one must be
// given; nil where there is none. A slug of any language finds the entry, and so
// does one that it once had; Entry.Slug says the canonical one.
func Find[T any](ctx context.Context, r *Reader, slug, id *string) (*T, error) {
	kind := kindFor[T](r.kinds)
	if (slug == nil) == (id == nil) {
		return nil, fault.Invalid("", "oneOf", "give either slug or id")
	}
	var narrow func(*bun.SelectQuery)
	if slug != nil {
		narrow = func(query *bun.SelectQuery) { query.Where("k.id = (?)", r.bySlug(kind, *slug)) }
	} else {
		name, entry, err := DecodeID("id", *id)
		if err != nil {
			return nil, err
		}
		if name != kind.Name {
			return nil, fault.Invalid("id", "kind", "the id is of the kind %q, not %q", name, kind.Name)
		}
		narrow = func(query *bun.SelectQuery) { query.Where("k.id = ?", entry) }
	}
	rows, err := r.entries(ctx, kind, nil, narrow)
	return first(typed[T](rows), err)
}

// bySlug selects the entry with a slug: of the languages asked for first, then of
// any, then one that was given up.
func (r *Reader) bySlug(kind *Kind, slug string) *bun.SelectQuery {
	current := r.db.NewSelect().TableExpr("texts").ColumnExpr("entry_id, locale, 0 AS age").
		Where("kind = ?", kind.Name).Where("slug = ?", slug).Where("part_id IS NULL")
	old := r.db.NewSelect().TableExpr("old_slugs").ColumnExpr("entry_id, locale, 1 AS age").
		Where("kind = ?", kind.Name).Where("slug = ?", slug)
	return r.db.NewSelect().TableExpr("(?) AS found", current.UnionAll(old)).Column("entry_id").
		OrderExpr("age, array_position(?::text[], locale) NULLS LAST, entry_id", pg.Texts(r.locales)).Limit(1)
}

// Only reads the oldest entry of a kind of which there is one; nil where there
// is none.
func Only[T any](ctx context.Context, r *Reader) (*T, error) {
	rows, err := r.entries(ctx, kindFor[T](r.kinds), nil, func(query *bun.SelectQuery) {
		query.OrderExpr("k.id").Limit(1)
	})
	return first(typed[T](rows), err)
}

// Rows reads entries of a kind of which only the name is known, oldest first: those that a
// `where` lets pass and that come after one with an id, at most limit of them; nil and the zero
// id let pass all. It costs a statement. A kind that is not known has none.
func Rows(ctx context.Context, r *Reader, kind string, where map[string]any, after uuid.UUID, limit int) ([]Row, error) {
	of, ok := r.kinds.Named(kind)
	if !ok {
		return nil, nil
	}
	condition, scope, err := r.where(of, where)
	if err != nil {
		return nil, err
	}
	return r.entries(ctx, of, scope, func(query *bun.SelectQuery) {
		query.Where("?", condition).Where("k.id > ?", after).OrderExpr("k.id").Limit(int64(limit))
	})
}

// MaxNodes is how many ids Nodes takes at once.
const MaxNodes = 100

// Nodes reads entries and parts of any kind by their ids, in the order of the
// ids; nil stands where there is none. It costs a statement per kind.
func Nodes(ctx context.Context, r *Reader, ids []string) ([]Node, error) {
	if len(ids) > MaxNodes {
		return nil, fault.Invalid("ids", "max", "at most %d ids can be asked for at once", MaxNodes)
	}
	wanted := make([]uuid.UUID, len(ids))
	byKind := map[string][]uuid.UUID{}
	for i, id := range ids {
		kind, uid, err := DecodeID(fault.Path("ids", i), id)
		if err != nil {
			return nil, err
		}
		wanted[i] = uid
		byKind[kind] = append(byKind[kind], uid)
	}
	found := map[uuid.UUID]any{}
	for kind, ids := range byKind {
		if err := r.byID(ctx, kind, ids, found); err != nil {
			return nil, err
		}
	}
	nodes := make([]Node, len(ids))
	for i, id := range wanted {
		nodes[i], _ = found[id].(Node)
	}
	return nodes, nil
}

// byID reads the entries or parts of one kind into found. A kind that is not
// known holds nothing.
func (r *Reader) byID(ctx context.Context, name string, ids []uuid.UUID, found map[uuid.UUID]any) error {
	if kind, ok := r.kinds.Named(name); ok {
		rows, err := r.entries(ctx, kind, nil, func(query *bun.SelectQuery) {
			query.Where("k.id = ANY(?::uuid[])", pg.UUIDs(ids))
		})
		for _, row := range rows {
			found[row.Header().UUID] = row
		}
		return err
	}
	if kind, ok := r.kinds.PartNamed(name); ok {
		rows, err := r.parts(ctx, kind, nil, func(query *bun.SelectQuery) {
			query.Where("p.id = ANY(?::uuid[])", pg.UUIDs(ids))
		})
		for _, row := range rows {
			found[row.PartHeader().UUID] = row
		}
		return err
	}
	return nil
}

// partsByID reads parts of whatever kind into found, a statement per kind and
// one to learn the kinds.
func (r *Reader) partsByID(ctx context.Context, ids []uuid.UUID, found map[uuid.UUID]any) error {
	if len(ids) == 0 {
		return nil
	}
	var kinds []struct {
		ID   uuid.UUID
		Kind string
	}
	err := r.db.NewSelect().TableExpr("parts").Column("id", "kind").Where("id = ANY(?::uuid[])", pg.UUIDs(ids)).Scan(ctx, &kinds)
	byKind := map[string][]uuid.UUID{}
	for _, part := range kinds {
		byKind[part.Kind] = append(byKind[part.Kind], part.ID)
	}
	for kind, ids := range byKind {
		err = errors.Join(err, r.byID(ctx, kind, ids, found))
	}
	return err
}

// RelatedAny reads the entries of any kind that a relation of the holder points
// to, in order. It costs a statement, and one per kind that is found.
func RelatedAny(ctx context.Context, of Holder, relation string) ([]Row, error) {
	h := of.holder()
	grouped, err := loadOnce(ctx, h.cohort, "relatedAny:"+relation, func(ctx context.Context) (map[uuid.UUID][]Row, error) {
		var links []struct {
			SourceID, TargetID uuid.UUID
			Kind               string
		}
		reader := h.cohort.reader
		err := h.own(reader.db.NewSelect().TableExpr("links AS l").
			ColumnExpr("l.? AS source_id, l.target_id, e.kind", bun.Ident(h.column())).
			Join("JOIN entries AS e ON e.id = l.target_id").
			Where("l.relation = ?", relation).OrderExpr("l.position")).Scan(ctx, &links)
		if err != nil {
			return nil, err
		}
		byKind, found := map[string][]uuid.UUID{}, map[uuid.UUID]any{}
		for _, link := range links {
			byKind[link.Kind] = append(byKind[link.Kind], link.TargetID)
		}
		for kind, ids := range byKind {
			if err := reader.byID(ctx, kind, ids, found); err != nil {
				return nil, err
			}
		}
		groups := map[uuid.UUID][]Row{}
		for _, link := range links {
			if row, ok := found[link.TargetID].(Row); ok {
				groups[link.SourceID] = append(groups[link.SourceID], row)
			}
		}
		return groups, nil
	})
	return nonNil(grouped[h.id]), err
}

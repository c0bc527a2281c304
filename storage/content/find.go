package content

import (
	"context"

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
	if slug != nil {
		rows, err := r.listed(ctx, kind, []string{"slug", *slug}, func(query *bun.SelectQuery) { query.Where("k.id = (?)", r.bySlug(kind, *slug)) })
		return first(typed[T](rows), err)
	}
	name, entry, err := DecodeID("id", *id)
	if err != nil {
		return nil, err
	}
	if name != kind.Name {
		return nil, fault.Invalid("id", "kind", "the id is of the kind %q, not %q", name, kind.Name)
	}
	rows, err := r.byID(ctx, kind, nil, []uuid.UUID{entry})
	return first(typed[T](rows), err)
}

// listed reads the entries of a kind that narrow leaves; key stands for what it does.
func (r *Reader) listed(ctx context.Context, kind *Kind, key []string, narrow func(*bun.SelectQuery)) ([]Row, error) {
	if r.cache == nil {
		return r.entries(ctx, kind, nil, narrow)
	}
	list, err := r.list(append(key, kind.Name), []*Kind{kind}, func() (*keptList, error) {
		found, err := r.findEntries(ctx, kind, narrow)
		return &keptList{found: found}, err
	})
	if err != nil {
		return nil, err
	}
	return r.shown(ctx, kind, nil, list.found)
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
	rows, err := r.listed(ctx, kindFor[T](r.kinds), []string{"only"}, func(query *bun.SelectQuery) {
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
	condition, scope, _, err := r.where(ctx, of, where)
	if err != nil {
		return nil, err
	}
	return r.entries(ctx, of, scope, func(query *bun.SelectQuery) {
		r.titled(of, query).Where("?", condition).Where("k.id > ?", after).OrderExpr("k.id").Limit(int64(limit))
	})
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
		touch(ctx, reader.kinds.All()...)
		err := h.own(reader.db.NewSelect().TableExpr("links AS l").
			ColumnExpr("l.? AS source_id, l.target_id, e.kind", bun.Ident(h.column())).
			Join("JOIN entries AS e ON e.id = l.target_id").
			Where("l.relation = ?", relation).OrderExpr("l.position")).Scan(ctx, &links)
		if err != nil {
			return nil, err
		}
		targets := idsByKind{}
		for _, link := range links {
			targets.add(link.Kind, link.TargetID)
		}
		found, err := reader.nodes(ctx, targets)
		if err != nil {
			return nil, err
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

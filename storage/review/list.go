package review

import (
	"context"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"github.com/cocreated/hub/storage/act"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/fault"
)

// Filter says which reviews are wanted; what is nil is any.
type Filter struct {
	// Entry and Assignee are ids, as clients know them.
	Entry, Assignee *string
	// Assigned tells whether it is for somebody in particular.
	Assigned *bool
	States   []State
	Locales  []content.Locale
	Kinds    []content.EntryKind
	// Overdue is to be open after the day on which it should have been decided.
	Overdue *bool
}

// List reads a page of reviews, the latest first.
func (s *Store) List(ctx context.Context, filter Filter, page content.Page) (*content.Connection[Review], error) {
	narrow, err := filter.narrow()
	if err != nil {
		return nil, err
	}
	list := content.Trail[Review]{
		Name: "reviews", Column: "r.number",
		Number: func(r *Review) int64 { return r.Number },
		Query:  func() *bun.SelectQuery { return s.selected((*Review)(nil)).ApplyQueryBuilder(narrow) },
	}
	found, err := list.Page(ctx, s.signer, page)
	if err != nil {
		return nil, err
	}
	s.together(found.Nodes)
	return found, nil
}

func (f Filter) narrow() (func(bun.QueryBuilder) bun.QueryBuilder, error) {
	ids := map[string]any{}
	for _, id := range []struct {
		field, column, kind string
		value               *string
	}{{"where.entry", "r.entry_id", "", f.Entry}, {"where.assignee", "r.assignee", act.AccountKind, f.Assignee}} {
		if id.value == nil {
			continue
		}
		kind, decoded, err := content.DecodeID(id.field, *id.value)
		if err != nil {
			return nil, err
		}
		if id.kind != "" && kind != id.kind {
			return nil, fault.Invalid(id.field, "kind", "it is not the id of an account")
		}
		ids[id.column] = decoded
	}
	return func(query bun.QueryBuilder) bun.QueryBuilder {
		for column, id := range ids {
			query.Where("? = ?", bun.Ident(column), id)
		}
		if f.Assigned != nil {
			query.Where("(r.assignee IS NOT NULL) = ?", *f.Assigned)
		}
		if f.States != nil {
			query.Where("r.state = ANY(?::text[])", array(f.States))
		}
		if f.Locales != nil {
			query.Where("r.locale = ANY(?::text[])", array(f.Locales))
		}
		if f.Kinds != nil {
			query.Where("r.kind = ANY(?::text[])", array(f.Kinds))
		}
		if f.Overdue != nil {
			query.Where(overdue+" = ?", *f.Overdue)
		}
		return query
	}, nil
}

// array is an array of names.
func array[T ~string](values []T) any {
	names := make([]string, len(values))
	for i, value := range values {
		names[i] = string(value)
	}
	return pgdialect.Array(names)
}

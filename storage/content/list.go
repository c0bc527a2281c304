package content

import (
	"context"
	"slices"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/schema"

	"github.com/cocreated/hub/storage/fault"
)

// Size of a page: what is read without `first` and `last`, and the most that can
// be asked for.
const (
	DefaultPage = 20
	MaxPage     = 100
)

// Page is a window on a list (Relay Cursor Connections).
type Page struct {
	First  *int
	After  *string
	Last   *int
	Before *string
}

// Window is a checked page: so many rows of a list, from its end where backwards, between the keys of
// two cursors. To know whether there are more, one row more is read than it holds.
type Window struct {
	Size          int
	Backwards     bool
	After, Before []*string
}

// Window refuses what no list can answer, and reads the cursors of the list.
func (p Page) Window(signer *Signer, list string) (Window, error) {
	w := Window{Size: DefaultPage}
	if p.First != nil && p.Last != nil {
		return w, fault.Invalid("last", "exclusive", "ask for first or for last, not for both")
	}
	for name, size := range map[string]*int{"first": p.First, "last": p.Last} {
		if size == nil {
			continue
		}
		if err := checkSize(name, *size); err != nil {
			return w, err
		}
		w.Size, w.Backwards = *size, name == "last"
	}
	var err error
	if p.After != nil {
		if w.After, err = signer.decode("after", *p.After, list); err != nil {
			return w, err
		}
	}
	if p.Before != nil {
		w.Before, err = signer.decode("before", *p.Before, list)
	}
	return w, err
}

// checkSize refuses a number of entries that cannot be asked for; field names it.
func checkSize(field string, size int) error {
	switch {
	case size < 0:
		return fault.Invalid(field, "min", "a page cannot have %d entries", size)
	case size > MaxPage:
		return fault.Invalid(field, "max", "at most %d entries fit on a page, %d were asked for", MaxPage, size)
	}
	return nil
}

// Connection is a page of a list of T.
type Connection[T any] struct {
	Edges    []*Edge[T]
	Nodes    []*T
	PageInfo PageInfo

	count func(context.Context) (int, error)
}

// Edge is an entry in its place in a list.
type Edge[T any] struct {
	Cursor string
	Node   *T
}

// PageInfo says what lies before and after a page.
type PageInfo struct {
	HasNextPage     bool
	HasPreviousPage bool
	StartCursor     *string
	EndCursor       *string
}

// TotalCount counts the whole list, in one statement, when it is asked for.
func (c *Connection[T]) TotalCount(ctx context.Context) (int, error) { return c.count(ctx) }

// List reads a page of the entries of a kind.
func List[T any](ctx context.Context, r *Reader, signer *Signer, page Page, where map[string]any, orderBy []map[string]any) (*Connection[T], error) {
	kind := kindFor[T](r.kinds)
	sorting, err := r.sorted(kind, orderBy)
	if err != nil {
		return nil, err
	}
	list := kind.Name + ":" + sorting.name
	window, err := page.Window(signer, list)
	if err != nil {
		return nil, err
	}
	condition, scope, err := r.where(ctx, kind, where)
	if err != nil {
		return nil, err
	}
	ids := r.listed(kind, condition).Column("k.id").Limit(int64(window.Size + 1))
	sorting.order(ids, window.Backwards)
	if window.After != nil {
		ids.Where("?", sorting.beyond(window.After, false))
	}
	if window.Before != nil {
		ids.Where("?", sorting.beyond(window.Before, true))
	}
	rows, err := r.entries(ctx, kind, scope, func(query *bun.SelectQuery) {
		sorting.apply(query.Join("JOIN (?) AS page ON page.id = k.id", ids), window.Backwards)
	})
	if err != nil {
		return nil, err
	}
	count := func(ctx context.Context) (int, error) {
		count, err := r.listed(kind, condition).Count(ctx)
		return int(count), err
	}
	cursor := func(row *T) string { return signer.Cursor(list, any(row).(Row).Header().Keys...) }
	return Paged(typed[T](rows), window, cursor, count), nil
}

// listed selects the entries of a kind for which a condition holds, without reading them: which are on a page is
// found out first, so that the texts of the others are not looked at.
func (r *Reader) listed(kind *Kind, condition schema.QueryWithArgs) *bun.SelectQuery {
	return r.db.NewSelect().TableExpr("? AS k", bun.Ident(kind.Table)).
		Join("JOIN entries AS e ON e.id = k.id").
		Where("?", r.visible("k.id")).Where("?", condition)
}

// Paged makes a page of the rows that were read: one more than it holds, in the
// order in which they were read. Count counts the whole list, when it is asked for.
func Paged[T any](rows []*T, window Window, cursor func(*T) string, count func(context.Context) (int, error)) *Connection[T] {
	more := len(rows) > window.Size
	if more {
		rows = rows[:window.Size]
	}
	connection := &Connection[T]{Edges: make([]*Edge[T], len(rows)), Nodes: rows, count: count}
	if window.Backwards {
		slices.Reverse(rows)
		connection.PageInfo = PageInfo{HasPreviousPage: more, HasNextPage: window.Before != nil}
	} else {
		connection.PageInfo = PageInfo{HasNextPage: more, HasPreviousPage: window.After != nil}
	}
	for i, row := range rows {
		connection.Edges[i] = &Edge[T]{Cursor: cursor(row), Node: row}
	}
	if len(rows) > 0 {
		connection.PageInfo.StartCursor = &connection.Edges[0].Cursor
		connection.PageInfo.EndCursor = &connection.Edges[len(rows)-1].Cursor
	}
	return connection
}

// Mapped is a page of something else than what was read.
func Mapped[From, To any](from *Connection[From], change func(*From) *To) *Connection[To] {
	to := &Connection[To]{PageInfo: from.PageInfo, count: from.count, Nodes: []*To{}, Edges: []*Edge[To]{}}
	for _, edge := range from.Edges {
		node := change(edge.Node)
		to.Nodes, to.Edges = append(to.Nodes, node), append(to.Edges, &Edge[To]{Cursor: edge.Cursor, Node: node})
	}
	return to
}

// where compiles a `where` argument, and the scope that it sets.
func (r *Reader) where(ctx context.Context, kind *Kind, object map[string]any) (schema.QueryWithArgs, *scope, error) {
	w := &where{reader: r, kind: kind}
	condition, err := w.compile("where", object)
	if err != nil {
		return condition, nil, err
	}
	touch(ctx, w.targets...)
	scope, err := w.scope(object)
	return condition, scope, err
}

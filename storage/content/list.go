package content

import (
	"context"
	"slices"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/schema"
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

// window is a checked page.
type window struct {
	size      int
	backwards bool
	after     []*string
	before    []*string
}

// check refuses what no list can answer, and reads the cursors of the list.
func (p Page) check(signer *Signer, list string) (window, error) {
	w := window{size: DefaultPage}
	if p.First != nil && p.Last != nil {
		return w, badInput("last", "exclusive", "ask for first or for last, not for both")
	}
	for name, size := range map[string]*int{"first": p.First, "last": p.Last} {
		if size == nil {
			continue
		}
		if err := checkSize(name, *size); err != nil {
			return w, err
		}
		w.size, w.backwards = *size, name == "last"
	}
	var err error
	if p.After != nil {
		if w.after, err = signer.decode("after", *p.After, list); err != nil {
			return w, err
		}
	}
	if p.Before != nil {
		w.before, err = signer.decode("before", *p.Before, list)
	}
	return w, err
}

// checkSize refuses a number of entries that cannot be asked for; field names it.
func checkSize(field string, size int) error {
	switch {
	case size < 0:
		return badInput(field, "min", "a page cannot have %d entries", size)
	case size > MaxPage:
		return badInput(field, "max", "at most %d entries fit on a page, %d were asked for", MaxPage, size)
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
	window, err := page.check(signer, list)
	if err != nil {
		return nil, err
	}
	condition, scope, err := r.where(kind, where)
	if err != nil {
		return nil, err
	}
	rows, err := r.entries(ctx, kind, scope, func(query *bun.SelectQuery) {
		sorting.apply(query.Where("?", condition), window.backwards)
		if window.after != nil {
			query.Where("?", sorting.beyond(window.after, false))
		}
		if window.before != nil {
			query.Where("?", sorting.beyond(window.before, true))
		}
		query.Limit(int64(window.size + 1))
	})
	if err != nil {
		return nil, err
	}
	connection := paged(typed[T](rows), window, func(row *T) string {
		return signer.encode(position{List: list, Keys: any(row).(Row).Header().Keys})
	})
	connection.count = func(ctx context.Context) (int, error) {
		count, err := r.db.NewSelect().TableExpr("? AS k", bun.Ident(kind.Table)).
			Join("JOIN entries AS e ON e.id = k.id").
			Where("?", r.visible("k.id")).Where("?", condition).Count(ctx)
		return int(count), err
	}
	return connection, nil
}

// paged makes a page of the rows that were read: one more than it holds, in the
// order in which they were read.
func paged[T any](rows []*T, window window, cursor func(*T) string) *Connection[T] {
	more := len(rows) > window.size
	if more {
		rows = rows[:window.size]
	}
	connection := &Connection[T]{Edges: make([]*Edge[T], len(rows)), Nodes: rows}
	if window.backwards {
		slices.Reverse(rows)
		connection.PageInfo = PageInfo{HasPreviousPage: more, HasNextPage: window.before != nil}
	} else {
		connection.PageInfo = PageInfo{HasNextPage: more, HasPreviousPage: window.after != nil}
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

// where compiles a `where` argument, and the scope that it sets.
func (r *Reader) where(kind *Kind, object map[string]any) (schema.QueryWithArgs, *scope, error) {
	w := &where{reader: r, kind: kind}
	condition, err := w.compile("where", object)
	if err != nil {
		return condition, nil, err
	}
	scope, err := w.scope(object)
	return condition, scope, err
}

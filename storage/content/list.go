package content

import (
	"context"
	"slices"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/schema"

	"github.com/cocreated/hub/storage/canonical"
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
	Node   *T
	cursor func() string
}

// Cursor is the place, for [Page].
func (e *Edge[T]) Cursor() string { return e.cursor() }

// PageInfo says what lies before and after a page.
type PageInfo struct {
	HasNextPage     bool
	HasPreviousPage bool
	start, end      func() string
}

// StartCursor is the place of the first entry of the page; nil where it is empty.
func (p PageInfo) StartCursor() *string { return optional(p.start) }

// EndCursor is the place of the last entry of the page; nil where it is empty.
func (p PageInfo) EndCursor() *string { return optional(p.end) }

func optional(cursor func() string) *string {
	if cursor == nil {
		return nil
	}
	made := cursor()
	return &made
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
	condition, scope, depends, err := r.where(ctx, kind, where)
	if err != nil {
		return nil, err
	}
	from := &selection{reader: r, kind: kind, condition: condition, depends: depends, where: where, sorting: sorting, window: window}
	rows, err := from.rows(ctx, scope)
	if err != nil {
		return nil, err
	}
	cursor := func(row *T) string { return signer.Cursor(list, any(row).(Row).Header().Keys...) }
	return Paged(typed[T](rows), window, cursor, from.count), nil
}

// selection is a window on the entries of a kind for which a condition holds, in an order.
type selection struct {
	reader    *Reader
	kind      *Kind
	condition schema.QueryWithArgs
	// depends are the kinds on which the condition depends, and where is what it was compiled from.
	depends []*Kind
	where   map[string]any
	sorting *sortOrder
	window  Window
}

// rows reads the entries. Which they are is found out first, so that the texts of the others are not looked at.
func (s *selection) rows(ctx context.Context, scope *scope) ([]Row, error) {
	if s.reader.cache == nil {
		ids := s.page()
		s.sorting.order(ids, s.window.Backwards)
		return s.reader.entries(ctx, s.kind, scope, func(query *bun.SelectQuery) {
			s.sorting.apply(s.reader.titled(s.kind, query.Join("JOIN (?) AS page ON page.id = k.id", ids)), s.window.Backwards)
		})
	}
	list, err := s.reader.list(s.key("page", s.sorting.name, s.window), s.depends, func() (*keptList, error) {
		ids := s.page()
		s.sorting.apply(ids, s.window.Backwards)
		found, err := s.reader.scanFound(ctx, s.kind, ids)
		return &keptList{found: found}, err
	})
	if err != nil {
		return nil, err
	}
	return s.reader.shown(ctx, s.kind, scope, list.found)
}

// page selects which entries are on the page, in no order.
func (s *selection) page() *bun.SelectQuery {
	ids := s.all().Column("k.id").Limit(int64(s.window.Size + 1))
	if s.window.After != nil {
		ids.Where("?", s.sorting.beyond(s.window.After, false))
	}
	if s.window.Before != nil {
		ids.Where("?", s.sorting.beyond(s.window.Before, true))
	}
	return ids
}

// count counts the entries, on all pages.
func (s *selection) count(ctx context.Context) (int, error) {
	list, err := s.reader.list(s.key("count"), s.depends, func() (*keptList, error) {
		count, err := s.all().Count(ctx)
		return &keptList{count: int(count)}, err
	})
	if err != nil {
		return 0, err
	}
	return list.count, nil
}

// key stands for what is asked of the selection.
func (s *selection) key(asked ...any) []string {
	key := []string{s.kind.Name, string(canonical.MustEncode(s.where))}
	for _, one := range asked {
		key = append(key, string(canonical.MustEncode(one)))
	}
	return key
}

// all selects the entries for which the condition holds, without reading them.
func (s *selection) all() *bun.SelectQuery {
	r := s.reader
	query := r.db.NewSelect().TableExpr("? AS k", bun.Ident(s.kind.Table)).Join("JOIN entries AS e ON e.id = k.id").Where("?", s.condition)
	if r.alone() != "" {
		return r.titled(s.kind, query)
	}
	return query.Where("?", r.visible("k.id"))
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
		connection.Edges[i] = &Edge[T]{Node: row, cursor: func() string { return cursor(row) }}
	}
	if len(rows) > 0 {
		connection.PageInfo.start, connection.PageInfo.end = connection.Edges[0].cursor, connection.Edges[len(rows)-1].cursor
	}
	return connection
}

// Mapped is a page of something else than what was read.
func Mapped[From, To any](from *Connection[From], change func(*From) *To) *Connection[To] {
	to := &Connection[To]{PageInfo: from.PageInfo, count: from.count, Nodes: []*To{}, Edges: []*Edge[To]{}}
	for _, edge := range from.Edges {
		node := change(edge.Node)
		to.Nodes, to.Edges = append(to.Nodes, node), append(to.Edges, &Edge[To]{Node: node, cursor: edge.cursor})
	}
	return to
}

// where compiles a `where` argument, and the scope that it sets. It tells of which kinds the condition depends.
func (r *Reader) where(ctx context.Context, kind *Kind, object map[string]any) (schema.QueryWithArgs, *scope, []*Kind, error) {
	w := &where{reader: r, kind: kind}
	condition, err := w.compile("where", object)
	if err != nil {
		return condition, nil, nil, err
	}
	depends := append([]*Kind{kind}, w.targets...)
	touch(ctx, depends...)
	scope, err := w.scope(object)
	return condition, scope, depends, err
}

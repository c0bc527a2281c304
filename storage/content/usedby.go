package content

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/fault"
	"github.com/cocreated/hub/storage/pg"
)

// EntryConnection is a page of entries of any kind.
type EntryConnection struct {
	Edges    []*EntryEdge
	Nodes    []Row
	PageInfo PageInfo

	count func(context.Context) (int, error)
}

// EntryEdge is an entry of any kind in its place in a list.
type EntryEdge struct {
	Node   Row
	cursor func() string
}

// Cursor is the place, for [Page].
func (e *EntryEdge) Cursor() string { return e.cursor() }

// TotalCount counts the whole list, when it is asked for.
func (c *EntryConnection) TotalCount(ctx context.Context) (int, error) { return c.count(ctx) }

// usages tells one list of users from other lists, for cursors. A cursor says after
// which entry to go on, whatever that entry uses.
const usages = "usedBy"

// usage is an entry that uses another.
type usage struct {
	UsedID, EntryID uuid.UUID
	Kind            string
}

// UsedBy reads the entries that point to an entry, themselves or by one of their
// parts, or link to it in a body; oldest first. For all entries that were read
// together it costs a statement, and one per kind that is found.
func UsedBy(ctx context.Context, of Row, signer *Signer, page Page) (*EntryConnection, error) {
	window, err := page.Window(signer, usages)
	if err != nil {
		return nil, err
	}
	header := of.Header()
	cohort := header.cohort
	from := uuid.Nil
	if window.After != nil {
		if from, err = uuid.Parse(*window.After[0]); err != nil {
			return nil, fault.Invalid("after", "cursor", "this is not a cursor of this hub")
		}
	}
	key := fmt.Sprintf("%s:%d:%s", usages, window.Size, from)
	grouped, err := loadOnce(ctx, cohort, key, func(ctx context.Context) (map[uuid.UUID][]Row, error) {
		return cohort.usedBy(ctx, window.Size+1, from)
	})
	if err != nil {
		return nil, err
	}
	connection := usersPage(grouped[header.UUID], window, signer)
	connection.count = func(ctx context.Context) (int, error) {
		counts, err := loadOnce(ctx, cohort, usages+":count", cohort.countUsers)
		return counts[header.UUID], err
	}
	return connection, nil
}

// usedBy reads at most limit users of each entry of the cohort, after one.
func (c *cohort) usedBy(ctx context.Context, limit int, after uuid.UUID) (map[uuid.UUID][]Row, error) {
	touch(ctx, c.reader.kinds.All()...)
	var found []usage
	numbered := c.usages().
		ColumnExpr("u.used_id, u.entry_id, row_number() OVER (PARTITION BY u.used_id ORDER BY u.entry_id) AS place").
		Where("u.entry_id > ?", after)
	err := c.reader.db.NewSelect().TableExpr("(?) AS u", numbered).Join("JOIN entries AS e ON e.id = u.entry_id").
		ColumnExpr("u.used_id, u.entry_id, e.kind").Where("u.place <= ?", limit).OrderExpr("u.used_id, u.place").Scan(ctx, &found)
	if err != nil {
		return nil, err
	}
	users := idsByKind{}
	for _, user := range found {
		users.add(user.Kind, user.EntryID)
	}
	rows, err := c.reader.nodes(ctx, users)
	if err != nil {
		return nil, err
	}
	groups := map[uuid.UUID][]Row{}
	for _, user := range found {
		if row, ok := rows[user.EntryID].(Row); ok {
			groups[user.UsedID] = append(groups[user.UsedID], row)
		}
	}
	return groups, nil
}

func (c *cohort) countUsers(ctx context.Context) (map[uuid.UUID]int, error) {
	touch(ctx, c.reader.kinds.All()...)
	var found []struct {
		UsedID uuid.UUID
		Users  int
	}
	err := c.usages().ColumnExpr("u.used_id, count(*) AS users").Group("u.used_id").Scan(ctx, &found)
	counts := map[uuid.UUID]int{}
	for _, row := range found {
		counts[row.UsedID] = row.Users
	}
	return counts, err
}

// usages selects which entries use those of the cohort, as far as they are visible.
// Links in bodies may be by slugs that were given up, and by any way to write an address.
func (c *cohort) usages() *bun.SelectQuery {
	db := c.reader.db
	used := pg.UUIDs(c.ids)
	addresses := db.NewSelect().TableExpr("texts").ColumnExpr("entry_id, kind, slug").Where("part_id IS NULL").Where("entry_id = ANY(?::uuid[])", used).
		Union(db.NewSelect().TableExpr("old_slugs").ColumnExpr("entry_id, kind, slug").Where("entry_id = ANY(?::uuid[])", used))
	pointing := db.NewSelect().TableExpr("links AS l").ColumnExpr("l.target_id AS used_id, l.entry_id").
		Where("l.target_id = ANY(?::uuid[])", used).Where("l.entry_id <> l.target_id")
	linking := db.NewSelect().TableExpr("(?) AS a", addresses).
		Join("JOIN jsonb_to_recordset(?) AS x (kind text, prefix text) ON x.kind = a.kind", pg.Rows(c.reader.kinds.linkPrefixes(c.reader.base))).
		Join("JOIN texts AS t ON t.body_links @> ARRAY[x.prefix || a.slug] AND t.entry_id <> a.entry_id").
		ColumnExpr("a.entry_id AS used_id, t.entry_id")
	return db.NewSelect().TableExpr("(?) AS u", pointing.Union(linking)).Where("?", c.reader.visible("u.entry_id"))
}

func usersPage(users []Row, window Window, signer *Signer) *EntryConnection {
	more := len(users) > window.Size
	users = users[:min(len(users), window.Size)]
	connection := &EntryConnection{
		Edges: make([]*EntryEdge, len(users)), Nodes: nonNil(users),
		PageInfo: PageInfo{HasNextPage: more, HasPreviousPage: window.After != nil},
	}
	for i, user := range users {
		id := user.Header().UUID.String()
		connection.Edges[i] = &EntryEdge{Node: user, cursor: func() string { return signer.Cursor(usages, &id) }}
	}
	if len(users) > 0 {
		connection.PageInfo.start, connection.PageInfo.end = connection.Edges[0].cursor, connection.Edges[len(users)-1].cursor
	}
	return connection
}

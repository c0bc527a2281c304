package content

import (
	"context"
	"strconv"

	"github.com/uptrace/bun"
)

// trail reads pages of what is numbered in the order in which it happened, the
// newest first: revisions, the audit trail.
type trail[T any] struct {
	// name tells one trail from another, for cursors.
	name string
	// column holds the numbers.
	column string
	number func(*T) int64
	// query selects the whole trail, in no order and with no limit.
	query func() *bun.SelectQuery
}

// page reads a page of the trail.
func (t trail[T]) page(ctx context.Context, signer *Signer, page Page) (*Connection[T], error) {
	window, err := page.check(signer, t.name)
	if err != nil {
		return nil, err
	}
	var rows []*T
	query := t.query().Limit(int64(window.size + 1))
	column := bun.Ident(t.column)
	if window.after != nil {
		query.Where("? < ?::bigint", column, *window.after[0])
	}
	if window.before != nil {
		query.Where("? > ?::bigint", column, *window.before[0])
	}
	if window.backwards {
		query.OrderExpr("? ASC", column)
	} else {
		query.OrderExpr("? DESC", column)
	}
	if err := query.Scan(ctx, &rows); err != nil {
		return nil, err
	}
	connection := paged(rows, window, func(row *T) string {
		number := strconv.FormatInt(t.number(row), 10)
		return signer.encode(position{List: t.name, Keys: []*string{&number}})
	})
	connection.count = func(ctx context.Context) (int, error) {
		count, err := t.query().Count(ctx)
		return int(count), err
	}
	return connection, nil
}

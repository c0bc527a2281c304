package content

import (
	"context"
	"strconv"

	"github.com/uptrace/bun"
)

// Trail reads pages of what is numbered in the order in which it happened, the
// newest first: revisions, the audit trail.
type Trail[T any] struct {
	// Name tells one trail from another, for cursors.
	Name string
	// Column holds the numbers.
	Column string
	// Number is that of one.
	Number func(*T) int64
	// Query selects the whole trail, in no order and with no limit.
	Query func() *bun.SelectQuery
}

// Page reads a page of the trail.
func (t Trail[T]) Page(ctx context.Context, signer *Signer, page Page) (*Connection[T], error) {
	window, err := page.check(signer, t.Name)
	if err != nil {
		return nil, err
	}
	var rows []*T
	query := t.Query().Limit(int64(window.size + 1))
	column := bun.Ident(t.Column)
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
		number := strconv.FormatInt(t.Number(row), 10)
		return signer.encode(position{List: t.Name, Keys: []*string{&number}})
	})
	connection.count = func(ctx context.Context) (int, error) {
		count, err := t.Query().Count(ctx)
		return int(count), err
	}
	return connection, nil
}

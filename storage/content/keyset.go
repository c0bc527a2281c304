package content

import (
	"context"

	"github.com/uptrace/bun"
)

// keyset reads pages of a list that is no list of entries, by the keys that it is
// sorted by; the last of them tells all rows apart.
type keyset[T any] struct {
	// name tells one list from another, for cursors.
	name string
	keys []sortKey
	// query selects the whole list, in no order and with no limit.
	query func() *bun.SelectQuery
	// sortedBy are the values of the keys of a row, as Postgres reads them.
	sortedBy func(*T) []*string
}

func (k keyset[T]) page(ctx context.Context, signer *Signer, page Page) (*Connection[T], error) {
	window, err := page.check(signer, k.name)
	if err != nil {
		return nil, err
	}
	sorting := &sorting{keys: k.keys, name: k.name}
	query := k.query().Limit(int64(window.size + 1))
	sorting.order(query, window.backwards)
	if window.after != nil {
		query.Where("?", sorting.beyond(window.after, false))
	}
	if window.before != nil {
		query.Where("?", sorting.beyond(window.before, true))
	}
	var rows []*T
	if err := query.Scan(ctx, &rows); err != nil {
		return nil, err
	}
	connection := paged(rows, window, func(row *T) string {
		return signer.encode(position{List: k.name, Keys: k.sortedBy(row)})
	})
	connection.count = func(ctx context.Context) (int, error) {
		count, err := k.query().Count(ctx)
		return int(count), err
	}
	return connection, nil
}

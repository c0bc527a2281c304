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
	window, err := page.Window(signer, k.name)
	if err != nil {
		return nil, err
	}
	sorting := &sorting{keys: k.keys, name: k.name}
	query := k.query().Limit(int64(window.Size + 1))
	sorting.order(query, window.Backwards)
	if window.After != nil {
		query.Where("?", sorting.beyond(window.After, false))
	}
	if window.Before != nil {
		query.Where("?", sorting.beyond(window.Before, true))
	}
	var rows []*T
	if err := query.Scan(ctx, &rows); err != nil {
		return nil, err
	}
	count := func(ctx context.Context) (int, error) {
		count, err := k.query().Count(ctx)
		return int(count), err
	}
	cursor := func(row *T) string { return signer.Cursor(k.name, k.sortedBy(row)...) }
	return Paged(rows, window, cursor, count), nil
}

package content

import (
	"context"

	"github.com/uptrace/bun"
)

// Keyset reads pages of a list that is no list of entries, by the keys that it is
// sorted by; the last of them tells all rows apart.
type Keyset[T any] struct {
	// name tells one list from another, for cursors.
	Name string
	Keys []SortKey
	// query selects the whole list, in no order and with no limit.
	Query func() *bun.SelectQuery
	// sortedBy are the values of the keys of a row, as Postgres reads them.
	SortedBy func(*T) []*string
}

// Page reads a page of the list.
func (k Keyset[T]) Page(ctx context.Context, signer *Signer, page Page) (*Connection[T], error) {
	window, err := page.Window(signer, k.Name)
	if err != nil {
		return nil, err
	}
	sorting := &sortOrder{keys: k.Keys, name: k.Name}
	query := k.Query().Limit(int64(window.Size + 1))
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
		count, err := k.Query().Count(ctx)
		return int(count), err
	}
	cursor := func(row *T) string { return signer.Cursor(k.Name, k.SortedBy(row)...) }
	return Paged(rows, window, cursor, count), nil
}

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
	return Keyset[T]{
		Name: t.Name, Query: t.Query,
		Keys: []SortKey{{Value: bun.SafeQuery("?", bun.Ident(t.Column)), As: "bigint", Descending: true}},
		SortedBy: func(row *T) []*string {
			number := strconv.FormatInt(t.Number(row), 10)
			return []*string{&number}
		},
	}.Page(ctx, signer, page)
}

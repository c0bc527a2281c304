package storage

import (
	"context"
	"log/slog"

	"github.com/cocreated/hub/storage/feed"
)

// Listen hears of what changes in the store, on whichever node. Whoever listens closes
// the feed, before the store.
func (s *Store) Listen(ctx context.Context, log *slog.Logger) (*feed.Feed, error) {
	return feed.Open(ctx, s.dsn, log)
}

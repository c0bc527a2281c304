package storage

import (
	"context"
	"log/slog"

	"github.com/cocreated/hub/storage/notice"
)

// Listen hears of what changes in the store, on whichever node. Whoever listens closes
// the bus, before the store.
func (s *Store) Listen(ctx context.Context, log *slog.Logger) (*notice.Bus, error) {
	var kinds []string
	for _, kind := range s.Kinds.All() {
		kinds = append(kinds, kind.Name)
	}
	return notice.Open(ctx, s.dsn, kinds, log)
}

// Events are all that has changed in the store, also while nobody listened.
func (s *Store) Events() *notice.Log { return &notice.Log{DB: s.draft} }

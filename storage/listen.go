package storage

import (
	"context"
	"log/slog"
	"time"

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

// Generations follow until when what the public has read is right.
func (s *Store) Generations(now func() time.Time, log *slog.Logger) *notice.Generations {
	return &notice.Generations{DB: s.health, Kinds: s.Kinds, Now: now, Log: log}
}

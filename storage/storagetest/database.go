package storagetest

import (
	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/internal/handle"
)

// Live is the database as the public reads it.
func Live(store *storage.Store) *bun.DB {
	live, _ := store.Handles(handle.Key{})
	return live
}

// Draft is the database as the store reads and writes it, as its owner.
func Draft(store *storage.Store) *bun.DB {
	_, draft := store.Handles(handle.Key{})
	return draft
}

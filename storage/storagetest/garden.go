package storagetest

import (
	"context"
	"sync"
	"testing"

	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/content/contenttest"
	"github.com/cocreated/hub/storage/history"
)

// garden makes the template with the tables of the kinds for tests, once.
var garden struct {
	once sync.Once
	err  error
}

// Garden opens a store with no content in it, whose kinds are those of contenttest: the
// engine is tested on them, and on no kind of a hub.
func Garden(t testing.TB) *storage.Store {
	t.Helper()
	store := clone(t, "hub_garden", withGarden, nil)
	store.Kinds, store.Languages = contenttest.Kinds(), contenttest.Languages()
	return store
}

func withGarden() error {
	if err := start(); err != nil {
		return err
	}
	garden.once.Do(func() {
		ctx := context.Background()
		if garden.err = run(ctx, "CREATE DATABASE hub_garden TEMPLATE hub_empty"); garden.err != nil {
			return
		}
		var store *storage.Store
		if store, garden.err = open(ctx, server.cluster.DSN("hub_garden"), nil); garden.err != nil {
			return
		}
		defer store.Close()
		garden.err = Draft(store).RunInTx(ctx, nil, makeGarden)
	})
	return garden.err
}

// makeGarden makes the tables as a migration would.
func makeGarden(ctx context.Context, tx bun.Tx) error {
	if err := history.Suspend(ctx, tx); err != nil {
		return err
	}
	for _, schema := range []string{"draft", "live"} {
		if _, err := tx.ExecContext(ctx, "SET LOCAL search_path = "+schema+", public;"+contenttest.Tables); err != nil {
			return err
		}
	}
	if _, err := tx.ExecContext(ctx, "SET LOCAL search_path = hub, public"); err != nil {
		return err
	}
	return history.Keep(ctx, tx)
}

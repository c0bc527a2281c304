package node_test

import (
	"context"
	"log/slog"
	"os"
	"sync"
	"testing"

	"github.com/cocreated/hub/storage/node"
	"github.com/cocreated/hub/storage/storagetest"
)

func TestMain(m *testing.M) { os.Exit(storagetest.Main(m)) }

// TestNodes starts nodes and stops them: each knows of those that came before it, and none of those that have left.
func TestNodes(t *testing.T) {
	t.Parallel()
	store := storagetest.Empty(t)
	var running sync.WaitGroup
	start := func() (*node.Nodes, func()) {
		nodes := store.Nodes(slog.New(slog.DiscardHandler))
		ctx, stop := context.WithCancel(t.Context())
		running.Go(func() { nodes.Follow(ctx) })
		return nodes, stop
	}
	here := func() (n int) {
		if err := storagetest.Draft(store).NewRaw("SELECT count(*) FROM hub.nodes").Scan(t.Context(), &n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	first, stopFirst := start()
	for here() < 1 {
		continue
	}
	if got := first.Count(); got != 1 {
		t.Errorf("alone it counts %d", got)
	}
	second, stopSecond := start()
	for second.Count() < 2 {
		continue
	}
	stopFirst()
	for here() > 1 {
		continue
	}
	// Whoever has been gone for long without a word counts no more.
	if _, err := storagetest.Draft(store).NewRaw("UPDATE hub.nodes SET seen_at = now() - interval '1 hour'").Exec(t.Context()); err != nil {
		t.Fatal(err)
	}
	third, stopThird := start()
	for here() < 1 {
		continue
	}
	if got := third.Count(); got > 2 {
		t.Errorf("the third counts %d", got)
	}
	stopSecond()
	stopThird()
	running.Wait()
	if got := here(); got != 0 {
		t.Errorf("%d are left", got)
	}
}

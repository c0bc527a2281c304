// Package node tells how many hubs serve from one database.
package node

import (
	"context"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"
)

const (
	// Beat is how often a node says that it is there, and goneAfter from when on one that says nothing counts no more.
	Beat      = 5 * time.Second
	goneAfter = 3 * Beat
	// beatTime is how long that may take.
	beatTime = 2 * time.Second
)

// Nodes are the hubs that serve from a database, of which this is one.
type Nodes struct {
	DB  *bun.DB
	Log *slog.Logger

	id     uuid.UUID
	others atomic.Int64
}

// Count is how many there are, as far as is known: one at least.
func (n *Nodes) Count() int { return 1 + int(n.others.Load()) }

// Follow says that this node is there, and counts the others, until the context ends; then it takes leave.
func (n *Nodes) Follow(ctx context.Context) {
	n.id = uuid.Must(uuid.NewV7())
	tick := time.NewTicker(Beat)
	defer tick.Stop()
	failing := false
	for {
		err := n.beat(ctx)
		if ctx.Err() != nil {
			break
		}
		if failing != (err != nil) {
			failing = err != nil
			n.Log.WarnContext(ctx, "the other nodes can be counted", "works", !failing, "error", err)
		}
		select {
		case <-ctx.Done():
		case <-tick.C:
			continue
		}
		break
	}
	n.leave(context.WithoutCancel(ctx))
}

// beat is one statement. The time is the database's, since nodes need not agree on theirs.
func (n *Nodes) beat(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, beatTime)
	defer cancel()
	var others int64
	err := n.DB.NewRaw(`WITH here AS (
			INSERT INTO hub.nodes (id, seen_at) VALUES (?0, now()) ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at
		), gone AS (
			DELETE FROM hub.nodes WHERE seen_at < now() - ?1::interval * 10
		)
		SELECT count(*) FROM hub.nodes WHERE id <> ?0 AND seen_at > now() - ?1::interval`, n.id, goneAfter.String()).Scan(ctx, &others)
	if err == nil {
		n.others.Store(others)
	}
	return err
}

func (n *Nodes) leave(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, beatTime)
	defer cancel()
	if _, err := n.DB.NewRaw("DELETE FROM hub.nodes WHERE id = ?", n.id).Exec(ctx); err != nil {
		n.Log.WarnContext(ctx, "the other nodes were not told that this one stops", "error", err)
	}
}

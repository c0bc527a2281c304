package notice

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/content"
)

const (
	// Bound is how long after a publication on another node, at most, this one may still take
	// what was read before for right, where nothing is heard and the database answers.
	Bound = time.Second
	// refreshTime is how long one look may take.
	refreshTime = 2 * time.Second
)

// Generations follow how often something of each kind was published anew or taken away, as the
// server says from which the public reads: what was read at the same generations is right still.
type Generations struct {
	DB    *bun.DB
	Kinds *content.Kinds
	// Now is the clock by which states of entries change.
	Now func() time.Time
	Log *slog.Logger

	mu    sync.Mutex
	known atomic.Pointer[Known]
}

// Known is what was known of the generations at a moment. It does not change.
type Known struct {
	// At is when it was read.
	At         time.Time
	generation map[string]int64
	next       map[string]time.Time
}

// Of are the generations of kinds, in their order.
func (k *Known) Of(kinds []string) []int64 {
	generations := make([]int64, len(kinds))
	for i, kind := range kinds {
		generations[i] = k.generation[kind]
	}
	return generations
}

// Until is the first moment from now on at which something of the kinds changes because time
// passes; zero where nothing does.
func (k *Known) Until(kinds []string) (first time.Time) {
	for _, kind := range kinds {
		if next, ok := k.next[kind]; ok && (first.IsZero() || next.Before(first)) {
			first = next
		}
	}
	return first
}

// Current is what is known; nil where nothing has been read yet.
func (g *Generations) Current() *Known { return g.known.Load() }

// Follow reads the generations whenever something of live changes, and every [Bound] at least,
// until the context ends. Without a bus it hears of nothing.
func (g *Generations) Follow(ctx context.Context, bus *Bus) {
	changed := make(chan struct{}, 1)
	if bus != nil {
		go hear(ctx, bus, changed)
	}
	tick := time.NewTicker(Bound)
	defer tick.Stop()
	failing := false
	for {
		err := g.Refresh(ctx)
		if ctx.Err() != nil {
			return
		}
		if failing != (err != nil) {
			failing = err != nil
			g.Log.WarnContext(ctx, "what is published can be checked", "works", !failing, "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-changed:
		case <-tick.C:
		}
	}
}

// hear tells of changes of what is live, of several at once where they come quickly.
func hear(ctx context.Context, bus *Bus, changed chan<- struct{}) {
	for {
		subscription := bus.Subscribe(Filter{Stage: content.StageLive})
		err := error(nil)
		for err == nil {
			select {
			case changed <- struct{}{}:
			default:
			}
			_, err = subscription.Next(ctx)
		}
		subscription.Close()
		if ctx.Err() != nil || errors.Is(err, ErrClosed) {
			return
		}
	}
}

// Refresh reads the generations now: what was committed before is known after it.
func (g *Generations) Refresh(ctx context.Context) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	ctx, cancel := context.WithTimeout(ctx, refreshTime)
	defer cancel()
	known := &Known{At: g.Now(), generation: map[string]int64{}, next: map[string]time.Time{}}
	var rows []struct {
		Kind       string
		Generation int64
	}
	if err := g.DB.NewSelect().TableExpr("cache.generations").Column("kind", "generation").Scan(ctx, &rows); err != nil {
		return err
	}
	for _, row := range rows {
		known.generation[row.Kind] = row.Generation
	}
	if err := g.moments(ctx, known); err != nil {
		return err
	}
	g.known.Store(known)
	return nil
}

// moments finds out when which kinds change next by themselves, for those of which that may be
// another moment than before.
func (g *Generations) moments(ctx context.Context, known *Known) error {
	before := g.known.Load()
	var statements []string
	var args []any
	for _, kind := range g.Kinds.All() {
		if kind.Moments == "" {
			continue
		}
		if before != nil && before.generation[kind.Name] == known.generation[kind.Name] {
			next, changes := before.next[kind.Name]
			if !changes {
				continue
			}
			if next.After(known.At) {
				known.next[kind.Name] = next
				continue
			}
		}
		statements = append(statements, "SELECT ?::text AS kind, min(moment) AS next FROM ("+kind.Moments+") AS m (moment) WHERE moment > ?")
		args = append(args, kind.Name, known.At)
	}
	if len(statements) == 0 {
		return nil
	}
	var rows []struct {
		Kind string
		Next *time.Time
	}
	if err := g.DB.NewRaw(strings.Join(statements, " UNION ALL "), args...).Scan(ctx, &rows); err != nil {
		return err
	}
	for _, row := range rows {
		if row.Next != nil {
			known.next[row.Kind] = *row.Next
		}
	}
	return nil
}

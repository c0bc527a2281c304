package notice

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/pg"
)

const (
	// Bound is how long after a publication on another node, at most, this one may still take
	// what was read before for right, where nothing is heard and the database answers.
	Bound = time.Second
	// refreshTime is how long one look may take.
	refreshTime = 2 * time.Second
	// ChangesKept is for how long it is known which entries of a kind were published. It is reckoned in generations.
	ChangesKept = time.Hour
)

// Generations follow how often something of each kind was published anew or taken away, as the
// server says from which the public reads: what was read at the same generations is right still.
type Generations struct {
	DB    *bun.DB
	Kinds *content.Kinds
	// Now is the clock by which states of entries change.
	Now func() time.Time
	Log *slog.Logger
	// Moved is told of kinds of which something was published anew or taken away, once whoever reads finds it so; nil:
	// nobody is. It must not take long.
	Moved func(kinds []string)

	mu    sync.Mutex
	known atomic.Pointer[Known]
	away  atomic.Bool
	// changed are the generations at which entries have been published last, since the hub looks, by their ids; and under
	// the name of a kind the one at which all of it may have been. They only grow.
	changed sync.Map
}

// Known is what was known of the generations at a moment. It does not change.
type Known struct {
	// At is when it was read.
	At time.Time
	// stored are the generations in the database, and generation those of this hub: the number of the look at which
	// another was found there than before. So none comes twice, even where the server is another one and stands where
	// the last one stood a while ago.
	look               int64
	stored, generation map[string]int64
	next               map[string]time.Time
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

// Away tells whether the server from which the public reads did not answer when it was asked last.
func (g *Generations) Away() bool { return g.away.Load() }

// Current is what is known; nil where nothing has been read yet.
func (g *Generations) Current() *Known { return g.known.Load() }

// Stored implements [content.Publications].
func (g *Generations) Stored(kind string) int64 {
	if now := g.Current(); now != nil {
		return now.stored[kind]
	}
	return 0
}

// Standing implements [content.Publications].
func (g *Generations) Standing(kind string) (content.Standing, bool) {
	now := g.Current()
	if now == nil || g.Now().Sub(now.At) > 3*Bound {
		return content.Standing{}, false
	}
	return content.Standing{Generation: now.generation[kind], At: now.At, Until: now.next[kind]}, true
}

// Changed implements [content.Publications].
func (g *Generations) Changed(kind string, id uuid.UUID) int64 {
	return max(g.lastChange(id), g.lastChange(kind))
}

func (g *Generations) lastChange(of any) int64 {
	generation, _ := g.changed.Load(of)
	known, _ := generation.(int64)
	return known
}

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
	err := g.look(ctx)
	if ctx.Err() == nil {
		g.away.Store(err != nil)
	}
	return err
}

func (g *Generations) look(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, refreshTime)
	defer cancel()
	known := &Known{At: g.Now(), stored: map[string]int64{}, generation: map[string]int64{}, next: map[string]time.Time{}}
	var rows []struct {
		Kind       string
		Generation int64
	}
	if err := g.DB.NewSelect().TableExpr("cache.generations").Column("kind", "generation").Scan(ctx, &rows); err != nil {
		return err
	}
	for _, row := range rows {
		known.stored[row.Kind] = row.Generation
	}
	if err := g.changes(ctx, known); err != nil {
		return err
	}
	if err := g.moments(ctx, known); err != nil {
		return err
	}
	before := g.known.Load()
	g.known.Store(known)
	if moved := known.movedSince(before); g.Moved != nil && len(moved) > 0 {
		g.Moved(moved)
	}
	return nil
}

// movedSince are the kinds that stand at other generations than before, in alphabetical order.
func (k *Known) movedSince(before *Known) (moved []string) {
	if before == nil {
		return nil
	}
	for kind, generation := range k.generation {
		if before.generation[kind] != generation {
			moved = append(moved, kind)
		}
	}
	slices.Sort(moved)
	return moved
}

// changes finds out which kinds have moved since the last look, and which of their entries have been published.
func (g *Generations) changes(ctx context.Context, known *Known) error {
	before := g.known.Load()
	if before == nil {
		return nil // nothing has been kept yet
	}
	known.look = before.look + 1
	type moved struct {
		Kind  string `json:"kind"`
		Since int64  `json:"since"`
	}
	var kinds []moved
	for kind, stored := range known.stored {
		since := before.stored[kind]
		if since == stored {
			known.generation[kind] = before.generation[kind]
			continue
		}
		known.generation[kind] = known.look
		if passed := stored - since; passed < 0 || passed >= ChangesKept.Microseconds() {
			// This server has not heard of what the last one knew, or has forgotten what there was in between.
			g.changed.Store(kind, known.look)
		} else {
			kinds = append(kinds, moved{kind, since})
		}
	}
	if len(kinds) == 0 {
		return nil
	}
	var rows []struct {
		Kind    string
		EntryID uuid.UUID
	}
	err := g.DB.NewSelect().TableExpr("jsonb_to_recordset(?) AS m (kind text, since bigint)", pg.Rows(kinds)).
		Join("JOIN cache.changes AS c ON c.kind = m.kind AND c.generation > m.since").
		ColumnExpr("DISTINCT c.kind, c.entry_id").Scan(ctx, &rows)
	for _, row := range rows {
		if row.EntryID == uuid.Nil {
			g.changed.Store(row.Kind, known.look)
		} else {
			g.changed.Store(row.EntryID, known.look)
		}
	}
	return err
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

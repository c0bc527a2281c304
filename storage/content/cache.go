package content

import (
	"context"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
	"github.com/maypok86/otter/v2"
)

// Publications tell what has been published, as far as is known.
type Publications interface {
	// Standing is where a kind stands. It is false while nobody can tell.
	Standing(kind string) (Standing, bool)
	// Stored is the generation of a kind as it stands in cache.generations.
	Stored(kind string) int64
	// Changed is the generation at which an entry was published or taken away last; zero where it was not for as long
	// as is known.
	Changed(kind string, id uuid.UUID) int64
	// Refresh finds out what has been published until now.
	Refresh(context.Context) error
}

// Standing is where a kind stands, as far as is known.
type Standing struct {
	// Generation grows each time something of the kind is published or taken away.
	Generation int64
	// At is when that was found out, and Until the first moment after that at which something of the kind changes because
	// time passes; zero where nothing does.
	At, Until time.Time
}

// holds tells whether what was read as of a moment may be kept until then: no moment may lie between.
func (s Standing) holds(asOf time.Time) bool { return !asOf.Before(s.At) && !isPast(s.Until, asOf) }

// Cache keeps entries that are published, each whole and decoded, in the languages in which somebody has asked for it,
// and which of them are in which list. What is published does not change between publications: an entry is right until
// it is published anew, and a list until something of the kinds is of which it depends; or until time changes them.
type Cache struct {
	publications Publications
	entries      *otter.Cache[cacheKey, *whole]
	lists        *otter.Cache[string, *keptList]
	hits, misses atomic.Int64
}

// cacheKey is an entry of a kind in languages, in their order.
type cacheKey struct {
	kind      *Kind
	id        uuid.UUID
	languages string
}

// listShare is the part of a cache that is for lists, of so many.
const listShare = 8

// NewCache makes a cache with nothing in it, which takes about so many bytes at most.
func NewCache(bytes int64, publications Publications) *Cache {
	return &Cache{
		publications: publications,
		entries: otter.Must(&otter.Options[cacheKey, *whole]{
			MaximumWeight: uint64(bytes - bytes/listShare), Weigher: func(_ cacheKey, w *whole) uint32 { return w.weight },
		}),
		lists: otter.Must(&otter.Options[string, *keptList]{
			MaximumWeight: uint64(bytes / listShare), Weigher: func(key string, l *keptList) uint32 { return l.weight() + uint32(len(key)) },
		}),
	}
}

// Counts are how many entries were taken from memory, and how many were not.
func (c *Cache) Counts() (hits, misses int64) { return c.hits.Load(), c.misses.Load() }

// Bytes are what all that is kept takes, about.
func (c *Cache) Bytes() uint64 { return c.entries.WeightedSize() + c.lists.WeightedSize() }

// entry is what is kept of an entry, if it is right at a time.
func (c *Cache) entry(key cacheKey, now time.Time) *whole {
	kept, ok := c.entries.GetIfPresent(key)
	if !ok || c.publications.Changed(key.kind.Name, key.id) > kept.generation || isPast(kept.until, now) {
		return nil
	}
	return kept
}

// isPast tells whether a moment is over; the zero time never is.
func isPast(moment, now time.Time) bool { return !moment.IsZero() && !now.Before(moment) }

// found is an entry that belongs into a list: what led to it, and by what it is sorted.
type found struct {
	ID       uuid.UUID `bun:"id,type:uuid"`
	SourceID uuid.UUID `bun:"source_id,type:uuid"`
	Keys     []*string `bun:"sort_keys,type:jsonb"`
	// Generation is the stored one of the kind when the entry was found.
	Generation int64 `bun:"generation"`
}

// keptList is which entries are in a list, or how many.
type keptList struct {
	found []*found
	count int

	// generations are those of the kinds on which the list depends.
	generations []int64
	until       time.Time
}

func (l *keptList) weight() uint32 {
	weight := 256
	for _, f := range l.found {
		weight += 96
		for _, key := range f.Keys {
			weight += 32
			if key != nil {
				weight += len(*key)
			}
		}
	}
	return uint32(weight)
}

// list is a list of entries that depends on kinds, as it is kept, or as read finds it.
func (r *Reader) list(key []string, kinds []*Kind, read func() (*keptList, error)) (*keptList, error) {
	if r.cache == nil {
		return read()
	}
	generations, until, holds := make([]int64, len(kinds)), time.Time{}, true
	for i, kind := range kinds {
		standing, known := r.cache.publications.Standing(kind.Name)
		if !known {
			return read()
		}
		generations[i] = standing.Generation
		holds = holds && standing.holds(r.now)
		if !standing.Until.IsZero() && (until.IsZero() || standing.Until.Before(until)) {
			until = standing.Until
		}
	}
	name := strings.Join(append(key, r.languageKey), "\x00")
	kept, ok := r.cache.lists.GetIfPresent(name)
	if ok && slices.Equal(kept.generations, generations) && !isPast(kept.until, r.now) {
		return kept, nil
	}
	list, err := read()
	if err != nil {
		return nil, err
	}
	if holds {
		list.generations, list.until = generations, until
		r.cache.lists.Set(name, list)
	}
	return list, nil
}

// pinned are the entries of which an answer says something already: it goes on saying the same of them.
type pinned struct {
	mu     sync.Mutex
	wholes map[cacheKey]*whole
}

func newPinned() *pinned { return &pinned{wholes: map[cacheKey]*whole{}} }

// of are those of some entries about which something is said, or known not to be there, and which of them are new.
func (p *pinned) of(keys []cacheKey, cache *Cache, now time.Time) (wholes map[uuid.UUID]*whole, missing []uuid.UUID) {
	wholes = make(map[uuid.UUID]*whole, len(keys))
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, key := range keys {
		if _, seen := wholes[key.id]; seen {
			continue
		}
		w, there := p.wholes[key]
		if !there && cache != nil {
			if w = cache.entry(key, now); w != nil {
				p.wholes[key] = w
				there = true
			}
		}
		if wholes[key.id] = w; !there {
			missing = append(missing, key.id)
		}
	}
	return wholes, missing
}

// pin adds what was read, nil for what is not there. Whoever came first is right.
func (p *pinned) pin(key cacheKey, read *whole) *whole {
	p.mu.Lock()
	defer p.mu.Unlock()
	if first, there := p.wholes[key]; there {
		return first
	}
	p.wholes[key] = read
	return read
}

type pinnedKey struct{}

// WithPinned makes a context for all that one answer is made of.
func WithPinned(ctx context.Context) context.Context {
	return context.WithValue(ctx, pinnedKey{}, newPinned())
}

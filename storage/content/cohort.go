package content

import (
	"context"
	"errors"
	"sync"

	"github.com/google/uuid"
)

var errPanicked = errors.New("content: reading a relation panicked")

// cohort is a set of rows that were read together. The first to ask for a
// relation reads it for all of them, in one statement, so a query costs a
// statement per relation however many rows there are and however deep they lie.
type cohort struct {
	reader *Reader
	ids    []uuid.UUID
	owners []uuid.UUID // of parts: the entries they belong to, one per id
	// wholes are what the ids are, or are parts of, where that is kept; nil: it is not.
	wholes map[uuid.UUID]*whole
	// scope narrows relations to other entries of the same kind, when the list
	// these rows come from was narrowed so.
	scope *scope

	mu    sync.Mutex
	loads map[string]*load
}

type load struct {
	once   sync.Once
	result any
	err    error
}

func newCohort(reader *Reader, scope *scope) *cohort {
	c := &cohort{reader: reader, scope: scope, loads: map[string]*load{}}
	if reader.cache != nil {
		c.wholes = map[uuid.UUID]*whole{}
	}
	return c
}

// loadOnce answers what read answered to the first caller with this key.
func loadOnce[V any](ctx context.Context, c *cohort, key string, read func(context.Context) (V, error)) (V, error) {
	c.mu.Lock()
	l := c.loads[key]
	if l == nil {
		l = &load{}
		c.loads[key] = l
	}
	c.mu.Unlock()
	l.once.Do(func() {
		// Until it has returned, a panic must not look like an empty answer.
		l.err = errPanicked
		l.result, l.err = read(ctx)
	})
	if l.err != nil {
		var none V
		return none, l.err
	}
	return l.result.(V), nil
}

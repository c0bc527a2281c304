package content

import (
	"context"
	"maps"
	"slices"
	"sync"
)

// Touched gathers of which kinds something was read, whether or not anything was found: an
// answer is right for as long as none of them is published anew, nor has a moment passed at
// which one of them changes by itself; see [Kind.Moments].
type Touched struct {
	mu    sync.Mutex
	kinds map[string]bool
}

type touchedKey struct{}

// WithTouched makes a context that gathers what is read with it.
func WithTouched(ctx context.Context) (context.Context, *Touched) {
	touched := &Touched{kinds: map[string]bool{}}
	return context.WithValue(ctx, touchedKey{}, touched), touched
}

// Kinds are the names of the kinds, in alphabetical order.
func (t *Touched) Kinds() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Sorted(maps.Keys(t.kinds))
}

// touch notes that entries of kinds are read, or their parts.
func touch(ctx context.Context, kinds ...*Kind) {
	touched, ok := ctx.Value(touchedKey{}).(*Touched)
	if !ok {
		return
	}
	touched.mu.Lock()
	defer touched.mu.Unlock()
	for _, kind := range kinds {
		touched.kinds[kind.Name] = true
	}
}

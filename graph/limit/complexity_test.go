package limit_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/cocreated/hub/graph/limit"
)

func TestConnection(t *testing.T) {
	t.Parallel()
	of := func(n int) *int { return &n }
	tests := map[string]struct {
		child       int
		first, last *int
		want        int
	}{
		"DefaultPage":   {child: 3, want: 61},
		"First":         {child: 3, first: of(10), want: 31},
		"Last":          {child: 3, last: of(10), want: 31},
		"Both":          {child: 3, first: of(1), last: of(10), want: 31},
		"Zero":          {child: 3, first: of(0), want: 1},
		"Negative":      {child: 3, first: of(-5), want: 1},
		"MoreThanAPage": {child: 3, first: of(math.MaxInt), want: 301},
		"NegativeChild": {child: -3, want: 1},
		"Overflow":      {child: math.MaxInt, first: of(100), want: math.MaxInt32},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := limit.Connection(test.child, test.first, test.last); got != test.want {
				t.Errorf("got %d, want %d", got, test.want)
			}
		})
	}
}

func TestConnectionGrowsWithThePage(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		child, size := rapid.Int().Draw(t, "child"), rapid.IntRange(math.MinInt, math.MaxInt-1).Draw(t, "size")
		next := size + 1
		smaller, larger := limit.Connection(child, &size, nil), limit.Connection(child, &next, nil)
		if smaller < 1 || larger < smaller {
			t.Fatalf("%d of %d cost %d, %d cost %d", size, child, smaller, next, larger)
		}
	})
}

func TestComplexity(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		query string
		found int // 0: the operation passes
	}{
		"OK":            {query: "{ things(first: 100) { things { id } } }"},
		"Exceeded":      {query: "{ things(first: 100) { things(last: 100) { id } } }", found: 1 + 100*(1+100)},
		"Introspection": {query: introspection},
	}
	srv := newServer(t, newSchema(), limit.Limits{})
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			errs := ask(t, srv, query(test.query))
			if test.found == 0 {
				if len(errs) > 0 {
					t.Errorf("got %v", errs)
				}
				return
			}
			if len(errs) != 1 || errs[0].Extensions["code"] != "LIMIT_EXCEEDED" ||
				errs[0].Extensions["limit"] != "complexity" || errs[0].Extensions["found"] != float64(test.found) {
				t.Errorf("got %v, want %d found", errs, test.found)
			}
		})
	}
}

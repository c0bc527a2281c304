package budget

import (
	"testing"
	"time"
)

// TestQueue lets a burst wait, and no more than may where the queue stands.
func TestQueue(t *testing.T) {
	t.Parallel()
	q, now := &queue{most: 5, standing: 2}, time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)
	joined := func(want int) {
		t.Helper()
		got := 0
		for range 10 {
			if q.join(now) {
				got++
			}
		}
		if got != want {
			t.Errorf("%d more wait, not %d", got, want)
		}
	}
	joined(5)
	q.leave()
	joined(1)
	now = now.Add(standingAfter)
	q.leave()
	joined(0)
	for range 3 {
		q.leave()
	}
	joined(1) // one is left of the first five
	for range 2 {
		q.leave()
	}
	joined(5)
}

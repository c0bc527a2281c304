package budget

import (
	"sync"
	"time"
)

// standingAfter is from when on a queue that was never empty is one that does not get shorter by waiting.
const standingAfter = 500 * time.Millisecond

// queue bounds how many wait. A burst may be long, since it is over soon; a queue that stands makes everybody wait and
// serves nobody the sooner, so it is kept short (as in Nichols and Jacobson, "Controlling Queue Delay").
type queue struct {
	most, standing int

	mu    sync.Mutex
	count int
	since time.Time
}

// join tells whether there is room for one more.
func (q *queue) join(now time.Time) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	room := q.most
	if q.count == 0 {
		q.since = now
	} else if now.Sub(q.since) >= standingAfter {
		room = q.standing
	}
	if q.count >= room {
		return false
	}
	q.count++
	return true
}

func (q *queue) leave() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.count--
}

package feed

import (
	"context"
	"errors"
	"sync"

	"github.com/cocreated/hub/storage/content"
)

var (
	// ErrSlow ends a subscription that was read too slowly.
	ErrSlow = errors.New("feed: events came faster than they were read")
	// ErrClosed ends all subscriptions when the feed is closed.
	ErrClosed = errors.New("feed: closed")
)

// maxQueued is how many notifications wait for a subscriber. The largest import
// makes fewer at a time, and they are shared, so that many subscribers cost no more
// memory than the slowest of them.
const maxQueued = 2048

// notice is one notification, shared by all who hear of it.
type notice struct {
	events []content.Event
	missed bool
}

// Heard is something that a subscriber is told.
type Heard struct {
	content.Event
	// Missed says, instead of an event, that events may have been missed: whoever
	// keeps something up to date by them has to look anew.
	Missed bool
}

// Subscription hears of all events from when it was made. It is for one reader.
type Subscription struct {
	feed   *Feed
	signal chan struct{} // has room for one: there is something to read

	mu     sync.Mutex
	queued []notice
	err    error

	reading []content.Event // what is left of the notice last taken
}

// Subscribe hears of events from now on, until the subscription is closed.
func (f *Feed) Subscribe() *Subscription {
	s := &Subscription{feed: f, signal: make(chan struct{}, 1)}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.closed {
		s.err = ErrClosed
		s.wake()
	} else {
		f.subscribers[s] = struct{}{}
	}
	return s
}

// Close makes the feed forget the subscription.
func (s *Subscription) Close() {
	s.feed.mu.Lock()
	defer s.feed.mu.Unlock()
	delete(s.feed.subscribers, s)
}

// Next waits for an event. It fails with ErrSlow, ErrClosed, or as the context does.
func (s *Subscription) Next(ctx context.Context) (Heard, error) {
	for {
		if len(s.reading) > 0 {
			event := s.reading[0]
			s.reading = s.reading[1:]
			return Heard{Event: event}, nil
		}
		next, err := s.take(ctx)
		if err != nil || next.missed {
			return Heard{Missed: next.missed}, err
		}
		s.reading = next.events
	}
}

func (s *Subscription) take(ctx context.Context) (notice, error) {
	for {
		if next, ok, err := s.tryTake(); ok || err != nil {
			return next, err
		}
		select {
		case <-s.signal:
		case <-ctx.Done():
			return notice{}, ctx.Err()
		}
	}
}

func (s *Subscription) tryTake() (notice, bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err != nil || len(s.queued) == 0 {
		return notice{}, false, s.err
	}
	next := s.queued[0]
	s.queued[0] = notice{}
	s.queued = s.queued[1:]
	return next, true, nil
}

// put queues a notice. It reports false when there is no room, and the subscription
// has failed.
func (s *Subscription) put(heard notice) bool {
	s.mu.Lock()
	full := len(s.queued) >= maxQueued
	if !full {
		s.queued = append(s.queued, heard)
	}
	s.mu.Unlock()
	if full {
		s.fail(ErrSlow)
		return false
	}
	s.wake()
	return true
}

// fail ends the subscription. What is queued is dropped: it would be old news.
func (s *Subscription) fail(err error) {
	s.mu.Lock()
	s.queued, s.err = nil, err
	s.mu.Unlock()
	s.wake()
}

func (s *Subscription) wake() {
	select {
	case s.signal <- struct{}{}:
	default:
	}
}

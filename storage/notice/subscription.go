package notice

import (
	"context"
	"errors"
	"sync"
)

var (
	// ErrSlow ends a subscription that was read too slowly.
	ErrSlow = errors.New("notice: events came faster than they were read")
	// ErrFull is a subscription for which there is no room.
	ErrFull = errors.New("notice: too many subscriptions")
	// ErrClosed ends all subscriptions when the bus is closed.
	ErrClosed = errors.New("notice: closed")
)

// MaxSubscribers is how many there may be on one node. Each holds a goroutine and a
// connection of a client, and may ask the database about every event.
const MaxSubscribers = 10_000

// maxQueued is how many notifications wait for a subscriber. The largest import
// makes fewer at a time, and they are shared, so that many subscribers cost no more
// memory than the slowest of them.
const maxQueued = 2048

// Subscription hears of events from when it was made. It is for one reader.
type Subscription struct {
	bus    *Bus
	filter Filter
	signal chan struct{} // has room for one: there is something to read

	mu     sync.Mutex
	queued [][]EntryEvent // as they came, one list for each notification
	err    error

	reading []EntryEvent // what is left of the list last taken
}

// Subscribe hears of what a filter lets pass, from now on and until the subscription
// is closed.
func (b *Bus) Subscribe(filter Filter) *Subscription {
	s := &Subscription{bus: b, filter: filter, signal: make(chan struct{}, 1)}
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case b.closed:
		s.fail(ErrClosed)
	case len(b.subscribers) >= MaxSubscribers:
		s.fail(ErrFull)
	default:
		b.subscribers[s] = struct{}{}
	}
	return s
}

// Close makes the bus forget the subscription.
func (s *Subscription) Close() {
	s.bus.mu.Lock()
	defer s.bus.mu.Unlock()
	delete(s.bus.subscribers, s)
}

// Next waits for an event. It fails with ErrSlow, ErrFull, ErrClosed, or as the context
// does.
// An event without an id stands for any of its kind, among them some that were missed
// while the connection was lost.
func (s *Subscription) Next(ctx context.Context) (EntryEvent, error) {
	for {
		for len(s.reading) > 0 {
			event := s.reading[0]
			s.reading = s.reading[1:]
			if s.filter.wants(event) {
				return event, nil
			}
		}
		var err error
		if s.reading, err = s.take(ctx); err != nil {
			return EntryEvent{}, err
		}
	}
}

func (s *Subscription) take(ctx context.Context) ([]EntryEvent, error) {
	for {
		if events, err := s.tryTake(); events != nil || err != nil {
			return events, err
		}
		select {
		case <-s.signal:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

func (s *Subscription) tryTake() ([]EntryEvent, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err != nil || len(s.queued) == 0 {
		return nil, s.err
	}
	events := s.queued[0]
	s.queued[0] = nil
	s.queued = s.queued[1:]
	return events, nil
}

// put queues events. It reports false when there is no room, and the subscription
// has failed.
func (s *Subscription) put(events []EntryEvent) bool {
	s.mu.Lock()
	full := len(s.queued) >= maxQueued
	if !full {
		s.queued = append(s.queued, events)
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

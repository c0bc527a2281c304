package graph

import (
	"context"
	"errors"

	"github.com/cocreated/hub/graph/transport"
	"github.com/cocreated/hub/storage/fault"
	"github.com/cocreated/hub/storage/notice"
)

var (
	errSlow = &fault.Error{
		Code: "LIMIT_EXCEEDED", Rule: "slow", Message: "changes came faster than they were read; read anew what you keep, and subscribe again",
	}
	errFull = &fault.Error{
		Code: "LIMIT_EXCEEDED", Rule: "full", Message: "this node of the hub has as many subscriptions as it can hold; try again later",
	}
	errStopping = &fault.Error{Code: "UNAVAILABLE", Message: "this node of the hub is stopping; subscribe again"}
	errNoBus    = errors.New("there is no bus to subscribe to")
)

// watch hands on what a filter lets pass, until the client goes or the bus fails.
func (r *Resolver) watch(ctx context.Context, filter notice.Filter) (<-chan *notice.EntryEvent, error) {
	if r.bus == nil {
		return nil, errNoBus
	}
	subscription := r.bus.Subscribe(filter)
	events := make(chan *notice.EntryEvent)
	go func() {
		defer close(events)
		defer subscription.Close()
		// A client that has gone needs no reason.
		if err := pass(ctx, subscription, events); ctx.Err() == nil {
			transport.EndWith(ctx, err)
		}
	}()
	return events, nil
}

// pass hands on events until there is a reason not to go on, which it returns.
func pass(ctx context.Context, from *notice.Subscription, to chan<- *notice.EntryEvent) error {
	for {
		event, err := from.Next(ctx)
		switch {
		case errors.Is(err, notice.ErrSlow):
			return errSlow
		case errors.Is(err, notice.ErrFull):
			return errFull
		case errors.Is(err, notice.ErrClosed):
			return errStopping
		case err != nil:
			return err
		}
		select {
		case to <- &event:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

package main

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

const (
	// purgeTime is how long a cache may take to answer, and purgeAgain after how long it is asked once more.
	purgeTime  = 5 * time.Second
	purgeAgain = time.Second
)

// purger asks a cache in front of the hub to forget answers that say something of kinds. What it was not told it forgets
// by itself when the answer is a minute old.
type purger struct {
	url string
	log *slog.Logger

	mu      sync.Mutex
	waiting map[string]bool
	some    chan struct{}
	end     context.CancelFunc
	done    chan struct{}
}

func newPurger(url string, log *slog.Logger) *purger {
	ctx, end := context.WithCancel(context.Background())
	p := &purger{url: url, log: log, waiting: map[string]bool{}, some: make(chan struct{}, 1), end: end, done: make(chan struct{})}
	go p.run(ctx)
	return p
}

// purge has kinds forgotten soon.
func (p *purger) purge(kinds []string) {
	p.mu.Lock()
	for _, kind := range kinds {
		p.waiting[kind] = true
	}
	p.mu.Unlock()
	select {
	case p.some <- struct{}{}:
	default:
	}
}

// stop stops, even where something is left to be told.
func (p *purger) stop() {
	p.end()
	<-p.done
}

func (p *purger) run(ctx context.Context) {
	defer close(p.done)
	for {
		select {
		case <-ctx.Done():
			return
		case <-p.some:
		}
		kinds := p.take()
		for failures := 0; len(kinds) > 0; failures++ {
			err := p.ask(ctx, kinds)
			if err == nil {
				break
			}
			if failures == 0 {
				p.log.WarnContext(ctx, "the cache in front does not forget", "error", err)
			}
			select {
			case <-ctx.Done():
				return
			case <-time.After(purgeAgain):
			}
			kinds = slices.Compact(slices.Sorted(slices.Values(append(kinds, p.take()...))))
		}
	}
}

// take are the kinds that wait, which wait no more.
func (p *purger) take() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	kinds := slices.Sorted(maps.Keys(p.waiting))
	clear(p.waiting)
	return kinds
}

func (p *purger) ask(ctx context.Context, kinds []string) error {
	ctx, cancel := context.WithTimeout(ctx, purgeTime)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, "PURGE", p.url, nil)
	if err != nil {
		return err
	}
	request.Header.Set("Cache-Tag", strings.Join(kinds, ","))
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	if err := response.Body.Close(); err != nil {
		return err
	}
	if response.StatusCode/100 != 2 {
		return fmt.Errorf("it answers %s", response.Status)
	}
	return nil
}

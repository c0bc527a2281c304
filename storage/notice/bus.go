// Package notice tells what has changed: each transaction tells of its changes, and each node
// hears of them and hands them to those who subscribe. Who must not miss any reads them from
// the log.
package notice

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/cocreated/hub/storage/content"
)

// Bus listens on a connection of its own and hands what it hears to subscribers.
// None of them can hold it up, nor one another.
type Bus struct {
	config *pgx.ConnConfig
	kinds  []string
	log    *slog.Logger
	stop   context.CancelFunc
	done   chan struct{}

	mu          sync.Mutex
	closed      bool
	subscribers map[*Subscription]struct{}
}

const (
	// firstRetry and lastRetry bound how long the bus waits between attempts to get
	// its connection back. The time doubles from the one to the other.
	firstRetry = 100 * time.Millisecond
	lastRetry  = 10 * time.Second
	// attempt is how long one attempt may take.
	attempt = 10 * time.Second
)

// Open listens for events until Close. The DSN must lead to Postgres itself, or to a
// pooler that leaves a session its connection: others swallow notifications. The kinds
// are those that may have changed when the connection was lost for a while.
func Open(ctx context.Context, dsn string, kinds []string, log *slog.Logger) (*Bus, error) {
	config, err := pgx.ParseConfig(dsn)
	if err != nil {
		return nil, fmt.Errorf("the address of the database cannot be read: %w", err)
	}
	config.RuntimeParams["application_name"] = "hub events"
	// Whoever only listens does not notice that the other end is gone: the kernel
	// has to ask. pgx would let it ask every five minutes.
	dialer := net.Dialer{KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: 15 * time.Second, Interval: 5 * time.Second, Count: 3}}
	config.DialFunc = dialer.DialContext
	f := &Bus{config: config, kinds: kinds, log: log, done: make(chan struct{}), subscribers: map[*Subscription]struct{}{}}
	conn, _, err := f.connect(ctx)
	if err != nil {
		return nil, err
	}
	ctx, f.stop = context.WithCancel(context.WithoutCancel(ctx))
	go f.run(ctx, conn)
	return f, nil
}

// Close ends all subscriptions and gives the connection up.
func (b *Bus) Close() {
	b.stop()
	<-b.done
}

// connect returns the time of the database as well, as of when it listens.
func (b *Bus) connect(ctx context.Context) (conn *pgx.Conn, since time.Time, err error) {
	ctx, cancel := context.WithTimeout(ctx, attempt)
	defer cancel()
	conn, err = pgx.ConnectConfig(ctx, b.config)
	if err != nil {
		return nil, since, fmt.Errorf("events cannot be listened for: %w", err)
	}
	if _, err = conn.Exec(ctx, "LISTEN "+Channel); err == nil {
		err = conn.QueryRow(ctx, "SELECT transaction_timestamp()").Scan(&since)
	}
	if err != nil {
		return nil, since, errors.Join(err, conn.Close(ctx))
	}
	return conn, since, nil
}

// run listens, and gets the connection back whenever it is lost.
func (b *Bus) run(ctx context.Context, conn *pgx.Conn) {
	defer close(b.done)
	defer b.end()
	for {
		err := b.listen(ctx, conn)
		_ = conn.Close(ctx)
		if ctx.Err() != nil {
			return
		}
		b.log.WarnContext(ctx, "the connection for events is lost", "error", err)
		var since time.Time
		if conn, since = b.reconnect(ctx); conn == nil {
			return
		}
		b.log.InfoContext(ctx, "the connection for events is back")
		b.publish(b.anything(since))
	}
}

func (b *Bus) listen(ctx context.Context, conn *pgx.Conn) error {
	for {
		notification, err := conn.WaitForNotification(ctx)
		if err != nil {
			return err
		}
		events, err := DecodeEvents(notification.Payload)
		if err != nil {
			b.log.ErrorContext(ctx, "a notification is not of the hub's", "error", err)
			continue
		}
		b.publish(events)
	}
}

// reconnect tries until it succeeds; it returns nil when the bus is closed.
func (b *Bus) reconnect(ctx context.Context) (*pgx.Conn, time.Time) {
	for wait := firstRetry; ; wait = min(2*wait, lastRetry) {
		// Nodes that lost the same server do not all come back at the same moment.
		pause := time.NewTimer(wait/2 + rand.N(wait/2))
		select {
		case <-ctx.Done():
			pause.Stop()
			return nil, time.Time{}
		case <-pause.C:
		}
		conn, since, err := b.connect(ctx)
		if err == nil {
			return conn, since
		}
		b.log.DebugContext(ctx, "the connection for events does not come back yet", "error", err)
	}
}

// anything are events by which all may have changed: what was told while nobody
// listened is gone, because Postgres keeps it for nobody.
func (b *Bus) anything(at time.Time) []EntryEvent {
	var events []EntryEvent
	for _, stage := range []content.Stage{content.StageDraft, content.StageLive} {
		for _, kind := range b.kinds {
			events = append(events, EntryEvent{Type: EventUpdated, Stage: stage, Kind: kind, At: at.UTC()})
		}
	}
	return events
}

// publish hands events to all subscribers, who share them.
func (b *Bus) publish(events []EntryEvent) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for subscription := range b.subscribers {
		if !subscription.put(events) {
			delete(b.subscribers, subscription)
		}
	}
}

// Subscribers are how many there are at the moment.
func (b *Bus) Subscribers() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.subscribers)
}

// end tells all subscribers that nothing will come any more.
func (b *Bus) end() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.closed = true
	for subscription := range b.subscribers {
		subscription.fail(ErrClosed)
	}
	b.subscribers = nil
}

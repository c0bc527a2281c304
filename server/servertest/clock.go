// Package servertest runs hubs for tests, and lets time pass for the connections of a server.
package servertest

import (
	"net"
	"sync"
	"time"
)

// Clock is what connections know of the time: it passes when it is told to, and only then. So no machine is too slow
// for a deadline, and none has to be waited for.
type Clock struct {
	mu          sync.Mutex
	passed      time.Duration
	connections map[*connection]struct{}
}

// Listen makes the connections of a listener live by the clock.
func (c *Clock) Listen(on net.Listener) net.Listener { return listener{on, c} }

// Pass lets time pass, and ends what has waited for longer than it may.
func (c *Clock) Pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.passed += d
	for connection := range c.connections {
		connection.reading.keep(c.passed)
		connection.writing.keep(c.passed)
	}
}

type listener struct {
	net.Listener
	clock *Clock
}

func (l listener) Accept() (net.Conn, error) {
	accepted, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	l.clock.mu.Lock()
	defer l.clock.mu.Unlock()
	c := &connection{Conn: accepted, clock: l.clock, reading: deadline{end: accepted.SetReadDeadline}, writing: deadline{end: accepted.SetWriteDeadline}}
	if l.clock.connections == nil {
		l.clock.connections = map[*connection]struct{}{}
	}
	l.clock.connections[c] = struct{}{}
	return c, nil
}

type connection struct {
	net.Conn
	clock            *Clock
	reading, writing deadline
}

func (c *connection) SetReadDeadline(at time.Time) error  { return c.set(&c.reading, at) }
func (c *connection) SetWriteDeadline(at time.Time) error { return c.set(&c.writing, at) }

func (c *connection) SetDeadline(at time.Time) error {
	if err := c.SetReadDeadline(at); err != nil {
		return err
	}
	return c.SetWriteDeadline(at)
}

func (c *connection) set(d *deadline, at time.Time) error {
	c.clock.mu.Lock()
	defer c.clock.mu.Unlock()
	return d.set(at, c.clock.passed)
}

func (c *connection) Close() error {
	c.clock.mu.Lock()
	defer c.clock.mu.Unlock()
	delete(c.clock.connections, c)
	return c.Conn.Close()
}

// deadline is one of a connection's: as much time as is left until it when it is set.
type deadline struct {
	end func(time.Time) error
	// at is what has passed by the clock when it is over; nil: it never is.
	at *time.Duration
}

func (d *deadline) set(at time.Time, passed time.Duration) error {
	d.at = nil
	if left := time.Until(at); !at.IsZero() && left > 0 {
		over := passed + left
		d.at = &over
		at = time.Time{}
	}
	return d.end(at)
}

// keep ends what waits where the deadline is over.
func (d *deadline) keep(passed time.Duration) {
	if d.at != nil && passed >= *d.at {
		_ = d.end(time.Unix(1, 0))
	}
}

// Package cluster runs a Postgres server of the hub's own under its data folder,
// for a hub that was given no DATABASE_URL.
//
// The server listens on a private Unix socket only, lives and dies with the hub,
// and recovers by itself from whatever an earlier hub left behind.
//
//	<data>/hub.lock           held by the hub that uses the folder
//	<data>/postgres/data      the cluster (PGDATA)
//	<data>/postgres/socket    the socket's folder, or a link to it where this path is too long
//	<data>/postgres/server.log
//	<data>/postgresql/<major>/{bin,lib,share}   Postgres itself, where the system has none
package cluster

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/cocreated/hub/storage/embedded/child"
	"github.com/cocreated/hub/storage/embedded/lock"
)

// Options say where a cluster lives and how it is run.
type Options struct {
	// Dir is the hub's data folder; it is made where missing.
	Dir string
	// BinDir is the folder of Postgres' programs (HUB_POSTGRES_BIN); empty: they are looked for.
	BinDir string
	// Logger hears of starts, stops and recoveries; nil: slog.Default. What Postgres itself says goes to its own log.
	Logger *slog.Logger
	// Fast gives up durability for speed (no fsync, neither in initdb nor in the server). For tests only:
	// a power cut may corrupt such a cluster, while a killed server still loses nothing. With Dir on a memory file
	// system a new cluster takes less than a second.
	Fast bool

	outlive bool // tests: the server is not told when the hub dies
}

// Cluster is a running Postgres server.
type Cluster struct {
	log    *slog.Logger
	paths  paths
	bin    binaries
	socket string
	lock   *lock.Lock
	output *serverLog
	server *child.Process
	done   chan struct{}

	stop     sync.Once
	mu       sync.Mutex
	stopping bool
	err      error
}

// Start starts the cluster of a data folder, and makes one where there is none. It returns when the server
// accepts connections. ctx bounds the start, not the life of the server.
//
// Another hub on the same folder makes it fail with a [*LockedError].
func Start(ctx context.Context, o Options) (_ *Cluster, err error) {
	began := time.Now()
	dir, err := filepath.Abs(o.Dir)
	if err != nil {
		return nil, err
	}
	c := &Cluster{log: o.Logger, paths: paths(dir), done: make(chan struct{})}
	if c.log == nil {
		c.log = slog.Default()
	}
	// Passable for the server's user, but for nobody to list.
	if err := os.MkdirAll(dir, 0o711); err != nil {
		return nil, err
	}
	if c.lock, err = acquire(dir); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			c.release()
		}
	}()

	if err := c.paths.makeHome(); err != nil {
		return nil, err
	}
	if err := settle(ctx, c.paths.data(), c.log); err != nil {
		return nil, err
	}
	major, err := c.paths.version()
	if err != nil {
		return nil, err
	}
	if c.bin, err = findBinaries(ctx, o.BinDir, dir, major); err != nil {
		return nil, err
	}
	id, err := chooseIdentity(ctx, c.bin, dir)
	if err != nil {
		return nil, err
	}
	if major == 0 {
		err = initdb(ctx, c.bin, id, c.paths, o.Fast)
	} else {
		err = own(c.paths.data(), id)
	}
	if err != nil {
		return nil, err
	}
	if c.socket, err = makeSocketDir(c.paths.socket(), id); err != nil {
		return nil, err
	}
	if c.output, err = openLog(c.paths.log()); err != nil {
		return nil, err
	}
	if err := c.serve(ctx, id, o); err != nil {
		return nil, err
	}
	c.log.Info("postgres started", "version", c.bin.version, "data", c.paths.data(),
		"user", id.name, "new", major == 0, "took", time.Since(began).Round(time.Millisecond))
	return c, nil
}

// serve starts the server and waits until it accepts connections.
func (c *Cluster) serve(ctx context.Context, id identity, o Options) error {
	cmd := id.command(c.bin.program("postgres"), serverArgs(c.paths.data(), c.socket, o.Fast)...)
	cmd.Stdout, cmd.Stderr = c.output, c.output
	if o.outlive {
		child.SurviveParent(cmd)
	}
	var err error
	if c.server, err = child.Start(cmd); err != nil {
		return fmt.Errorf("start Postgres: %w", err)
	}
	select {
	case <-c.output.ready:
		go c.watch()
		return nil
	case <-c.server.Ended():
		return fmt.Errorf("start Postgres: %w%s", c.server.Failure(), c.output.excerpt())
	case <-ctx.Done():
		// The reason to give up is what the caller wants to hear.
		_ = stop(context.Background(), c.server)
		return fmt.Errorf("start Postgres: %w%s", context.Cause(ctx), c.output.excerpt())
	}
}

// watch notices the end of the server, wanted or not.
func (c *Cluster) watch() {
	<-c.server.Ended()
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.stopping {
		c.err = fmt.Errorf("the Postgres server ended unexpectedly: %w%s", c.server.Failure(), c.output.excerpt())
		c.log.Error("postgres ended unexpectedly", "reason", c.server.Failure(), "log", c.paths.log())
	}
	close(c.done)
}

// DSN is the connection string of one of the cluster's databases, for the superuser `hub` over the Unix socket.
func (c *Cluster) DSN(database string) string { return dsn(c.socket, database) }

// Version is the server's version, such as "18.4".
func (c *Cluster) Version() string { return c.bin.version }

// Done is closed when the server has ended, by Stop or otherwise; Err then says which.
func (c *Cluster) Done() <-chan struct{} { return c.done }

// Err is nil while the server runs and after Stop, and says why the server ended where nobody asked it to.
func (c *Cluster) Err() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.err
}

// Stop shuts the server down and frees the data folder. Open transactions are rolled back, so close the pools first.
// When ctx ends before the server does, it is made to end at once (the next start then recovers) and Stop returns ctx's error.
// A second call waits for the first and returns nil.
func (c *Cluster) Stop(ctx context.Context) (err error) {
	c.stop.Do(func() {
		c.mu.Lock()
		c.stopping = true
		c.mu.Unlock()

		err = stop(ctx, c.server)
		<-c.done
		err = errors.Join(err, c.Err())
		c.release()
		if err == nil {
			c.log.Info("postgres stopped", "data", c.paths.data())
		}
	})
	return err
}

// release gives back what Start has taken so far.
func (c *Cluster) release() {
	if c.output != nil {
		c.output.close()
	}
	if c.socket != "" {
		// What stays behind is found and used again by the next start.
		_ = removeSocketDir(c.paths.socket())
	}
	c.lock.Release()
}

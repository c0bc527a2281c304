package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/embedded/cluster"
	"github.com/cocreated/hub/storage/file/media"
)

// database is the name of the hub's database in its own Postgres.
const database = "hub"

// access is what a command needs of the store.
type access int

const (
	// alone serves: the hub's own Postgres and object store must be its own.
	alone access = iota
	// beside works also on a Postgres that another hub has running. It has no files:
	// most commands need none, and are done before a store would have started.
	beside
	// besideFiles is beside another, and has the files too.
	besideFiles
	// looking is beside another, and does not bring the database up to date.
	looking
)

// opened is an open store with the Postgres and the object store that it may have
// brought along.
type opened struct {
	*storage.Store
	cluster *cluster.Cluster
	objects *objects
}

// open opens the store of the settings: DATABASE_URL, or else the hub's own
// Postgres, which is started.
func (s *Settings) open(ctx context.Context, log *slog.Logger, access access) (_ *opened, err error) {
	o := &opened{}
	defer func() {
		if err != nil {
			err = errors.Join(err, o.close())
		}
	}()
	dsn, own := s.DatabaseURL, s.DatabaseURL == ""
	if own {
		if dsn, err = o.embedded(ctx, s, log, access != alone); err != nil {
			return nil, err
		}
	}
	if err := o.prepare(ctx, dsn, log, access); err != nil {
		return nil, err
	}
	options := storage.Options{
		DSN: dsn, LiveDSN: s.LiveDatabaseURL, Own: own, Languages: s.languages(), PublicURL: s.PublicURL,
		PublicConnections: s.PublicConnections, OwnerConnections: s.OwnerConnections,
		TolerateInaccessible: s.Accessibility == "warn",
	}
	if access == alone || access == besideFiles {
		if o.objects, err = s.openObjects(ctx, log, access); err != nil {
			return nil, err
		}
		options.Bucket = o.objects.bucket
	}
	if access == alone || access == looking {
		options.Tools = media.Find(ctx)
		if options.Scanner, err = s.scanner(); err != nil {
			return nil, err
		}
	}
	if o.Store, err = storage.Open(ctx, options); err != nil {
		return nil, err
	}
	for _, weakness := range o.Weaknesses {
		log.WarnContext(ctx, weakness)
	}
	return o, nil
}

// prepare brings the database up to date, or only looks whether it is.
func (o *opened) prepare(ctx context.Context, dsn string, log *slog.Logger, access access) error {
	if access == looking {
		pending, err := storage.Pending(ctx, dsn)
		if err == nil && len(pending) > 0 {
			err = fmt.Errorf("it lacks %d migrations; hub migrate brings it up to date", len(pending))
		}
		return err
	}
	applied, err := storage.Migrate(ctx, dsn)
	if err != nil {
		return fmt.Errorf("the database cannot be brought up to date: %w", err)
	}
	if len(applied) > 0 {
		log.InfoContext(ctx, "database brought up to date", "migrations", len(applied))
	}
	return nil
}

func (o *opened) embedded(ctx context.Context, s *Settings, log *slog.Logger, attach bool) (string, error) {
	started, err := cluster.Start(ctx, cluster.Options{Dir: s.Data, BinDir: s.PostgresBin, Logger: log})
	var locked *cluster.LockedError
	switch {
	case errors.As(err, &locked) && attach:
		return cluster.Attach(s.Data, database)
	case err != nil:
		return "", err
	}
	o.cluster = started
	return started.DSN(database), storage.EnsureDatabase(ctx, started.DSN("postgres"), database)
}

// died tells why, when the hub's own Postgres or object store stopped by itself; it
// never does for those that are somebody else's.
func (o *opened) died() <-chan error {
	died := make(chan error, 2)
	if o.cluster != nil {
		go func() {
			<-o.cluster.Done()
			died <- fmt.Errorf("the hub's own Postgres stopped: %w", o.cluster.Err())
		}()
	}
	if o.objects.server != nil {
		go func() {
			<-o.objects.server.Done()
			died <- fmt.Errorf("the hub's own object store stopped: %w", o.objects.server.Err())
		}()
	}
	return died
}

// close gives up the connections first, so that Postgres can stop at once.
func (o *opened) close() error {
	if o.Store != nil {
		o.Store.Close()
	}
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	err := o.objects.close(ctx)
	if o.cluster != nil {
		err = errors.Join(err, o.cluster.Stop(ctx))
	}
	return err
}

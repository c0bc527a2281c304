package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/cluster"
)

// database is the name of the hub's database in its own Postgres.
const database = "hub"

// opened is an open store with the Postgres that it may have brought along.
type opened struct {
	*storage.Store
	cluster *cluster.Cluster
}

// open opens the store of the settings: DATABASE_URL, or else the hub's own
// Postgres, which is started. With attach it may also be one that another hub has
// running.
func (s *Settings) open(ctx context.Context, log *slog.Logger, attach bool) (_ *opened, err error) {
	o := &opened{}
	defer func() {
		if err != nil {
			err = errors.Join(err, o.close())
		}
	}()
	dsn, own := s.DatabaseURL, s.DatabaseURL == ""
	if own {
		if dsn, err = o.embedded(ctx, s, log, attach); err != nil {
			return nil, err
		}
	}
	applied, err := storage.Migrate(ctx, dsn)
	if err != nil {
		return nil, fmt.Errorf("the database cannot be brought up to date: %w", err)
	}
	if len(applied) > 0 {
		log.InfoContext(ctx, "database brought up to date", "migrations", len(applied))
	}
	o.Store, err = storage.Open(ctx, storage.Options{DSN: dsn, LiveDSN: s.LiveDatabaseURL, Own: own, Languages: s.languages()})
	if err != nil {
		return nil, err
	}
	for _, weakness := range o.Weaknesses {
		log.WarnContext(ctx, weakness)
	}
	return o, nil
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

// died tells when the hub's own Postgres stopped by itself; it never does for a
// Postgres that is somebody else's.
func (o *opened) died() <-chan struct{} {
	if o.cluster == nil {
		return nil
	}
	return o.cluster.Done()
}

// close gives up the connections first, so that Postgres can stop at once.
func (o *opened) close() error {
	if o.Store != nil {
		o.Store.Close()
	}
	if o.cluster == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	return o.cluster.Stop(ctx)
}

// Package objectstore starts the hub's own S3 store on the loopback interface, for
// hubs that are given no other. The store is a child of the hub: it ends with it.
//
//	<dir>/store.lock         held by the process that runs the store
//	<dir>/credentials.json   what the hub signs in to it with
//	<dir>/address.json       where it listens, for commands beside a running hub
//	<dir>/buckets            the objects, each a file
//	<dir>/attributes         what they say of themselves, where the file system has no attributes
package objectstore

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/cocreated/hub/storage/embedded/lock"
	"github.com/cocreated/hub/storage/file"
)

// Command is the argument by which a program is told to be the store.
const Command = "object-store"

// Bucket is the name of the bucket in the hub's own store.
const Bucket = "hub-objects"

// Options say where the store is.
type Options struct {
	// Dir is the folder for everything of it; it is made where it is missing.
	Dir    string
	Logger *slog.Logger
	// Beside keeps what objects say of themselves beside them, as is done where the file
	// system has no extended attributes. A store keeps to what it was begun with.
	Beside bool
}

// Server is a running store.
type Server struct {
	config Config
	lock   *lock.Lock
	*process
}

// LockedError says that another process runs the store of a folder.
type LockedError struct {
	Dir string
	PID int // that process, 0 when it has not said so yet
}

func (e *LockedError) Error() string {
	who := "another process"
	if e.PID != 0 {
		who = fmt.Sprintf("another process (%d)", e.PID)
	}
	return fmt.Sprintf("the object store in %s is in use by %s: stop that one, or set HUB_DATA to another folder", e.Dir, who)
}

const (
	// ready is how long the store may take to answer.
	ready = 20 * time.Second
	// attempts are made to start it: another program may take the port that was just free.
	attempts = 3
)

// Start starts the store of a folder and waits until it answers. It fails with a
// [*LockedError] where another process has it.
func Start(ctx context.Context, options Options) (_ *Server, err error) {
	dir, err := filepath.Abs(options.Dir)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	s := &Server{config: Config{Dir: dir, Beside: options.Beside}}
	if s.lock, err = lock.Take(filepath.Join(dir, "store.lock")); err != nil {
		var held *lock.HeldError
		if errors.As(err, &held) {
			err = &LockedError{Dir: dir, PID: held.PID}
		}
		return nil, err
	}
	defer func() {
		if err != nil {
			s.lock.Release()
		}
	}()
	if s.config.keys, err = ownKeys(dir); err != nil {
		return nil, err
	}
	for range attempts {
		if err = s.start(ctx, options.Logger); err == nil || ctx.Err() != nil {
			break
		}
	}
	if err != nil {
		return nil, fmt.Errorf("the hub's own object store cannot be started: %w", err)
	}
	if err = write(placeFile(dir), s.config.place); err != nil {
		return nil, errors.Join(err, s.process.stop(ctx))
	}
	return s, nil
}

// start starts the store on a port that is free.
func (s *Server) start(ctx context.Context, log *slog.Logger) (err error) {
	if s.config.Address, err = freeAddress(ctx); err != nil {
		return err
	}
	s.config.Health = "/" + rand.Text()
	if s.process, err = spawn(s.config, log); err != nil {
		return err
	}
	if err := s.await(ctx, s.config.place); err != nil {
		return errors.Join(err, s.process.stop(ctx))
	}
	return nil
}

// S3 is how the store is reached.
func (s *Server) S3() file.S3 { return s.config.s3(s.config.place) }

// Stop ends the store, by force where ctx ends before it has.
func (s *Server) Stop(ctx context.Context) error {
	defer s.lock.Release()
	_ = os.Remove(placeFile(s.config.Dir))
	return s.process.stop(ctx)
}

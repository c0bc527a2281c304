// Package credential knows how somebody proves who they are: passwords and tokens, kept as hashes, sessions, and how often
// somebody may guess. It knows neither accounts nor members: whose a credential is, and what it is good for, know those
// who keep it.
package credential

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"
)

// Options are what a store works with.
type Options struct {
	// DB reads and writes the schema hub.
	DB bun.IDB
	// Now is the clock.
	Now func() time.Time
	// Random is where salts, ids, tokens and passwords come from; nil: the operating system.
	Random io.Reader
	// Hashing is how passwords are hashed from now on; zero: [Recommended].
	Hashing Hashing
}

// Store makes credentials, and keeps what belongs to nobody in particular: sessions, and failures to sign in.
type Store struct {
	db      bun.IDB
	clock   func() time.Time
	random  io.Reader
	hashing Hashing
	gate    gate
}

// New makes a store; it fails where something it cannot do without is missing.
func New(options Options) (*Store, error) {
	if options.DB == nil || options.Now == nil {
		return nil, errors.New("credentials need a database and a clock: set DB and Now")
	}
	if options.Random == nil {
		options.Random = rand.Reader
	}
	if options.Hashing == (Hashing{}) {
		options.Hashing = Recommended()
	}
	return &Store{db: options.DB, clock: options.Now, random: options.Random, hashing: options.Hashing, gate: newGate()}, nil
}

// In is the same store within a transaction, for those who write more than credentials in it. What fails takes back only
// itself.
func (s *Store) In(tx bun.Tx) *Store {
	within := *s
	within.db = tx
	return &within
}

// Now is the time as the database keeps it, so that what is written compares equal when it is read.
func (s *Store) Now() time.Time { return s.clock().UTC().Truncate(time.Microsecond) }

// NewID is an id for whoever keeps credentials. It grows with time.
func (s *Store) NewID() (uuid.UUID, error) { return uuid.NewV7FromReader(s.random) }

// Sweep removes what nobody will ask for again: sessions that have ended, and failures that are forgotten. It is meant
// to run every hour or so; nothing depends on when.
func (s *Store) Sweep(ctx context.Context) error {
	now := s.Now()
	_, err := s.db.NewRaw("DELETE FROM hub.sessions WHERE least(idle_until, expires_at) <= ?", now).Exec(ctx)
	_, failed := s.db.NewRaw("DELETE FROM hub.sign_in_failures WHERE failed_at <= ?", now.Add(-max(perPerson.forget, perNetwork.forget))).Exec(ctx)
	return errors.Join(err, failed)
}

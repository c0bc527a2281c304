// Package account knows who may work in the hub: accounts with their roles and passwords, their sessions, the tokens of
// people and partners, and how often somebody may guess. It knows no GraphQL and no HTTP.
//
// Whoever is known is a [Credential]; decisions on what a credential may do stand elsewhere.
package account

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/content"
)

// Options are what a store works with.
type Options struct {
	// DB reads and writes the schema hub.
	DB bun.IDB
	// Now is the clock.
	Now func() time.Time
	// Random is where salts, ids, tokens and passwords come from; nil: the operating system.
	Random io.Reader
	// Languages are those that a translator can be bound to.
	Languages content.Languages
	// Hashing is how passwords are hashed from now on; zero: [Recommended].
	Hashing Hashing
}

// Store keeps accounts and everything that belongs to them.
type Store struct {
	db        bun.IDB
	clock     func() time.Time
	random    io.Reader
	languages content.Languages
	hashing   Hashing
	gate      gate
}

// New makes a store; it fails where something it cannot do without is missing.
func New(options Options) (*Store, error) {
	if options.DB == nil || options.Now == nil {
		return nil, errors.New("accounts need a database and a clock: set DB and Now")
	}
	if options.Random == nil {
		options.Random = rand.Reader
	}
	if options.Hashing == (Hashing{}) {
		options.Hashing = Recommended()
	}
	return &Store{
		db: options.DB, clock: options.Now, random: options.Random, languages: options.Languages,
		hashing: options.Hashing, gate: newGate(),
	}, nil
}

// In is the same store within a transaction, for those who write more than accounts in it. What fails takes back only
// itself.
func (s *Store) In(tx bun.Tx) *Store {
	within := *s
	within.db = tx
	return &within
}

// now is the time as the database keeps it, so that what is written compares equal when it is read.
func (s *Store) now() time.Time { return s.clock().UTC().Truncate(time.Microsecond) }

func (s *Store) newID() (uuid.UUID, error) { return uuid.NewV7FromReader(s.random) }

func (s *Store) write(ctx context.Context, do func(ctx context.Context, tx bun.Tx) error) error {
	return s.db.RunInTx(ctx, nil, do)
}

// Sweep removes what nobody will ask for again: sessions that have ended, and failures that are forgotten. It is meant
// to run every hour or so; nothing depends on when.
func (s *Store) Sweep(ctx context.Context) error {
	now := s.now()
	_, err := s.db.NewRaw("DELETE FROM hub.sessions WHERE least(idle_until, expires_at) <= ?", now).Exec(ctx)
	_, failed := s.db.NewRaw("DELETE FROM hub.sign_in_failures WHERE failed_at <= ?", now.Add(-max(perAccount.forget, perAddress.forget))).Exec(ctx)
	return errors.Join(err, failed)
}

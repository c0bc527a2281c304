// Package account knows who works in the hub: accounts with their roles and languages, and the tokens of people and
// partners. How somebody proves who they are, it asks [credential]. It knows no GraphQL and no HTTP.
//
// What an account or a token may do is decided elsewhere.
package account

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/credential"
)

// Options are what a store works with.
type Options struct {
	// Options of the credentials; DB and Now are those of the accounts, too.
	credential.Options
	// Languages are those that a translator can be bound to.
	Languages content.Languages
}

// Store keeps accounts and everything that belongs to them.
type Store struct {
	db          bun.IDB
	credentials *credential.Store
	languages   content.Languages
}

// New makes a store; it fails where something it cannot do without is missing.
func New(options Options) (*Store, error) {
	credentials, err := credential.New(options.Options)
	if err != nil {
		return nil, err
	}
	return &Store{db: options.DB, credentials: credentials, languages: options.Languages}, nil
}

// Credentials are by what those who have an account prove it.
func (s *Store) Credentials() *credential.Store { return s.credentials }

// In is the same store within a transaction, for those who write more than accounts in it. What fails takes back only
// itself.
func (s *Store) In(tx bun.Tx) *Store {
	within := *s
	within.db, within.credentials = tx, s.credentials.In(tx)
	return &within
}

func (s *Store) now() time.Time { return s.credentials.Now() }

func (s *Store) write(ctx context.Context, do func(ctx context.Context, tx bun.Tx) error) error {
	return s.db.RunInTx(ctx, nil, do)
}

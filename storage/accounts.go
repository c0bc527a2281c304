package storage

import (
	"time"

	"github.com/cocreated/hub/storage/account"
	"github.com/cocreated/hub/storage/credential"
)

// Accounts are those who work in the hub, by a clock.
func (s *Store) Accounts(now func() time.Time) (*account.Store, error) {
	return account.New(account.Options{Options: credential.Options{DB: s.draft, Now: now}, Languages: s.Languages})
}

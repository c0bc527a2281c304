package storage

import (
	"time"

	"github.com/cocreated/hub/storage/document"
)

// Documents are the GraphQL documents that clients may name in place of sending them.
func (s *Store) Documents(now func() time.Time) *document.Documents {
	return &document.Documents{DB: s.draft, Now: now}
}

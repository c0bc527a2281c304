package content

import (
	"context"
	"encoding/json"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"
)

// revisionRow is the whole of an entry after a write.
type revisionRow struct {
	EntryID uuid.UUID       `json:"entry_id"`
	Version int             `json:"version"`
	At      time.Time       `json:"at"`
	Author  string          `json:"author"`
	Record  json.RawMessage `json:"record"`
}

// revisionsOf makes the revisions of records as they were written.
func revisionsOf(written []*Record, at time.Time, author string) []revisionRow {
	revisions := make([]revisionRow, len(written))
	for i, record := range written {
		encoded, _ := encode(record)
		revisions[i] = revisionRow{EntryID: *record.ID, Version: record.Version, At: at, Author: author, Record: encoded}
	}
	return revisions
}

// writeRevisions writes revisions, given as a recordset.
func writeRevisions(ctx context.Context, tx bun.Tx, revisions string) error {
	_, err := tx.NewRaw(`INSERT INTO hub.revisions (entry_id, version, at, author, record)
		SELECT * FROM jsonb_to_recordset(?) AS r (entry_id uuid, version integer, at timestamptz, author text, record jsonb)
		ON CONFLICT (entry_id, version) DO UPDATE SET at = excluded.at, author = excluded.author, record = excluded.record`, revisions).Exec(ctx)
	return err
}

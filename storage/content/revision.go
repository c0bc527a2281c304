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
	EntryID   uuid.UUID       `json:"entry_id"`
	Version   int             `json:"version"`
	At        time.Time       `json:"at"`
	AccountID *uuid.UUID      `json:"account_id"`
	Author    *string         `json:"author"`
	Action    Verb            `json:"action"`
	Note      *string         `json:"note"`
	Minor     bool            `json:"minor"` // translations need not follow
	Record    json.RawMessage `json:"record"`
}

// revisionsOf makes the revisions of records as they were written; author is what
// wrote them, where no account did.
func revisionsOf(written []*Record, at time.Time, author string) []revisionRow {
	revisions := make([]revisionRow, len(written))
	for i, record := range written {
		encoded, _ := encode(record)
		revisions[i] = revisionRow{
			EntryID: *record.ID, Version: record.Version, At: at, Author: optionalText(author), Action: VerbImport, Record: encoded,
		}
	}
	return revisions
}

// writeRevisions writes revisions, given as a recordset.
func writeRevisions(ctx context.Context, tx bun.Tx, revisions string) error {
	_, err := tx.NewRaw(`INSERT INTO hub.revisions (entry_id, version, at, account_id, author, action, note, minor, record)
		SELECT * FROM jsonb_to_recordset(?) AS r (entry_id uuid, version integer, at timestamptz, account_id uuid, author text, action text,
			note text, minor boolean, record jsonb)
		ON CONFLICT (entry_id, version) DO UPDATE SET at = excluded.at, account_id = excluded.account_id, author = excluded.author,
			action = excluded.action, note = excluded.note, minor = excluded.minor, record = excluded.record`, revisions).Exec(ctx)
	return err
}

// revision is one revision of an entry, read.
type revision struct {
	EntryID    uuid.UUID
	Version    int
	At         time.Time
	AccountID  uuid.NullUUID
	AuthorName string
	Action     Verb
	Note       *string
	Minor      bool // translations need not follow
	Record     json.RawMessage

	record *Record
	said   facts
}

// authorName is the name of who wrote a row r, as it is now.
const authorName = `coalesce((SELECT a.name FROM hub.accounts AS a WHERE a.id = r.account_id), r.author, '')`

func (r *revision) author() Author { return Author{AccountID: r.AccountID.UUID, Name: r.AuthorName} }

// whole is the entry as it was.
func (r *revision) whole() *Record {
	if r.record == nil {
		r.record = &Record{}
		_ = json.Unmarshal(r.Record, r.record)
	}
	return r.record
}

// facts are what the entry said; they are not to be changed.
func (r *revision) facts() facts {
	if r.said == nil {
		r.said = factsOf(r.whole())
	}
	return r.said
}

// eachRevision reads the revisions of an entry from a version on, one after the
// other: together they may be larger than memory. Where that version is not kept,
// there are none.
func (t *writing) eachRevision(ctx context.Context, id uuid.UUID, version int, do func(*revision)) error {
	rows, err := t.tx.NewSelect().TableExpr("hub.revisions AS r").ColumnExpr(revisionColumns+", r.record").
		Where("r.entry_id = ?0 AND r.version >= ?1", id, version).
		Where("EXISTS (SELECT FROM hub.revisions AS f WHERE f.entry_id = ?0 AND f.version = ?1)", id, version).
		OrderExpr("r.version").Rows(ctx)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		next := &revision{}
		if err := t.DB.ScanRow(ctx, rows, next); err != nil {
			return err
		}
		do(next)
	}
	return rows.Err()
}

package edit

import (
	"context"
	"encoding/json"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/act"
	"github.com/cocreated/hub/storage/canonical"
	"github.com/cocreated/hub/storage/pg"
)

// RevisionRow is the whole of an entry after a write.
type RevisionRow struct {
	EntryID   uuid.UUID       `json:"entry_id"`
	Version   int             `json:"version"`
	At        time.Time       `json:"at"`
	AccountID *uuid.UUID      `json:"account_id"`
	Author    *string         `json:"author"`
	Action    act.Verb        `json:"action"`
	Note      *string         `json:"note"`
	Minor     bool            `json:"minor"` // translations need not follow
	Record    json.RawMessage `json:"record"`
}

// RevisionsOf makes the revisions of records as they were written; author is what
// wrote them, where no account did.
func RevisionsOf(written []*Record, at time.Time, author string) []RevisionRow {
	revisions := make([]RevisionRow, len(written))
	for i, record := range written {
		encoded, _ := canonical.Encode(record)
		revisions[i] = RevisionRow{
			EntryID: *record.ID, Version: record.Version, At: at, Author: pg.OptionalText(author), Action: act.VerbImport, Record: encoded,
		}
	}
	return revisions
}

// WriteRevisions writes revisions, as RevisionsOf makes them.
func WriteRevisions(ctx context.Context, tx bun.Tx, revisions pg.Recordset) error {
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
	Action     act.Verb
	Note       *string
	Minor      bool // translations need not follow
	Record     json.RawMessage

	record *Record
	said   facts
}

func (r *revision) author() act.Author {
	return act.Author{AccountID: r.AccountID.UUID, Name: r.AuthorName}
}

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
func (t *writeTx) eachRevision(ctx context.Context, id uuid.UUID, version int, do func(*revision)) error {
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

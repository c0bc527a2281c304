package edit

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/act"
	"github.com/cocreated/hub/storage/pg"
)

// RevisionRow is the whole of an entry after a write.
type RevisionRow struct {
	EntryID   uuid.UUID  `json:"entry_id"`
	Version   int        `json:"version"`
	At        time.Time  `json:"at"`
	AccountID *uuid.UUID `json:"account_id"`
	Author    *string    `json:"author"`
	Action    act.Verb   `json:"action"`
	Note      *string    `json:"note"`
	Minor     bool       `json:"minor"` // translations need not follow
	Record    *Record    `json:"record"`
}

// RevisionsOf makes the revisions of records as they were written; author is what
// wrote them, where no account did.
func RevisionsOf(written []*Record, at time.Time, author string) []RevisionRow {
	revisions := make([]RevisionRow, len(written))
	for i, record := range written {
		revisions[i] = RevisionRow{
			EntryID: *record.ID, Version: record.Version, At: at, Author: pg.OptionalText(author), Action: act.VerbImport, Record: record,
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

// whole is the entry as it was. It fails where this hub cannot read what was kept.
func (r *revision) whole() (*Record, error) {
	if r.record == nil {
		record := &Record{}
		if err := json.Unmarshal(r.Record, record); err != nil {
			return nil, fmt.Errorf("revision %d of %s cannot be read: %w", r.Version, r.EntryID, err)
		}
		r.record = record
	}
	return r.record, nil
}

// facts are what the entry said; they are not to be changed. It fails as whole does.
func (r *revision) facts() (facts, error) {
	if r.said == nil {
		record, err := r.whole()
		if err != nil {
			return nil, err
		}
		if r.said, err = factsOf(record); err != nil {
			return nil, fmt.Errorf("revision %d of %s cannot be read: %w", r.Version, r.EntryID, err)
		}
	}
	return r.said, nil
}

// pastVersion is what an entry was in a version.
type pastVersion struct {
	version int
	record  *Record
	said    facts
}

// past is the revision for those who take something back. It fails as whole does.
func (r *revision) past() (*pastVersion, error) {
	said, err := r.facts()
	if err != nil {
		return nil, err
	}
	return &pastVersion{version: r.Version, record: r.record, said: said}, nil
}

// eachRevision reads the revisions of an entry from a version on, one after the
// other: together they may be larger than memory. Where that version is not kept,
// there are none.
func (t *writeTx) eachRevision(ctx context.Context, id uuid.UUID, version int, do func(*revision) error) error {
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
		if err := do(next); err != nil {
			return err
		}
	}
	return rows.Err()
}

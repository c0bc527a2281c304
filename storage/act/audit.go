package act

import (
	"context"
	"encoding/json"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/canonical"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/pg"
)

// AuditLine is one line of the audit trail: who did what, and when. It holds ids
// and never what was written.
type AuditLine struct {
	Action Verb
	// Kind, EntryID and Version are those of the entry, where it is about one.
	Kind    string
	EntryID uuid.UUID
	Version int
	// Locales are the languages that it is about.
	Locales []content.Locale
	// Detail is anything else, without personal data; it is written as JSON.
	Detail map[string]any
}

type auditRow struct {
	AccountID *uuid.UUID       `json:"account_id"`
	TokenID   *uuid.UUID       `json:"token_id"`
	Author    *string          `json:"author"`
	RequestID *string          `json:"request_id"`
	Action    Verb             `json:"action"`
	Kind      *string          `json:"kind"`
	EntryID   *uuid.UUID       `json:"entry_id"`
	Version   *int             `json:"version"`
	Locales   []content.Locale `json:"locales"`
	Detail    json.RawMessage  `json:"detail"`
}

// Audit notes what an actor did, in the transaction that does it, by one statement
// however many lines there are.
func Audit(ctx context.Context, tx bun.IDB, actor Actor, lines ...AuditLine) error {
	if len(lines) == 0 {
		return nil
	}
	rows := make([]auditRow, len(lines))
	for i, line := range lines {
		rows[i] = auditRow{
			AccountID: pg.OptionalID(actor.AccountID), TokenID: pg.OptionalID(actor.TokenID), Author: pg.OptionalText(actor.Label),
			RequestID: pg.OptionalText(actor.RequestID), Action: line.Action, Kind: pg.OptionalText(line.Kind), EntryID: pg.OptionalID(line.EntryID),
			Locales: line.Locales,
		}
		if line.Version > 0 {
			rows[i].Version = &line.Version
		}
		if line.Detail != nil {
			var err error
			if rows[i].Detail, err = canonical.Encode(line.Detail); err != nil {
				return err
			}
		}
	}
	_, err := tx.NewRaw(`INSERT INTO hub.audit (at, account_id, token_id, author, request_id, action, kind, entry_id, version, locales, detail)
		SELECT transaction_timestamp(), account_id, token_id, author, request_id, action, kind, entry_id, version,
			CASE WHEN jsonb_typeof(locales) = 'array' THEN ARRAY(SELECT jsonb_array_elements_text(locales)) END, detail
		FROM jsonb_to_recordset(?) AS r (account_id uuid, token_id uuid, author text, request_id text, action text, kind text, entry_id uuid,
			version integer, locales jsonb, detail jsonb)`, pg.Rows(rows)).Exec(ctx)
	return err
}

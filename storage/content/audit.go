package content

import (
	"context"
	"encoding/json"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/schema"
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
	Locales []Locale
	// Detail is anything else, without personal data; it is written as JSON.
	Detail map[string]any
}

type auditRow struct {
	AccountID *uuid.UUID      `json:"account_id"`
	TokenID   *uuid.UUID      `json:"token_id"`
	Author    *string         `json:"author"`
	RequestID *string         `json:"request_id"`
	Action    Verb            `json:"action"`
	Kind      *string         `json:"kind"`
	EntryID   *uuid.UUID      `json:"entry_id"`
	Version   *int            `json:"version"`
	Locales   []Locale        `json:"locales"`
	Detail    json.RawMessage `json:"detail"`
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
			AccountID: optionalID(actor.AccountID), TokenID: optionalID(actor.TokenID), Author: optionalText(actor.Label),
			RequestID: optionalText(actor.RequestID), Action: line.Action, Kind: optionalText(line.Kind), EntryID: optionalID(line.EntryID),
			Locales: line.Locales,
		}
		if line.Version > 0 {
			rows[i].Version = &line.Version
		}
		if line.Detail != nil {
			var err error
			if rows[i].Detail, err = encode(line.Detail); err != nil {
				return err
			}
		}
	}
	_, err := tx.NewRaw(`INSERT INTO hub.audit (at, account_id, token_id, author, request_id, action, kind, entry_id, version, locales, detail)
		SELECT transaction_timestamp(), account_id, token_id, author, request_id, action, kind, entry_id, version,
			CASE WHEN jsonb_typeof(locales) = 'array' THEN ARRAY(SELECT jsonb_array_elements_text(locales)) END, detail
		FROM jsonb_to_recordset(?) AS r (account_id uuid, token_id uuid, author text, request_id text, action text, kind text, entry_id uuid,
			version integer, locales jsonb, detail jsonb)`, recordset(rows)).Exec(ctx)
	return err
}

func (t *writing) audit(ctx context.Context, lines ...AuditLine) error {
	return Audit(ctx, t.tx, t.actor, lines...)
}

// AuditEntry is a line of the audit trail, read.
type AuditEntry struct {
	Number     int64
	At         time.Time
	AccountID  uuid.NullUUID
	AuthorName string
	TokenID    uuid.NullUUID
	RequestID  *string
	Verb       Verb `bun:"action"`
	Kind       *EntryKind
	EntryID    uuid.NullUUID
	Version    *int
	Locales    []Locale        `bun:",array"`
	Details    json.RawMessage `bun:"detail,type:jsonb"`
}

// Action is what was done.
func (e *AuditEntry) Action() string { return string(e.Verb) }

// Detail is anything else, as JSON.
func (e *AuditEntry) Detail() *string { return shown(e.Details) }

// Author is who did it.
func (e *AuditEntry) Author() Author { return Author{AccountID: e.AccountID.UUID, Name: e.AuthorName} }

// Entry is the id of the entry that it is about, as clients know it.
func (e *AuditEntry) Entry() *string {
	if !e.EntryID.Valid || e.Kind == nil {
		return nil
	}
	id := EncodeID(string(*e.Kind), e.EntryID.UUID)
	return &id
}

// AuditFilter says which lines are wanted; what is nil is any.
type AuditFilter struct {
	Account, Entry *string
	Action         *string
	Kinds          []EntryKind
	From, Until    *time.Time
}

// Trail reads the audit trail, the newest first.
func (h *History) Trail(ctx context.Context, filter AuditFilter, page Page) (*Connection[AuditEntry], error) {
	conditions, err := filter.conditions()
	if err != nil {
		return nil, err
	}
	list := Trail[AuditEntry]{
		Name: "audit", Column: "number",
		Number: func(e *AuditEntry) int64 { return e.Number },
		Query: func() *bun.SelectQuery {
			query := h.DB.NewSelect().TableExpr("(SELECT r.*, r.id AS number, "+authorName+" AS author_name FROM hub.audit AS r) AS r").
				Column("number", "at", "account_id", "author_name", "token_id", "request_id", "action", "kind", "entry_id", "version", "locales", "detail")
			for _, condition := range conditions {
				query.Where("?", condition)
			}
			return query
		},
	}
	return list.Page(ctx, h.Signer, page)
}

func (f AuditFilter) conditions() ([]schema.QueryWithArgs, error) {
	var all []schema.QueryWithArgs
	for _, id := range []struct {
		field, column string
		value         *string
	}{{"where.account", "account_id", f.Account}, {"where.entry", "entry_id", f.Entry}} {
		if id.value == nil {
			continue
		}
		_, decoded, err := DecodeID(id.field, *id.value)
		if err != nil {
			return nil, err
		}
		all = append(all, bun.SafeQuery("? = ?", bun.Ident(id.column), decoded))
	}
	if f.Action != nil {
		all = append(all, bun.SafeQuery("action = ?", *f.Action))
	}
	if f.Kinds != nil {
		all = append(all, bun.SafeQuery("kind = ANY(?::text[])", textArray(f.Kinds)))
	}
	if f.From != nil {
		all = append(all, bun.SafeQuery("at >= ?", *f.From))
	}
	if f.Until != nil {
		all = append(all, bun.SafeQuery("at < ?", *f.Until))
	}
	return all, nil
}

package edit

import (
	"context"
	"encoding/json"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/schema"

	"github.com/cocreated/hub/storage/act"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/pg"
)

func (t *writeTx) audit(ctx context.Context, lines ...act.AuditLine) error {
	return act.Audit(ctx, t.tx, t.actor, lines...)
}

// AuditEntry is a line of the audit trail, read.
type AuditEntry struct {
	Number     int64
	At         time.Time
	AccountID  uuid.NullUUID
	AuthorName string
	TokenID    uuid.NullUUID
	RequestID  *string
	Verb       act.Verb `bun:"action"`
	Kind       *content.EntryKind
	EntryID    uuid.NullUUID
	Version    *int
	Locales    []content.Locale `bun:",array"`
	Details    json.RawMessage  `bun:"detail,type:jsonb"`
}

// Action is what was done.
func (e *AuditEntry) Action() string { return string(e.Verb) }

// Detail is anything else, as JSON.
func (e *AuditEntry) Detail() *string { return shown(e.Details) }

// Author is who did it.
func (e *AuditEntry) Author() act.Author {
	return act.Author{AccountID: e.AccountID.UUID, Name: e.AuthorName}
}

// Entry is the id of the entry that it is about, as clients know it.
func (e *AuditEntry) Entry() *string {
	if !e.EntryID.Valid || e.Kind == nil {
		return nil
	}
	id := content.EncodeID(string(*e.Kind), e.EntryID.UUID)
	return &id
}

// AuditFilter says which lines are wanted; what is nil is any.
type AuditFilter struct {
	Account, Entry *string
	Action         *string
	Kinds          []content.EntryKind
	From, Until    *time.Time
}

// Trail reads the audit trail, the newest first.
func (h *History) Trail(ctx context.Context, filter AuditFilter, page content.Page) (*content.Connection[AuditEntry], error) {
	conditions, err := filter.conditions()
	if err != nil {
		return nil, err
	}
	list := content.Trail[AuditEntry]{
		Name: "audit", Column: "number",
		Number: func(e *AuditEntry) int64 { return e.Number },
		Query: func() *bun.SelectQuery {
			query := h.DB.NewSelect().TableExpr("(SELECT r.*, r.id AS number, "+act.AuthorName+" AS author_name FROM hub.audit AS r) AS r").
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
		_, decoded, err := content.DecodeID(id.field, *id.value)
		if err != nil {
			return nil, err
		}
		all = append(all, bun.SafeQuery("? = ?", bun.Ident(id.column), decoded))
	}
	if f.Action != nil {
		all = append(all, bun.SafeQuery("action = ?", *f.Action))
	}
	if f.Kinds != nil {
		all = append(all, bun.SafeQuery("kind = ANY(?::text[])", pg.Texts(f.Kinds)))
	}
	if f.From != nil {
		all = append(all, bun.SafeQuery("at >= ?", *f.From))
	}
	if f.Until != nil {
		all = append(all, bun.SafeQuery("at < ?", *f.Until))
	}
	return all, nil
}

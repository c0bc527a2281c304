package edit

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/act"
	"github.com/cocreated/hub/storage/canonical"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/fault"
	"github.com/cocreated/hub/storage/notice"
	"github.com/cocreated/hub/storage/pg"
)

// delete puts an entry into the bin: whole, with the ids of its parts.
func (t *writeTx) delete(ctx context.Context, write Write, note string) (*Outcome, error) {
	kind, was, err := t.at(ctx, "", write.Input)
	if err != nil {
		return nil, err
	}
	id := *was.ID
	intended := act.Act{Verb: act.VerbDelete, Kind: kind.Name, SourceLocale: was.SourceLocale, Locales: slices.Sorted(maps.Keys(was.Texts))}
	if err := t.actor.May(intended); err != nil {
		return nil, err
	}
	var live bool
	if err := t.tx.NewRaw("SELECT EXISTS (SELECT FROM live.entries WHERE id = ?)", id).Scan(ctx, &live); err != nil {
		return nil, err
	}
	if live {
		return nil, &fault.Error{Code: fault.Conflict, Field: "id", Rule: "published", Message: "it is live; unpublish it first"}
	}
	pointing, err := referrers(ctx, t.tx, "l.target_id = ?0 AND l.entry_id <> ?0", id)
	if err != nil {
		return nil, err
	}
	if err := pointing.error("id", "it"); err != nil {
		return nil, err
	}
	encoded, err := canonical.Encode(was)
	if err != nil {
		return nil, err
	}
	_, err = t.tx.NewRaw(`INSERT INTO hub.bin (entry_id, kind, version, deleted_at, account_id, record) VALUES (?, ?, ?, ?, ?, ?)`,
		id, kind.Name, was.Version, t.now, pg.OptionalID(t.actor.AccountID), string(encoded)).Exec(ctx)
	if err != nil {
		return nil, err
	}
	if _, err := t.tx.NewRaw("DELETE FROM entries WHERE id = ?", id).Exec(ctx); err != nil {
		return nil, err
	}
	t.events = append(t.events, notice.EntryEvent{Type: notice.EventDeleted, Stage: content.StageDraft, Kind: kind.Name, ID: id, Version: was.Version})
	line := act.AuditLine{Action: act.VerbDelete, Kind: kind.Name, EntryID: id, Version: was.Version}
	if note := pg.OptionalText(note); note != nil {
		line.Detail = map[string]any{"note": *note}
	}
	return &Outcome{ID: id, Kind: kind.Name, Version: was.Version, Gone: true}, t.audit(ctx, line)
}

// recover takes an entry out of the bin, as a draft.
func (t *writeTx) recover(ctx context.Context, write Write, note string) (*Outcome, error) {
	_, id, err := decodeID(write.Input)
	if err != nil {
		return nil, err
	}
	var row struct {
		Kind   string
		Record json.RawMessage
	}
	err = t.tx.NewRaw("DELETE FROM hub.bin WHERE entry_id = ? RETURNING kind, record", id).Scan(ctx, &row)
	if pg.IsNoRows(err) {
		return nil, &fault.Error{Code: fault.NotFound, Field: "id", Rule: "notFound", Message: "there is nothing with this id in the bin"}
	}
	if err != nil {
		return nil, err
	}
	kind, ok := t.Kinds.Named(row.Kind)
	if !ok {
		return nil, &fault.Error{Code: fault.NotFound, Field: "id", Rule: "notFound", Message: "it is of a kind that this hub does not know"}
	}
	var was Record
	if err := json.Unmarshal(row.Record, &was); err != nil {
		return nil, err
	}
	to, err := factsOf(&was)
	if err != nil {
		return nil, err
	}
	if write.Input.Given("slug") {
		slug, err := write.Input.Text("slug")
		if err != nil {
			return nil, err
		}
		to.set(fact{name: "slug"}, slug)
	}
	return t.apply(ctx, &change{kind: kind, verb: act.VerbRecover, gone: &was, from: facts{}, to: to, note: note})
}

// BinEntry is an entry in the bin.
type BinEntry struct {
	Number    int64
	EntryID   uuid.UUID
	Kind      content.EntryKind
	Version   int
	DeletedAt time.Time
	AccountID uuid.NullUUID
	ByName    string
	// Slug is the part of an address that it had, Title what it was called in its source
	// language, or else in any.
	Slug, Title string
}

// ID is the id that it had, by which it is recovered.
func (b *BinEntry) ID() string { return content.EncodeID(string(b.Kind), b.EntryID) }

// DeletedBy is who put it there.
func (b *BinEntry) DeletedBy() act.Author {
	return act.Author{AccountID: b.AccountID.UUID, Name: b.ByName}
}

// Bin reads what was deleted, the latest first.
func (h *History) Bin(ctx context.Context, kinds []content.EntryKind, page content.Page) (*content.Connection[BinEntry], error) {
	list := content.Trail[BinEntry]{
		Name: "bin", Column: "number",
		Number: func(b *BinEntry) int64 { return b.Number },
		Query: func() *bun.SelectQuery {
			query := h.DB.NewSelect().TableExpr(`(SELECT r.*, (extract(epoch FROM r.deleted_at) * 1000000)::bigint AS number,
				coalesce((SELECT a.name FROM hub.accounts AS a WHERE a.id = r.account_id), '') AS by_name,
				r.record->>'slug' AS slug, coalesce(nullif(r.record #>> ARRAY['texts', r.record->>'sourceLocale', 'title'], ''),
					(SELECT t.value->>'title' FROM jsonb_each(r.record->'texts') AS t WHERE t.value->>'title' IS NOT NULL ORDER BY t.value->>'title' COLLATE "C" LIMIT 1), '') AS title
				FROM hub.bin AS r) AS r`).
				Column("number", "entry_id", "kind", "version", "deleted_at", "account_id", "by_name", "slug", "title")
			if kinds != nil {
				query.Where("kind = ANY(?::text[])", pg.Texts(kinds))
			}
			return query
		},
	}
	return list.Page(ctx, h.Signer, page)
}

package edit

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/act"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/fault"
	"github.com/cocreated/hub/storage/notice"
	"github.com/cocreated/hub/storage/pg"
)

// Writer changes content: the one way in for editors, whatever the kind and
// whatever is done. Each call is one transaction, in which the draft, its history,
// the audit trail and the events are written together or not at all.
type Writer struct {
	DB        *bun.DB // search path draft, as the owner
	Kinds     *content.Kinds
	Languages content.Languages
}

// Outcome is what a write came to.
type Outcome struct {
	ID      uuid.UUID      `json:"id"`
	Kind    string         `json:"kind"`
	Version int            `json:"version"`
	Changes []*FieldChange `json:"-"`
	// Gone says that there is no draft any more.
	Gone bool `json:"gone,omitempty"`
}

// Options are what all writes have.
type Options struct {
	// Note is for the history.
	Note string
	// DryRun does everything and then takes it back.
	DryRun bool
	// IdempotencyKey makes a retry with the same key do nothing, and answer what the
	// first came to.
	IdempotencyKey string
}

// writeTx is a transaction that writes.
type writeTx struct {
	*Writer
	tx     bun.Tx
	now    time.Time
	actor  act.Actor
	note   string
	events []notice.EntryEvent
}

// run runs a write in a transaction; see [pg.Transact].
func (w *Writer) run(ctx context.Context, actor act.Actor, options Options, do func(context.Context, *writeTx) error) error {
	return pg.Transact(ctx, w.DB, options.DryRun, func(ctx context.Context, tx bun.Tx) error {
		t := &writeTx{Writer: w, tx: tx, actor: actor, note: options.Note}
		if err := tx.NewRaw("SELECT transaction_timestamp()").Scan(ctx, &t.now); err != nil {
			return err
		}
		if err := do(ctx, t); err != nil {
			return err
		}
		return notice.Notify(ctx, tx, t.events...)
	})
}

// locked reads the draft of an entry, which nobody else changes until the end of
// the transaction.
func (t *writeTx) locked(ctx context.Context, id uuid.UUID) (*content.Kind, *Record, error) {
	var name string
	err := t.tx.NewRaw("SELECT kind FROM entries WHERE id = ? FOR UPDATE", id).Scan(ctx, &name)
	if pg.IsNoRows(err) {
		return nil, nil, &fault.Error{Code: fault.NotFound, Field: "id", Rule: "notFound", Message: "there is no entry with this id"}
	}
	if err != nil {
		return nil, nil, err
	}
	kind, ok := t.Kinds.Named(name)
	if !ok {
		return nil, nil, &fault.Error{Code: fault.NotFound, Field: "id", Rule: "notFound", Message: "the entry is of a kind that this hub does not know"}
	}
	records, err := (&Loader{DB: t.tx, Kinds: t.Kinds}).Load(ctx, kind, []uuid.UUID{id})
	if err != nil {
		return nil, nil, err
	}
	return kind, records[0], nil
}

package content

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"
)

// Writer changes content: the one way in for editors, whatever the kind and
// whatever is done. Each call is one transaction, in which the draft, its history,
// the audit trail and the events are written together or not at all.
type Writer struct {
	DB        *bun.DB // search path draft, as the owner
	Kinds     *Kinds
	Languages Languages
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

// writing is a transaction that writes.
type writing struct {
	*Writer
	tx     bun.Tx
	now    time.Time
	actor  Actor
	note   string
	events []Event
}

// run runs a write in a transaction; see [transact].
func (w *Writer) run(ctx context.Context, actor Actor, options Options, do func(context.Context, *writing) error) error {
	return transact(ctx, w.DB, options.DryRun, func(ctx context.Context, tx bun.Tx) error {
		t := &writing{Writer: w, tx: tx, actor: actor, note: options.Note}
		if err := tx.NewRaw("SELECT transaction_timestamp()").Scan(ctx, &t.now); err != nil {
			return err
		}
		if err := do(ctx, t); err != nil {
			return err
		}
		return Notify(ctx, tx, t.events...)
	})
}

// locked reads the draft of an entry, which nobody else changes until the end of
// the transaction.
func (t *writing) locked(ctx context.Context, id uuid.UUID) (*Kind, *Record, error) {
	var name string
	err := t.tx.NewRaw("SELECT kind FROM entries WHERE id = ? FOR UPDATE", id).Scan(ctx, &name)
	if isNoRows(err) {
		return nil, nil, &Error{Code: NotFound, Field: "id", Rule: "notFound", Message: "there is no entry with this id"}
	}
	if err != nil {
		return nil, nil, err
	}
	kind, ok := t.Kinds.Named(name)
	if !ok {
		return nil, nil, &Error{Code: NotFound, Field: "id", Rule: "notFound", Message: "the entry is of a kind that this hub does not know"}
	}
	records, err := (&loader{db: t.tx, kinds: t.Kinds}).load(ctx, kind, []uuid.UUID{id})
	if err != nil {
		return nil, nil, err
	}
	return kind, records[0], nil
}

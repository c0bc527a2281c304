package edit

import (
	"context"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/content"
)

// OnLive lets do read and write the live stage, in a transaction that otherwise
// stands on the draft.
func OnLive(ctx context.Context, tx bun.Tx, do func() error) error {
	if _, err := tx.ExecContext(ctx, "SET LOCAL search_path = live, public"); err != nil {
		return err
	}
	if err := do(); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, "SET LOCAL search_path = draft, public")
	return err
}

// Live reads what is live of the entries of a kind that drafts are given of.
func (l *Loader) Live(ctx context.Context, tx bun.Tx, kind *content.Kind, drafts []*Record) (live []*Record, err error) {
	ids := make([]uuid.UUID, len(drafts))
	reader := &Loader{DB: tx, Kinds: l.Kinds, slugs: map[uuid.UUID]string{}}
	for i, draft := range drafts {
		ids[i] = *draft.ID
		reader.slugs[*draft.ID] = draft.Slug
	}
	err = OnLive(ctx, tx, func() error {
		live, err = reader.Load(ctx, kind, ids)
		return err
	})
	for _, record := range live {
		// Only a draft has a way to go.
		record.States = nil
		eachPart(record.Parts, func(part *PartRecord) { part.States = nil })
	}
	return live, err
}

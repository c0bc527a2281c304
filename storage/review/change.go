package review

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/act"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/edit"
	"github.com/cocreated/hub/storage/fault"
	"github.com/cocreated/hub/storage/notice"
)

// change is a transaction that does something with a review.
type change struct {
	tx     bun.Tx
	actor  act.Actor
	now    time.Time
	entry  *entry // nil where it was deleted
	review *Review
}

// entry is what of an entry matters to its reviews.
type entry struct {
	ID           uuid.UUID
	Kind         string
	Version      int
	SourceLocale content.Locale
}

// change does something with a review, and answers how it is then.
func (s *Store) change(ctx context.Context, actor act.Actor, id string, do func(context.Context, *change) error) (*Review, error) {
	of, err := decodeID("id", id)
	if err != nil {
		return nil, err
	}
	err = s.db.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error {
		c := &change{tx: tx, actor: actor}
		if err := c.lock(ctx, of); err != nil {
			return err
		}
		return do(ctx, c)
	})
	if err != nil {
		return nil, err
	}
	return s.find(ctx, of)
}

func decodeID(field, id string) (uuid.UUID, error) {
	kind, decoded, err := content.DecodeID(field, id)
	if err == nil && kind != IDKind {
		err = fault.Invalid(field, "kind", "it is not the id of a review")
	}
	return decoded, err
}

// lock keeps everybody else from the entry first, as those do who write it, and then from the review.
func (c *change) lock(ctx context.Context, id uuid.UUID) error {
	if err := c.lockEntry(ctx, "(SELECT r.entry_id FROM hub.reviews AS r WHERE r.id = ?)", id); err != nil {
		return err
	}
	c.review = &Review{}
	err := c.tx.NewSelect().Model(c.review).ColumnExpr("r.*").Where("r.id = ?", id).For("UPDATE").Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return fault.Missing("id", "there is no review with this id")
	}
	return err
}

func (c *change) lockEntry(ctx context.Context, id string, args ...any) error {
	if err := c.tx.NewRaw("SELECT transaction_timestamp()").Scan(ctx, &c.now); err != nil {
		return err
	}
	found := &entry{}
	err := c.tx.NewRaw("SELECT e.id, e.kind, e.version, e.source_locale FROM entries AS e WHERE e.id = "+id+" FOR UPDATE", args...).Scan(ctx, found)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil
	case err != nil:
		return err
	}
	c.entry = found
	return nil
}

// may asks whether the actor may do that with a text of the language.
func (c *change) may(verb act.Verb, locale content.Locale) error {
	intended := act.Act{Verb: verb, Locales: []content.Locale{locale}, TextsOnly: true}
	if c.entry != nil {
		intended.Kind, intended.SourceLocale = c.entry.Kind, c.entry.SourceLocale
	}
	return c.actor.May(intended)
}

// open refuses what can be done with open reviews only.
func (c *change) open() error {
	switch c.review.State {
	case Approved:
		return fault.Conflicting("id", "decided", "it has been approved already")
	case SentBack:
		return fault.Conflicting("id", "decided", "it has been sent back already")
	case Withdrawn:
		return fault.Conflicting("id", "decided", "it has been withdrawn")
	}
	if c.entry == nil {
		return errDeleted
	}
	return nil
}

// note writes down what was done.
func (c *change) note(ctx context.Context, verb act.Verb, detail map[string]any) error {
	all := map[string]any{"review": c.review.UUID}
	for name, value := range detail {
		all[name] = value
	}
	return act.Audit(ctx, c.tx, c.actor, act.AuditLine{
		Action: verb, Kind: string(c.review.Kind), EntryID: c.review.EntryID, Version: c.review.Version,
		Locales: []content.Locale{c.review.Locale}, Detail: all,
	})
}

// setTexts brings the texts of the review into another state, and tells of it.
func (c *change) setTexts(ctx context.Context, to edit.State, from ...edit.State) error {
	changed, err := edit.SetTextState(ctx, c.tx, c.review.EntryID, c.review.Locale, from, to)
	if err != nil || changed == 0 || c.entry == nil {
		return err
	}
	return notice.Notify(ctx, c.tx, notice.EntryEvent{
		Type: notice.EventUpdated, Stage: content.StageDraft, Kind: c.entry.Kind, ID: c.entry.ID, Version: c.entry.Version,
		Locales: []content.Locale{c.review.Locale},
	})
}

// say adds a comment, with the state into which the review comes by it, if any. Without words it adds nothing.
func (c *change) say(ctx context.Context, comment Comment) error {
	if comment.Body == "" {
		return nil
	}
	comment.ReviewID, comment.At = c.review.UUID, c.now
	comment.AccountID = uuid.NullUUID{UUID: c.actor.AccountID, Valid: c.actor.AccountID != uuid.Nil}
	_, err := c.tx.NewInsert().Model(&comment).ExcludeColumn("id").Exec(ctx)
	return err
}

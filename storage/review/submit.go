package review

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/account"
	"github.com/cocreated/hub/storage/act"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/edit"
	"github.com/cocreated/hub/storage/fault"
)

// Request is what somebody asks to be looked over.
type Request struct {
	// Entry is its id, as clients know it.
	Entry  string
	Locale content.Locale
	// Assignee is the id of the account that is to decide; nil: whoever may.
	Assignee *string
	// DueAt is when it should be decided.
	DueAt *time.Time
	// Comment is for those who decide.
	Comment *string
}

// Submit opens a review of what one language says of an entry now. A review of what it said before, that is open still,
// ends.
func (s *Store) Submit(ctx context.Context, actor act.Actor, request Request) (*Review, error) {
	kind, id, err := content.DecodeID("entry", request.Entry)
	if err != nil {
		return nil, err
	}
	if _, known := s.kinds.Named(kind); !known {
		return nil, fault.Invalid("entry", "kind", "it is not the id of an entry")
	}
	comment, err := words("comment", request.Comment)
	if err != nil {
		return nil, err
	}
	review := &Review{
		UUID: uuid.Must(uuid.NewV7()), EntryID: id, Kind: content.EntryKind(kind), Locale: request.Locale, State: Open,
		SubmittedBy: uuid.NullUUID{UUID: actor.AccountID, Valid: actor.AccountID != uuid.Nil}, DueAt: request.DueAt,
	}
	err = s.db.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error {
		c := &change{tx: tx, actor: actor, review: review}
		if err := c.lockEntry(ctx, "?", id); err != nil {
			return err
		}
		if c.entry == nil {
			return fault.Missing("entry", "there is no entry with this id")
		}
		if err := c.may(VerbSubmit, review.Locale); err != nil {
			return err
		}
		if err := c.due("dueAt", review.DueAt); err != nil {
			return err
		}
		if review.Assignee, err = c.assignee(ctx, "assignee", request.Assignee); err != nil {
			return err
		}
		return c.submit(ctx, comment)
	})
	if err != nil {
		return nil, err
	}
	return s.find(ctx, review.UUID)
}

func (c *change) submit(ctx context.Context, comment string) error {
	now, err := edit.Submitted(ctx, c.tx, c.entry.ID, c.review.Locale)
	if err != nil {
		return err
	}
	if now.Texts == 0 {
		return fault.Invalid("locale", "missing", "the entry says nothing in %s", c.review.Locale)
	}
	if err := c.supersede(ctx, now); err != nil {
		return err
	}
	if now.Drafts == 0 {
		return fault.Conflicting("locale", "approved", "everything it says in this language has been approved")
	}
	c.review.Version, c.review.Digest, c.review.SubmittedAt = c.entry.Version, now.Digest, c.now
	if _, err := c.tx.NewInsert().Model(c.review).ExcludeColumn("number", "decided_by", "decided_at").Exec(ctx); err != nil {
		return err
	}
	if err := c.setTexts(ctx, edit.StateInReview, edit.StateDraft); err != nil {
		return err
	}
	state := Open
	if err := c.say(ctx, Comment{State: &state, Body: comment}); err != nil {
		return err
	}
	return c.note(ctx, VerbSubmit, nil)
}

// supersede ends the review that is open, if it is of something else than what is said now.
func (c *change) supersede(ctx context.Context, now edit.Submission) error {
	var open []*Review
	err := c.tx.NewSelect().Model(&open).ColumnExpr("r.*").
		Where("r.entry_id = ? AND r.locale = ? AND r.state = ?", c.review.EntryID, c.review.Locale, Open).For("UPDATE").Scan(ctx)
	if err != nil || len(open) == 0 {
		return err
	}
	before := open[0]
	if before.is(now) {
		return fault.Conflicting("locale", "open", "it is in review already")
	}
	ended := &change{tx: c.tx, actor: c.actor, now: c.now, entry: c.entry, review: before}
	return ended.end(ctx, Withdrawn, map[string]any{"supersededBy": c.review.UUID})
}

// is tells whether what a language says now is what was submitted.
func (r *Review) is(now edit.Submission) bool { return string(r.Digest) == string(now.Digest) }

// due refuses a day that is over.
func (c *change) due(field string, at *time.Time) error {
	if at != nil && !at.After(c.now) {
		return fault.Invalid(field, "future", "it must lie in the future")
	}
	return nil
}

// assignee finds an account that can decide on reviews.
func (c *change) assignee(ctx context.Context, field string, id *string) (uuid.NullUUID, error) {
	if id == nil {
		return uuid.NullUUID{}, nil
	}
	kind, decoded, err := content.DecodeID(field, *id)
	if err != nil {
		return uuid.NullUUID{}, err
	}
	if kind != act.AccountKind {
		return uuid.NullUUID{}, fault.Invalid(field, "kind", "it is not the id of an account")
	}
	var roles []account.Role
	err = c.tx.NewRaw("SELECT role FROM hub.accounts WHERE id = ? AND disabled_at IS NULL", decoded).Scan(ctx, &roles)
	switch {
	case err != nil:
		return uuid.NullUUID{}, err
	case len(roles) == 0:
		return uuid.NullUUID{}, fault.Missing(field, "there is no account with this id")
	case !roles[0].AtLeast(account.Editor):
		return uuid.NullUUID{}, fault.Invalid(field, "role", "the account may not approve; that needs the role %s", account.Editor)
	}
	return uuid.NullUUID{UUID: decoded, Valid: true}, nil
}

package review

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/cocreated/hub/storage/act"
	"github.com/cocreated/hub/storage/edit"
	"github.com/cocreated/hub/storage/fault"
)

// Decide brings a review to its end: approved, sent back, or withdrawn. A review of a text that was changed meanwhile
// cannot be approved; sending back needs words.
func (s *Store) Decide(ctx context.Context, actor act.Actor, id string, decision State, comment *string) (*Review, error) {
	body, err := words("comment", comment)
	if err != nil {
		return nil, err
	}
	return s.change(ctx, actor, id, func(ctx context.Context, c *change) error {
		verb := verbOf[decision]
		if decision == Withdrawn && c.review.SubmittedBy.UUID != actor.AccountID {
			// Taking back what somebody else has submitted is sending it back.
			verb = VerbSendBack
		}
		if err := c.may(verb, c.review.Locale); err != nil {
			return err
		}
		return c.decide(ctx, decision, body, nil)
	})
}

func (c *change) decide(ctx context.Context, decision State, comment string, detail map[string]any) error {
	if err := c.open(); err != nil && (decision != Withdrawn || c.review.State != Open) {
		return err
	}
	switch decision {
	case Approved:
		now, err := edit.Submitted(ctx, c.tx, c.review.EntryID, c.review.Locale)
		if err != nil {
			return err
		}
		if !c.review.is(now) {
			return errOutdated
		}
	case SentBack:
		if comment == "" {
			return fault.Invalid("comment", "required", "say what is to be changed")
		}
	}
	if err := c.say(ctx, Comment{State: &decision, Body: comment}); err != nil {
		return err
	}
	return c.end(ctx, decision, detail)
}

// end brings the review into its last state, and its texts along.
func (c *change) end(ctx context.Context, decision State, detail map[string]any) error {
	c.review.State, c.review.DecidedAt = decision, &c.now
	c.review.DecidedBy = uuid.NullUUID{UUID: c.actor.AccountID, Valid: c.actor.AccountID != uuid.Nil}
	if _, err := c.tx.NewUpdate().Model(c.review).Column("state", "decided_at", "decided_by").WherePK().Exec(ctx); err != nil {
		return err
	}
	to, from := edit.StateDraft, []edit.State{edit.StateInReview}
	if decision == Approved {
		// A text that was changed, and changed back, is a draft that says what was submitted.
		to, from = edit.StateApproved, append(from, edit.StateDraft)
	}
	if err := c.setTexts(ctx, to, from...); err != nil {
		return err
	}
	return c.note(ctx, verbOf[decision], detail)
}

// Assignment is what is to change of who decides and when. What is not given stays as it is; nil takes it away.
type Assignment struct {
	Assignee    *string
	HasAssignee bool
	DueAt       *time.Time
	HasDueAt    bool
}

// Assign says who is to decide on an open review, and when.
func (s *Store) Assign(ctx context.Context, actor act.Actor, id string, to Assignment) (*Review, error) {
	return s.change(ctx, actor, id, func(ctx context.Context, c *change) (err error) {
		if err := c.may(VerbAssign, c.review.Locale); err != nil {
			return err
		}
		if err := c.open(); err != nil {
			return err
		}
		detail := map[string]any{}
		if to.HasAssignee {
			if c.review.Assignee, err = c.assignee(ctx, "assignee", to.Assignee); err != nil {
				return err
			}
			detail["assignee"] = c.review.Assignee
		}
		if to.HasDueAt {
			if err := c.due("dueAt", to.DueAt); err != nil {
				return err
			}
			c.review.DueAt = to.DueAt
		}
		if _, err := c.tx.NewUpdate().Model(c.review).Column("assignee", "due_at").WherePK().Exec(ctx); err != nil {
			return err
		}
		return c.note(ctx, VerbAssign, detail)
	})
}

package review

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/act"
	"github.com/cocreated/hub/storage/fault"
)

const (
	// secretLength is how many random bytes a link holds.
	secretLength = 32
	// maxLinkDays is how many days a link is good for at most.
	maxLinkDays = 30
	// linkLabel names who acts by a link, in the audit trail, and what its secret is signed for.
	linkLabel = "review link"
)

// ErrUnknownLink is a link that never was one.
var ErrUnknownLink = errors.New("review: there is no such link")

// Gone is a link that is good for nothing any more.
type Gone struct{ Reason GoneReason }

// GoneReason is why a link is good for nothing any more.
type GoneReason string

// The reasons.
const (
	LinkUsed     GoneReason = "used"
	LinkExpired  GoneReason = "expired"
	LinkDecided  GoneReason = "decided"  // somebody else has decided
	LinkOutdated GoneReason = "outdated" // the text is no longer what was submitted
)

func (g *Gone) Error() string { return "review: the link is " + string(g.Reason) }

// link is a row of the links.
type link struct {
	bun.BaseModel `bun:"table:hub.review_links,alias:l"`

	ID        uuid.UUID `bun:",pk"`
	ReviewID  uuid.UUID
	Hash      []byte
	CreatedBy uuid.NullUUID
	CreatedAt time.Time
	ExpiresAt time.Time
	UsedAt    *time.Time

	Now time.Time `bun:",scanonly"`
}

// CreateLink makes a link by which somebody without an account may decide on an open review, once, and answers its
// secret. The secret is random, and signed by this hub, so that a made-up one is known for it without a look-up. It is
// kept nowhere: only its hash is, so that whoever reads the database cannot decide.
func (s *Store) CreateLink(ctx context.Context, actor act.Actor, id string, expiresAt time.Time) (*Review, string, error) {
	raw := make([]byte, secretLength)
	if _, err := rand.Read(raw); err != nil {
		return nil, "", err
	}
	secret := s.signer.Seal(linkLabel, raw)
	review, err := s.change(ctx, actor, id, func(ctx context.Context, c *change) error {
		if err := c.may(VerbLink, c.review.Locale); err != nil {
			return err
		}
		if err := c.open(); err != nil {
			return err
		}
		if err := c.due("expiresAt", &expiresAt); err != nil {
			return err
		}
		if expiresAt.After(c.now.AddDate(0, 0, maxLinkDays)) {
			return fault.Invalid("expiresAt", "max", "a link is good for at most %d days", maxLinkDays)
		}
		made := &link{
			ID: uuid.Must(uuid.NewV7()), ReviewID: c.review.UUID, Hash: hash(secret), CreatedAt: c.now, ExpiresAt: expiresAt,
			CreatedBy: uuid.NullUUID{UUID: actor.AccountID, Valid: actor.AccountID != uuid.Nil},
		}
		if _, err := c.tx.NewInsert().Model(made).ExcludeColumn("used_at").Exec(ctx); err != nil {
			return err
		}
		return c.note(ctx, VerbLink, map[string]any{"link": made.ID})
	})
	return review, secret, err
}

func hash(secret string) []byte {
	sum := sha256.Sum256([]byte(secret))
	return sum[:]
}

// Invitation is what a link invites to.
type Invitation struct {
	Review *Review
	// ExpiresAt is until when the link is good.
	ExpiresAt time.Time
}

// ByLink is what a link leads to. It fails with [ErrUnknownLink] or [Gone], and changes nothing.
func (s *Store) ByLink(ctx context.Context, secret string) (*Invitation, error) {
	found, err := s.linkOf(ctx, s.db, secret, false)
	if err != nil {
		return nil, err
	}
	review, err := s.find(ctx, found.ReviewID)
	if err != nil {
		return nil, err
	}
	if review.State != Open {
		return nil, &Gone{LinkDecided}
	}
	outdated, err := review.Outdated(ctx)
	switch {
	case err != nil:
		return nil, err
	case outdated:
		return nil, &Gone{LinkOutdated}
	}
	return &Invitation{Review: review, ExpiresAt: found.ExpiresAt}, nil
}

func (s *Store) linkOf(ctx context.Context, db bun.IDB, secret string, lock bool) (*link, error) {
	if !s.signer.Sealed(linkLabel, secret) {
		return nil, ErrUnknownLink
	}
	found := &link{}
	query := db.NewSelect().Model(found).ColumnExpr("l.*, transaction_timestamp() AS now").Where("l.hash = ?", hash(secret))
	if lock {
		query.For("UPDATE")
	}
	err := query.Scan(ctx)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil, ErrUnknownLink
	case err != nil:
		return nil, err
	case found.UsedAt != nil:
		return nil, &Gone{LinkUsed}
	case !found.Now.Before(found.ExpiresAt):
		return nil, &Gone{LinkExpired}
	}
	return found, nil
}

// DecideByLink approves what a link leads to, or sends it back, and uses the link up. It fails as [Store.ByLink] does, and
// with a [fault.Error] where the link stays good.
func (s *Store) DecideByLink(ctx context.Context, secret, requestID string, decision State, comment string) error {
	if decision != Approved && decision != SentBack {
		return fmt.Errorf("review: %s cannot be decided by a link", decision)
	}
	body, err := words("comment", &comment)
	if err != nil {
		return err
	}
	return s.db.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error {
		found, err := s.linkOf(ctx, tx, secret, false)
		if err != nil {
			return err
		}
		c := &change{tx: tx, actor: act.Actor{Label: linkLabel, RequestID: requestID}}
		if err := c.lock(ctx, found.ReviewID); err != nil {
			return err
		}
		// Another request with the same link may have been first.
		if found, err = s.linkOf(ctx, tx, secret, true); err != nil {
			return err
		}
		if c.review.State != Open {
			return &Gone{LinkDecided}
		}
		err = c.decide(ctx, decision, body, map[string]any{"link": found.ID})
		if errors.Is(err, errOutdated) || errors.Is(err, errDeleted) {
			return &Gone{LinkOutdated}
		}
		if err != nil {
			return err
		}
		_, err = tx.NewUpdate().Model(found).Set("used_at = transaction_timestamp()").WherePK().Exec(ctx)
		return err
	})
}

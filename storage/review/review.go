// Package review lets people look over what one language says of an entry before it counts as approved: they submit it,
// assign it, comment on it, and approve it or send it back. Whoever has no account may decide by a link, once.
//
// What is approved is exactly what was submitted: a text that was changed meanwhile has to be submitted again.
package review

import (
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/act"
	"github.com/cocreated/hub/storage/content"
)

// IDKind is the kind in the ids of reviews, as clients know them.
const IDKind = "review"

// State is how far a review has come. All states but the first are for good.
type State string

// The states of a review.
const (
	Open      State = "OPEN"
	Approved  State = "APPROVED"
	SentBack  State = "SENT_BACK"
	Withdrawn State = "WITHDRAWN"
)

// Store keeps reviews.
type Store struct {
	db     *bun.DB
	kinds  *content.Kinds
	signer *content.Signer
}

// New makes a store; the database's search path is draft, and it is used as the owner.
func New(db *bun.DB, kinds *content.Kinds, signer *content.Signer) *Store {
	return &Store{db: db, kinds: kinds, signer: signer}
}

// Review is what one language says of an entry, submitted to be approved.
type Review struct {
	bun.BaseModel `bun:"table:hub.reviews,alias:r"`

	UUID    uuid.UUID `bun:"id,pk"`
	Number  int64
	EntryID uuid.UUID
	Kind    content.EntryKind
	// Locale is the language; that of the source where the whole entry is looked over.
	Locale content.Locale
	// Version of the entry that was submitted.
	Version     int
	Digest      []byte
	State       State
	SubmittedBy uuid.NullUUID
	SubmittedAt time.Time
	Assignee    uuid.NullUUID
	DueAt       *time.Time
	DecidedBy   uuid.NullUUID
	DecidedAt   *time.Time

	// Names are those of now: they stand in accounts alone.
	SubmittedName string `bun:",scanonly"`
	AssigneeName  string `bun:",scanonly"`
	DecidedName   string `bun:",scanonly"`
	// Overdue says that it is open after the day on which it should have been decided.
	Overdue bool `bun:",scanonly"`

	cohort *cohort
}

// ID is the id by which clients know the review.
func (r *Review) ID() string { return content.EncodeID(IDKind, r.UUID) }

// Entry is the id by which clients know the entry.
func (r *Review) Entry() string { return content.EncodeID(string(r.Kind), r.EntryID) }

// Submitter is who submitted it.
func (r *Review) Submitter() *act.Author {
	return &act.Author{AccountID: r.SubmittedBy.UUID, Name: r.SubmittedName}
}

// AssignedTo is who is to decide; nil where it is for anybody who may.
func (r *Review) AssignedTo() *act.Author {
	if !r.Assignee.Valid {
		return nil
	}
	return &act.Author{AccountID: r.Assignee.UUID, Name: r.AssigneeName}
}

// byLink is who decided or wrote without an account.
const byLink = "a reviewer by link"

// Decider is who decided; nil as long as nobody has.
func (r *Review) Decider() *act.Author {
	switch {
	case r.State == Open:
		return nil
	case !r.DecidedBy.Valid:
		return &act.Author{Name: byLink}
	}
	return &act.Author{AccountID: r.DecidedBy.UUID, Name: r.DecidedName}
}

// Comment is what somebody wrote about a review, or why they decided.
type Comment struct {
	bun.BaseModel `bun:"table:hub.review_comments,alias:c"`

	Number    int64 `bun:"id,pk"`
	ReviewID  uuid.UUID
	At        time.Time
	AccountID uuid.NullUUID
	// State is the one into which the review came with it; nil for a mere comment.
	State  *State
	PartID uuid.NullUUID
	// Field is the one that it is about; nil: the text as a whole.
	Field *string
	Body  string

	AuthorName string `bun:",scanonly"`
	PartKind   string `bun:",scanonly"`
}

// Author is who wrote it.
func (c *Comment) Author() *act.Author {
	if !c.AccountID.Valid {
		return &act.Author{Name: byLink}
	}
	return &act.Author{AccountID: c.AccountID.UUID, Name: c.AuthorName}
}

// Part is the id of the part that it is about; nil where it is about the entry, and where the part is gone.
func (c *Comment) Part() *string {
	if c.PartKind == "" {
		return nil
	}
	id := content.EncodeID(c.PartKind, c.PartID.UUID)
	return &id
}

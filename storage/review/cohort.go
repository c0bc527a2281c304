package review

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"

	"github.com/google/uuid"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/edit"
	"github.com/cocreated/hub/storage/fault"
)

// cohort are reviews that were read together: what one of them is asked for is read for all of them, once.
type cohort struct {
	store   *Store
	reviews []*Review

	mu       sync.Mutex
	comments map[uuid.UUID][]*Comment
	outdated map[uuid.UUID]bool
	entries  map[string]map[string]content.Row // by languages and id
}

// together makes a cohort of reviews.
func (s *Store) together(reviews []*Review) {
	c := &cohort{store: s, reviews: reviews, entries: map[string]map[string]content.Row{}}
	for _, review := range reviews {
		review.cohort = c
	}
}

// ids are an array of those of the reviews.
func (c *cohort) ids() any {
	ids := make([]string, len(c.reviews))
	for i, review := range c.reviews {
		ids[i] = review.UUID.String()
	}
	return pgdialect.Array(ids)
}

// selected selects reviews with what is known of them besides.
func (s *Store) selected(into any) *bun.SelectQuery {
	return s.db.NewSelect().Model(into).ColumnExpr("r.*").
		ColumnExpr("coalesce(su.name, '') AS submitted_name, coalesce(asg.name, '') AS assignee_name, coalesce(de.name, '') AS decided_name").
		ColumnExpr(overdue + " AS overdue").
		Join("LEFT JOIN hub.accounts AS su ON su.id = r.submitted_by").
		Join("LEFT JOIN hub.accounts AS asg ON asg.id = r.assignee").
		Join("LEFT JOIN hub.accounts AS de ON de.id = r.decided_by")
}

const overdue = "(r.state = 'OPEN' AND r.due_at IS NOT NULL AND r.due_at < transaction_timestamp())"

// find reads one review.
func (s *Store) find(ctx context.Context, id uuid.UUID) (*Review, error) {
	review := &Review{}
	err := s.selected(review).Where("r.id = ?", id).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fault.Missing("id", "there is no review with this id")
	}
	if err != nil {
		return nil, err
	}
	s.together([]*Review{review})
	return review, nil
}

// Find reads a review by the id by which clients know it; nil where there is none.
func (s *Store) Find(ctx context.Context, id string) (*Review, error) {
	decoded, err := decodeID("id", id)
	if err != nil {
		return nil, err
	}
	review, err := s.find(ctx, decoded)
	var missing *fault.Error
	if errors.As(err, &missing) && missing.Code == fault.NotFound {
		return nil, nil
	}
	return review, err
}

// Comments on the review, in the order in which they were made.
func (r *Review) Comments(ctx context.Context) ([]*Comment, error) {
	c := r.cohort
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.comments == nil {
		var all []*Comment
		err := c.store.db.NewSelect().Model(&all).ColumnExpr("c.*, coalesce(a.name, '') AS author_name, coalesce(p.kind, '') AS part_kind").
			Join("LEFT JOIN hub.accounts AS a ON a.id = c.account_id").Join("LEFT JOIN draft.parts AS p ON p.id = c.part_id").
			Where("c.review_id = ANY(?::uuid[])", c.ids()).OrderExpr("c.id").Scan(ctx)
		if err != nil {
			return nil, err
		}
		c.comments = map[uuid.UUID][]*Comment{}
		for _, comment := range all {
			c.comments[comment.ReviewID] = append(c.comments[comment.ReviewID], comment)
		}
	}
	return c.comments[r.UUID], nil
}

// Outdated tells whether the text was changed after it was submitted, and not decided on yet.
func (r *Review) Outdated(ctx context.Context) (bool, error) {
	c := r.cohort
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.outdated == nil {
		var ids []uuid.UUID
		err := c.store.db.NewRaw(`SELECT r.id FROM hub.reviews AS r WHERE r.id = ANY(?::uuid[]) AND r.state = 'OPEN' AND r.digest <> (
			SELECT `+edit.TextsDigest+` FROM draft.texts WHERE entry_id = r.entry_id AND locale = r.locale)`, c.ids()).Scan(ctx, &ids)
		if err != nil {
			return false, err
		}
		c.outdated = map[uuid.UUID]bool{}
		for _, id := range ids {
			c.outdated[id] = true
		}
	}
	return c.outdated[r.UUID], nil
}

// Read reads the entry in some languages, by a reader that is made when it is needed; nil where the entry was deleted.
func (r *Review) Read(ctx context.Context, locales []content.Locale, reader func() (*content.Reader, error)) (content.Row, error) {
	c := r.cohort
	c.mu.Lock()
	defer c.mu.Unlock()
	key := fmt.Sprint(locales)
	if c.entries[key] == nil {
		read, err := reader()
		if err != nil {
			return nil, err
		}
		ids := make([]string, len(c.reviews))
		for i, review := range c.reviews {
			ids[i] = review.Entry()
		}
		nodes, err := content.Nodes(ctx, read, ids)
		if err != nil {
			return nil, err
		}
		c.entries[key] = map[string]content.Row{}
		for i, node := range nodes {
			c.entries[key][ids[i]], _ = node.(content.Row)
		}
	}
	return c.entries[key][r.Entry()], nil
}

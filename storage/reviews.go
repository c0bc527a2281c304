package storage

import (
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/review"
)

// Reviews keeps what is looked over before it counts as approved.
func (s *Store) Reviews() *review.Store { return review.New(s.draft, s.Kinds, s.Signer) }

// ReviewConnection is a page of reviews.
type ReviewConnection = content.Connection[review.Review]

// ReviewEdge is a review in its place in a list.
type ReviewEdge = content.Edge[review.Review]

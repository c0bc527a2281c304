package graph

import (
	"time"

	"github.com/cocreated/hub/graph/model"
	"github.com/cocreated/hub/storage/review"
)

// reviewed answers a mutation of a review.
func reviewed(found *review.Review, err error) (*model.ReviewPayload, error) {
	wrong, err := userErrors(err)
	if err != nil || len(wrong) > 0 {
		return &model.ReviewPayload{UserErrors: wrong}, err
	}
	return &model.ReviewPayload{Review: found, UserErrors: wrong}, nil
}

// assignment tells what was left out from what is null.
func assignment(input map[string]any) review.Assignment {
	var to review.Assignment
	to.Assignee, to.HasAssignee = input["assignee"].(*string)
	to.DueAt, to.HasDueAt = input["dueAt"].(*time.Time)
	return to
}

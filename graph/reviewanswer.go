package graph

import (
	"context"
	"errors"
	"time"

	"github.com/cocreated/hub/graph/model"
	"github.com/cocreated/hub/storage/argument"
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

// assign answers `reviewAssign`.
func (r *Resolver) assign(ctx context.Context, input argument.Input) (*model.ReviewPayload, error) {
	id, err := input.Text("id")
	if err != nil {
		return nil, err
	}
	to, err := assignment(input)
	if err != nil {
		return nil, err
	}
	return reviewed(r.store.Reviews().Assign(ctx, r.actor(ctx), id, to))
}

// assignment tells what was left out from what is null.
func assignment(input argument.Input) (review.Assignment, error) {
	to := review.Assignment{HasAssignee: input.Has("assignee"), HasDueAt: input.Has("dueAt")}
	assignee, noAssignee := input.Text("assignee")
	if input.Given("assignee") {
		to.Assignee = &assignee
	}
	due, noDue := argument.As[time.Time](input, "dueAt")
	if input.Given("dueAt") {
		to.DueAt = &due
	}
	return to, errors.Join(noAssignee, noDue)
}

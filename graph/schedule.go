package graph

import (
	"context"

	"github.com/cocreated/hub/graph/model"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/edit"
	"github.com/cocreated/hub/storage/publish"
)

func (r *mutationResolver) ScheduleCancel(ctx context.Context, input model.ScheduleCancelInput) (*publish.SchedulePayload, error) {
	schedule, err := r.store.Publisher().CancelSchedule(ctx, r.actor(ctx), input.ID)
	wrong, err := edit.UserErrorsOf(err)
	return &publish.SchedulePayload{Schedule: schedule, UserErrors: wrong}, err
}

func (r *queryResolver) Schedules(ctx context.Context, states []publish.ScheduleState, entry *string, first *int, after *string, last *int, before *string) (*content.Connection[publish.Schedule], error) {
	return r.store.Publisher().Schedules(ctx, publish.ScheduleFilter{States: states, Entry: entry}, content.Page{First: first, After: after, Last: last, Before: before})
}

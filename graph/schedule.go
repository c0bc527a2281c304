package graph

import (
	"context"

	"github.com/cocreated/hub/graph/model"
	"github.com/cocreated/hub/storage/content"
)

func (r *mutationResolver) ScheduleCancel(ctx context.Context, input model.ScheduleCancelInput) (*content.SchedulePayload, error) {
	schedule, err := r.store.Publisher().CancelSchedule(ctx, r.actor(ctx), input.ID)
	wrong, err := content.UserErrorsOf(err)
	return &content.SchedulePayload{Schedule: schedule, UserErrors: wrong}, err
}

func (r *queryResolver) Schedules(ctx context.Context, states []content.ScheduleState, entry *string, first *int, after *string, last *int, before *string) (*content.Connection[content.Schedule], error) {
	return r.store.Publisher().Schedules(ctx, content.ScheduleFilter{States: states, Entry: entry}, content.Page{First: first, After: after, Last: last, Before: before})
}

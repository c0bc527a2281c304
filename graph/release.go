package graph

import (
	"context"

	"github.com/cocreated/hub/graph/model"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/publish"
)

func (r *mutationResolver) ReleaseCreate(ctx context.Context, input publish.NewRelease) (*publish.ReleasePayload, error) {
	return publish.ReleasePayloadOf(r.store.Publisher().CreateRelease(ctx, r.actor(ctx), input))
}

func (r *mutationResolver) ReleaseUpdate(ctx context.Context, input map[string]any) (*publish.ReleasePayload, error) {
	change, err := publish.ReleaseChangeFrom(input)
	if err != nil {
		return publish.ReleasePayloadOf(nil, err)
	}
	return publish.ReleasePayloadOf(r.store.Publisher().UpdateRelease(ctx, r.actor(ctx), change))
}

func (r *mutationResolver) ReleaseItemsAdd(ctx context.Context, input publish.ReleaseItems) (*publish.ReleasePayload, error) {
	return publish.ReleasePayloadOf(r.store.Publisher().AddToRelease(ctx, r.actor(ctx), input))
}

func (r *mutationResolver) ReleaseItemsRemove(ctx context.Context, input publish.ReleaseItems) (*publish.ReleasePayload, error) {
	return publish.ReleasePayloadOf(r.store.Publisher().RemoveFromRelease(ctx, r.actor(ctx), input))
}

func (r *mutationResolver) ReleasePublish(ctx context.Context, input publish.ReleasePublication) (*publish.ReleasePublishPayload, error) {
	publisher := r.store.Publisher()
	payload, err := publish.PayloadOf(publisher.PublishRelease(ctx, r.actor(ctx), input))
	if err != nil || len(payload.UserErrors) > 0 {
		return &publish.ReleasePublishPayload{EntryPublishPayload: *payload}, err
	}
	release, err := publisher.Release(ctx, input.ID)
	return &publish.ReleasePublishPayload{EntryPublishPayload: *payload, Release: release}, err
}

func (r *mutationResolver) ReleaseCancel(ctx context.Context, input model.ReleaseCancelInput) (*publish.ReleasePayload, error) {
	return publish.ReleasePayloadOf(r.store.Publisher().CancelRelease(ctx, r.actor(ctx), input.ID))
}

func (r *queryResolver) Release(ctx context.Context, id string) (*publish.Release, error) {
	return r.store.Publisher().Release(ctx, id)
}

func (r *queryResolver) ReleaseCheck(ctx context.Context, id string, acceptStale bool) (*publish.Check, error) {
	return r.store.Publisher().CheckRelease(ctx, id, acceptStale)
}

func (r *queryResolver) Releases(ctx context.Context, states []publish.ReleaseState, first *int, after *string, last *int, before *string) (*content.Connection[publish.Release], error) {
	return r.store.Publisher().Releases(ctx, states, content.Page{First: first, After: after, Last: last, Before: before})
}

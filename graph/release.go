package graph

import (
	"context"

	"github.com/cocreated/hub/graph/model"
	"github.com/cocreated/hub/storage/content"
)

func (r *mutationResolver) ReleaseCreate(ctx context.Context, input content.NewRelease) (*content.ReleasePayload, error) {
	return content.ReleasePayloadOf(r.store.Publisher().CreateRelease(ctx, r.actor(ctx), input))
}

func (r *mutationResolver) ReleaseUpdate(ctx context.Context, input map[string]any) (*content.ReleasePayload, error) {
	change, err := content.ReleaseChangeFrom(input)
	if err != nil {
		return content.ReleasePayloadOf(nil, err)
	}
	return content.ReleasePayloadOf(r.store.Publisher().UpdateRelease(ctx, r.actor(ctx), change))
}

func (r *mutationResolver) ReleaseItemsAdd(ctx context.Context, input content.ReleaseItems) (*content.ReleasePayload, error) {
	return content.ReleasePayloadOf(r.store.Publisher().AddToRelease(ctx, r.actor(ctx), input))
}

func (r *mutationResolver) ReleaseItemsRemove(ctx context.Context, input content.ReleaseItems) (*content.ReleasePayload, error) {
	return content.ReleasePayloadOf(r.store.Publisher().RemoveFromRelease(ctx, r.actor(ctx), input))
}

func (r *mutationResolver) ReleasePublish(ctx context.Context, input content.ReleasePublication) (*content.ReleasePublishPayload, error) {
	publisher := r.store.Publisher()
	payload, err := content.PublishPayload(publisher.PublishRelease(ctx, r.actor(ctx), input))
	if err != nil || len(payload.UserErrors) > 0 {
		return &content.ReleasePublishPayload{EntryPublishPayload: *payload}, err
	}
	release, err := publisher.Release(ctx, input.ID)
	return &content.ReleasePublishPayload{EntryPublishPayload: *payload, Release: release}, err
}

func (r *mutationResolver) ReleaseCancel(ctx context.Context, input model.ReleaseCancelInput) (*content.ReleasePayload, error) {
	return content.ReleasePayloadOf(r.store.Publisher().CancelRelease(ctx, r.actor(ctx), input.ID))
}

func (r *queryResolver) Release(ctx context.Context, id string) (*content.Release, error) {
	return r.store.Publisher().Release(ctx, id)
}

func (r *queryResolver) ReleaseCheck(ctx context.Context, id string, acceptStale bool) (*content.PublishCheck, error) {
	return r.store.Publisher().CheckRelease(ctx, id, acceptStale)
}

func (r *queryResolver) Releases(ctx context.Context, states []content.ReleaseState, first *int, after *string, last *int, before *string) (*content.Connection[content.Release], error) {
	return r.store.Publisher().Releases(ctx, states, content.Page{First: first, After: after, Last: last, Before: before})
}

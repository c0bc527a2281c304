package graph

import (
	"context"

	"github.com/cocreated/hub/storage/content"
)

func (r *mutationResolver) EntryPublish(ctx context.Context, input content.PublishRequest) (*content.EntryPublishPayload, error) {
	return content.PublishPayload(r.store.Publisher().Publish(ctx, r.actor(ctx), input))
}

func (r *mutationResolver) EntryUnpublish(ctx context.Context, input content.UnpublishRequest) (*content.EntryPublishPayload, error) {
	return content.PublishPayload(r.store.Publisher().Unpublish(ctx, r.actor(ctx), input))
}

func (r *queryResolver) PublishCheck(ctx context.Context, ids []string, locales []content.Locale, withDependencies bool, acceptStale bool) (*content.PublishCheck, error) {
	return r.store.Publisher().Check(ctx, content.PublishRequest{
		IDs: ids, Locales: locales, WithDependencies: withDependencies, AcceptStale: acceptStale,
	})
}

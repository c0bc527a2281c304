package graph

import (
	"context"

	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/publish"
)

func (r *mutationResolver) EntryPublish(ctx context.Context, input publish.Request) (*publish.EntryPublishPayload, error) {
	return publish.PayloadOf(r.store.Publisher().Publish(ctx, r.actor(ctx), input))
}

func (r *mutationResolver) EntryUnpublish(ctx context.Context, input publish.UnpublishRequest) (*publish.EntryPublishPayload, error) {
	return publish.PayloadOf(r.store.Publisher().Unpublish(ctx, r.actor(ctx), input))
}

func (r *queryResolver) PublishCheck(ctx context.Context, ids []string, locales []content.Locale, withDependencies bool, acceptStale bool) (*publish.Check, error) {
	return r.store.Publisher().Check(ctx, publish.Request{
		IDs: ids, Locales: locales, WithDependencies: withDependencies, AcceptStale: acceptStale,
	})
}

package graph

import (
	"context"
	"time"

	"github.com/cocreated/hub/graph/generated"
	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/content"
)

func (r *mutationResolver) NewsletterCreate(ctx context.Context, input map[string]any) (*content.Payload[storage.Newsletter], error) {
	return create[storage.Newsletter](ctx, r.Resolver, input)
}

func (r *mutationResolver) NewsletterUpdate(ctx context.Context, input map[string]any) (*content.Payload[storage.Newsletter], error) {
	return update[storage.Newsletter](ctx, r.Resolver, input)
}

func (r *newsletterResolver) Publisher(ctx context.Context, obj *storage.Newsletter) (*storage.Organisation, error) {
	return content.RelatedOne[storage.Organisation](ctx, obj, "publisher")
}

func (r *newsletterResolver) Issues(ctx context.Context, obj *storage.Newsletter, first int) ([]*storage.NewsletterIssue, error) {
	return content.Referring[storage.NewsletterIssue](ctx, obj, "newsletter", first)
}

func (r *queryResolver) Newsletter(ctx context.Context, locales []content.Locale, stage content.Stage, asOf *time.Time, release *string) (*storage.Newsletter, error) {
	return only[storage.Newsletter](ctx, r.Resolver, view{locales, stage, asOf, release})
}

func (r *Resolver) Newsletter() generated.NewsletterResolver { return &newsletterResolver{r} }

type newsletterResolver struct{ *Resolver }

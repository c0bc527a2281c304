package graph

import (
	"context"
	"time"

	"github.com/cocreated/hub/graph/generated"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/edit"
	"github.com/cocreated/hub/storage/kind"
)

func (r *mutationResolver) NewsletterCreate(ctx context.Context, input map[string]any) (*edit.Payload[kind.Newsletter], error) {
	return create[kind.Newsletter](ctx, r.Resolver, input)
}

func (r *mutationResolver) NewsletterUpdate(ctx context.Context, input map[string]any) (*edit.Payload[kind.Newsletter], error) {
	return update[kind.Newsletter](ctx, r.Resolver, input)
}

func (r *newsletterResolver) Publisher(ctx context.Context, obj *kind.Newsletter) (*kind.Organisation, error) {
	return content.RelatedOne[kind.Organisation](ctx, obj, "publisher")
}

func (r *newsletterResolver) Issues(ctx context.Context, obj *kind.Newsletter, first int) ([]*kind.NewsletterIssue, error) {
	return content.Referring[kind.NewsletterIssue](ctx, obj, "newsletter", first)
}

func (r *queryResolver) Newsletter(ctx context.Context, locales []content.Locale, stage content.Stage, asOf *time.Time, release *string) (*kind.Newsletter, error) {
	return only[kind.Newsletter](ctx, r.Resolver, view{locales, stage, asOf, release})
}

func (r *Resolver) Newsletter() generated.NewsletterResolver { return &newsletterResolver{r} }

type newsletterResolver struct{ *Resolver }

package graph

import (
	"context"

	"github.com/cocreated/hub/graph/generated"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/kind"
)

func (r *newsletterResolver) Issues(ctx context.Context, obj *kind.Newsletter, first int) ([]*kind.NewsletterIssue, error) {
	return content.Referring[kind.NewsletterIssue](ctx, obj, "newsletter", first)
}

func (r *Resolver) Newsletter() generated.NewsletterResolver { return &newsletterResolver{r} }

type newsletterResolver struct{ *Resolver }

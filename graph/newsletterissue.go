package graph

import (
	"context"
	"time"

	"github.com/cocreated/hub/graph/generated"
	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/content"
)

func (r *mutationResolver) NewsletterIssueCreate(ctx context.Context, input map[string]any) (*content.Payload[storage.NewsletterIssue], error) {
	return create[storage.NewsletterIssue](ctx, r.Resolver, input)
}

func (r *mutationResolver) NewsletterIssueUpdate(ctx context.Context, input map[string]any) (*content.Payload[storage.NewsletterIssue], error) {
	return update[storage.NewsletterIssue](ctx, r.Resolver, input)
}

func (r *newsletterIssueResolver) Newsletter(ctx context.Context, obj *storage.NewsletterIssue) (*storage.Newsletter, error) {
	return content.RelatedOne[storage.Newsletter](ctx, obj, "newsletter")
}

func (r *newsletterIssueResolver) Items(ctx context.Context, obj *storage.NewsletterIssue) ([]content.Row, error) {
	return content.RelatedAny(ctx, obj, "items")
}

func (r *queryResolver) NewsletterIssue(ctx context.Context, slug *string, id *string, locales []content.Locale, stage content.Stage, asOf *time.Time, release *string) (*storage.NewsletterIssue, error) {
	return find[storage.NewsletterIssue](ctx, r.Resolver, slug, id, view{locales, stage, asOf, release})
}

func (r *queryResolver) NewsletterIssues(ctx context.Context, first *int, after *string, last *int, before *string, where map[string]any, orderBy []map[string]any, locales []content.Locale, stage content.Stage, asOf *time.Time, release *string) (*content.Connection[storage.NewsletterIssue], error) {
	return list[storage.NewsletterIssue](ctx, r.Resolver, content.Page{First: first, After: after, Last: last, Before: before}, where, orderBy, view{locales, stage, asOf, release})
}

func (r *Resolver) NewsletterIssue() generated.NewsletterIssueResolver {
	return &newsletterIssueResolver{r}
}

type newsletterIssueResolver struct{ *Resolver }

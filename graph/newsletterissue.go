package graph

import (
	"context"
	"time"

	"github.com/cocreated/hub/graph/generated"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/edit"
	"github.com/cocreated/hub/storage/kind"
)

func (r *mutationResolver) NewsletterIssueCreate(ctx context.Context, input map[string]any) (*edit.Payload[kind.NewsletterIssue], error) {
	return create[kind.NewsletterIssue](ctx, r.Resolver, input)
}

func (r *mutationResolver) NewsletterIssueUpdate(ctx context.Context, input map[string]any) (*edit.Payload[kind.NewsletterIssue], error) {
	return update[kind.NewsletterIssue](ctx, r.Resolver, input)
}

func (r *newsletterIssueResolver) Newsletter(ctx context.Context, obj *kind.NewsletterIssue) (*kind.Newsletter, error) {
	return content.RelatedOne[kind.Newsletter](ctx, obj, "newsletter")
}

func (r *newsletterIssueResolver) Items(ctx context.Context, obj *kind.NewsletterIssue) ([]content.Row, error) {
	return content.RelatedAny(ctx, obj, "items")
}

func (r *queryResolver) NewsletterIssue(ctx context.Context, slug *string, id *string, locales []content.Locale, stage content.Stage, asOf *time.Time, release *string) (*kind.NewsletterIssue, error) {
	return find[kind.NewsletterIssue](ctx, r.Resolver, slug, id, view{locales, stage, asOf, release})
}

func (r *queryResolver) NewsletterIssues(ctx context.Context, first *int, after *string, last *int, before *string, where map[string]any, orderBy []map[string]any, locales []content.Locale, stage content.Stage, asOf *time.Time, release *string) (*content.Connection[kind.NewsletterIssue], error) {
	return list[kind.NewsletterIssue](ctx, r.Resolver, content.Page{First: first, After: after, Last: last, Before: before}, where, orderBy, view{locales, stage, asOf, release})
}

func (r *Resolver) NewsletterIssue() generated.NewsletterIssueResolver {
	return &newsletterIssueResolver{r}
}

type newsletterIssueResolver struct{ *Resolver }

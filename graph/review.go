package graph

import (
	"context"

	"github.com/cocreated/hub/graph/generated"
	"github.com/cocreated/hub/graph/model"
	"github.com/cocreated/hub/graph/view"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/review"
)

func (r *mutationResolver) ReviewSubmit(ctx context.Context, input model.ReviewSubmitInput) (*model.ReviewPayload, error) {
	return reviewed(r.store.Reviews().Submit(ctx, r.actor(ctx), review.Request{
		Entry: input.Entry, Locale: input.Locale, Assignee: input.Assignee, DueAt: input.DueAt, Comment: input.Comment,
	}))
}

func (r *mutationResolver) ReviewAssign(ctx context.Context, input map[string]any) (*model.ReviewPayload, error) {
	return r.assign(ctx, input)
}

func (r *mutationResolver) ReviewComment(ctx context.Context, input model.ReviewCommentInput) (*model.ReviewPayload, error) {
	return reviewed(r.store.Reviews().Comment(ctx, r.actor(ctx), input.ID, review.Remark{Part: input.Part, Field: input.Field, Body: input.Body}))
}

func (r *mutationResolver) ReviewApprove(ctx context.Context, input model.ReviewDecisionInput) (*model.ReviewPayload, error) {
	return reviewed(r.store.Reviews().Decide(ctx, r.actor(ctx), input.ID, review.Approved, input.Comment))
}

func (r *mutationResolver) ReviewSendBack(ctx context.Context, input model.ReviewDecisionInput) (*model.ReviewPayload, error) {
	return reviewed(r.store.Reviews().Decide(ctx, r.actor(ctx), input.ID, review.SentBack, input.Comment))
}

func (r *mutationResolver) ReviewWithdraw(ctx context.Context, input model.ReviewDecisionInput) (*model.ReviewPayload, error) {
	return reviewed(r.store.Reviews().Decide(ctx, r.actor(ctx), input.ID, review.Withdrawn, input.Comment))
}

func (r *mutationResolver) ReviewLinkCreate(ctx context.Context, input model.ReviewLinkCreateInput) (*model.ReviewLinkCreatePayload, error) {
	found, secret, err := r.store.Reviews().CreateLink(ctx, r.actor(ctx), input.ID, input.ExpiresAt)
	wrong, err := userErrors(err)
	if err != nil || len(wrong) > 0 {
		return &model.ReviewLinkCreatePayload{UserErrors: wrong}, err
	}
	return &model.ReviewLinkCreatePayload{URL: pointer(r.reviewURL(secret)), Review: found, UserErrors: wrong}, nil
}

func (r *queryResolver) Reviews(ctx context.Context, where *review.Filter, first *int, after *string) (*content.Connection[review.Review], error) {
	if err := refuseNullWithin(ctx, "where"); err != nil {
		return nil, err
	}
	return r.store.Reviews().List(ctx, valueOf(where), content.Page{First: first, After: after})
}

func (r *queryResolver) Review(ctx context.Context, id string) (*review.Review, error) {
	return r.store.Reviews().Find(ctx, id)
}

func (r *reviewResolver) Entry(ctx context.Context, obj *review.Review, locales []content.Locale) (content.Row, error) {
	if locales == nil {
		locales = []content.Locale{obj.Locale}
	}
	return obj.Read(ctx, locales, func() (*content.Reader, error) {
		return r.reader(ctx, view.View{Locales: locales, Stage: content.StageDraft})
	})
}

func (r *Resolver) Review() generated.ReviewResolver { return &reviewResolver{r} }

type reviewResolver struct{ *Resolver }

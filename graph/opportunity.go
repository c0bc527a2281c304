package graph

import (
	"context"
	"time"

	"github.com/cocreated/hub/graph/generated"
	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/content"
)

func (r *mutationResolver) OpportunityCreate(ctx context.Context, input map[string]any) (*content.Payload[storage.Opportunity], error) {
	return create[storage.Opportunity](ctx, r.Resolver, input)
}

func (r *mutationResolver) OpportunityUpdate(ctx context.Context, input map[string]any) (*content.Payload[storage.Opportunity], error) {
	return update[storage.Opportunity](ctx, r.Resolver, input)
}

func (r *opportunityResolver) Organisation(ctx context.Context, obj *storage.Opportunity) (*storage.Organisation, error) {
	return content.RelatedOne[storage.Organisation](ctx, obj, "organisation")
}

func (r *opportunityResolver) SkillsRequired(ctx context.Context, obj *storage.Opportunity) ([]*storage.Skill, error) {
	return content.Related[storage.Skill](ctx, obj, "skillsRequired")
}

func (r *opportunityResolver) SkillsHelpful(ctx context.Context, obj *storage.Opportunity) ([]*storage.Skill, error) {
	return content.Related[storage.Skill](ctx, obj, "skillsHelpful")
}

func (r *opportunityResolver) Lesson(ctx context.Context, obj *storage.Opportunity) (*storage.Lesson, error) {
	return content.RelatedPart[storage.Lesson](ctx, obj, "lesson")
}

func (r *queryResolver) Opportunity(ctx context.Context, slug *string, id *string, locales []content.Locale, stage content.Stage, asOf *time.Time, release *string) (*storage.Opportunity, error) {
	return find[storage.Opportunity](ctx, r.Resolver, slug, id, view{locales, stage, asOf, release})
}

func (r *queryResolver) Opportunities(ctx context.Context, first *int, after *string, last *int, before *string, where map[string]any, orderBy []map[string]any, locales []content.Locale, stage content.Stage, asOf *time.Time, release *string) (*content.Connection[storage.Opportunity], error) {
	return list[storage.Opportunity](ctx, r.Resolver, content.Page{First: first, After: after, Last: last, Before: before}, where, orderBy, view{locales, stage, asOf, release})
}

func (r *Resolver) Opportunity() generated.OpportunityResolver { return &opportunityResolver{r} }

type opportunityResolver struct{ *Resolver }

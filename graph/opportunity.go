package graph

import (
	"context"
	"time"

	"github.com/cocreated/hub/graph/generated"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/edit"
	"github.com/cocreated/hub/storage/kind"
)

func (r *mutationResolver) OpportunityCreate(ctx context.Context, input map[string]any) (*edit.Payload[kind.Opportunity], error) {
	return create[kind.Opportunity](ctx, r.Resolver, input)
}

func (r *mutationResolver) OpportunityUpdate(ctx context.Context, input map[string]any) (*edit.Payload[kind.Opportunity], error) {
	return update[kind.Opportunity](ctx, r.Resolver, input)
}

func (r *opportunityResolver) Organisation(ctx context.Context, obj *kind.Opportunity) (*kind.Organisation, error) {
	return content.RelatedOne[kind.Organisation](ctx, obj, "organisation")
}

func (r *opportunityResolver) SkillsRequired(ctx context.Context, obj *kind.Opportunity) ([]*kind.Skill, error) {
	return content.Related[kind.Skill](ctx, obj, "skillsRequired")
}

func (r *opportunityResolver) SkillsHelpful(ctx context.Context, obj *kind.Opportunity) ([]*kind.Skill, error) {
	return content.Related[kind.Skill](ctx, obj, "skillsHelpful")
}

func (r *opportunityResolver) Lesson(ctx context.Context, obj *kind.Opportunity) (*kind.Lesson, error) {
	return content.RelatedPart[kind.Lesson](ctx, obj, "lesson")
}

func (r *queryResolver) Opportunity(ctx context.Context, slug *string, id *string, locales []content.Locale, stage content.Stage, asOf *time.Time, release *string) (*kind.Opportunity, error) {
	return find[kind.Opportunity](ctx, r.Resolver, slug, id, view{locales, stage, asOf, release})
}

func (r *queryResolver) Opportunities(ctx context.Context, first *int, after *string, last *int, before *string, where map[string]any, orderBy []map[string]any, locales []content.Locale, stage content.Stage, asOf *time.Time, release *string) (*content.Connection[kind.Opportunity], error) {
	return list[kind.Opportunity](ctx, r.Resolver, content.Page{First: first, After: after, Last: last, Before: before}, where, orderBy, view{locales, stage, asOf, release})
}

func (r *Resolver) Opportunity() generated.OpportunityResolver { return &opportunityResolver{r} }

type opportunityResolver struct{ *Resolver }

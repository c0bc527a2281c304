package graph

import (
	"context"
	"time"

	"github.com/cocreated/hub/graph/generated"
	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/content"
)

func (r *mutationResolver) SkillCreate(ctx context.Context, input map[string]any) (*content.Payload[storage.Skill], error) {
	return create[storage.Skill](ctx, r.Resolver, input)
}

func (r *mutationResolver) SkillUpdate(ctx context.Context, input map[string]any) (*content.Payload[storage.Skill], error) {
	return update[storage.Skill](ctx, r.Resolver, input)
}

func (r *queryResolver) Skill(ctx context.Context, slug *string, id *string, locales []content.Locale, stage content.Stage, asOf *time.Time, release *string) (*storage.Skill, error) {
	return find[storage.Skill](ctx, r.Resolver, slug, id, view{locales, stage, asOf, release})
}

func (r *queryResolver) Skills(ctx context.Context, first *int, after *string, last *int, before *string, where map[string]any, orderBy []map[string]any, locales []content.Locale, stage content.Stage, asOf *time.Time, release *string) (*content.Connection[storage.Skill], error) {
	return list[storage.Skill](ctx, r.Resolver, content.Page{First: first, After: after, Last: last, Before: before}, where, orderBy, view{locales, stage, asOf, release})
}

func (r *skillResolver) Courses(ctx context.Context, obj *storage.Skill, first int) ([]*storage.Course, error) {
	return content.Referring[storage.Course](ctx, obj, "skills", first)
}

func (r *skillResolver) Opportunities(ctx context.Context, obj *storage.Skill, first int) ([]*storage.Opportunity, error) {
	return content.Referring[storage.Opportunity](ctx, obj, "skillsRequired", first)
}

func (r *Resolver) Skill() generated.SkillResolver { return &skillResolver{r} }

type skillResolver struct{ *Resolver }

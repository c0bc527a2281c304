package graph

import (
	"context"
	"time"

	"github.com/cocreated/hub/graph/generated"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/edit"
	"github.com/cocreated/hub/storage/kind"
)

func (r *mutationResolver) SkillCreate(ctx context.Context, input map[string]any) (*edit.Payload[kind.Skill], error) {
	return create[kind.Skill](ctx, r.Resolver, input)
}

func (r *mutationResolver) SkillUpdate(ctx context.Context, input map[string]any) (*edit.Payload[kind.Skill], error) {
	return update[kind.Skill](ctx, r.Resolver, input)
}

func (r *queryResolver) Skill(ctx context.Context, slug *string, id *string, locales []content.Locale, stage content.Stage, asOf *time.Time, release *string) (*kind.Skill, error) {
	return find[kind.Skill](ctx, r.Resolver, slug, id, view{locales, stage, asOf, release})
}

func (r *queryResolver) Skills(ctx context.Context, first *int, after *string, last *int, before *string, where map[string]any, orderBy []map[string]any, locales []content.Locale, stage content.Stage, asOf *time.Time, release *string) (*content.Connection[kind.Skill], error) {
	return list[kind.Skill](ctx, r.Resolver, content.Page{First: first, After: after, Last: last, Before: before}, where, orderBy, view{locales, stage, asOf, release})
}

func (r *skillResolver) Courses(ctx context.Context, obj *kind.Skill, first int) ([]*kind.Course, error) {
	return content.Referring[kind.Course](ctx, obj, "skills", first)
}

func (r *skillResolver) Opportunities(ctx context.Context, obj *kind.Skill, first int) ([]*kind.Opportunity, error) {
	return content.Referring[kind.Opportunity](ctx, obj, "skillsRequired", first)
}

func (r *Resolver) Skill() generated.SkillResolver { return &skillResolver{r} }

type skillResolver struct{ *Resolver }

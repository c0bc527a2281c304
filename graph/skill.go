package graph

import (
	"context"

	"github.com/cocreated/hub/graph/generated"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/kind"
)

func (r *skillResolver) Courses(ctx context.Context, obj *kind.Skill, first int) ([]*kind.Course, error) {
	return content.Referring[kind.Course](ctx, obj, "skills", first)
}

func (r *skillResolver) Opportunities(ctx context.Context, obj *kind.Skill, first int) ([]*kind.Opportunity, error) {
	return content.Referring[kind.Opportunity](ctx, obj, "skillsRequired", first)
}

func (r *Resolver) Skill() generated.SkillResolver { return &skillResolver{r} }

type skillResolver struct{ *Resolver }

package graph

import (
	"context"
	"time"

	"github.com/cocreated/hub/graph/generated"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/edit"
	"github.com/cocreated/hub/storage/kind"
)

func (r *courseResolver) Modules(ctx context.Context, obj *kind.Course) ([]*kind.Module, error) {
	return content.PartsOf[kind.Module](ctx, obj)
}

func (r *courseResolver) Area(ctx context.Context, obj *kind.Course) (*kind.Area, error) {
	return content.RelatedOne[kind.Area](ctx, obj, "area")
}

func (r *courseResolver) Organisation(ctx context.Context, obj *kind.Course) (*kind.Organisation, error) {
	return content.RelatedOne[kind.Organisation](ctx, obj, "organisation")
}

func (r *courseResolver) Output(ctx context.Context, obj *kind.Course) (*kind.Output, error) {
	return content.RelatedPart[kind.Output](ctx, obj, "output")
}

func (r *courseResolver) Skills(ctx context.Context, obj *kind.Course) ([]*kind.Skill, error) {
	return content.Related[kind.Skill](ctx, obj, "skills")
}

func (r *courseResolver) Terms(ctx context.Context, obj *kind.Course) ([]*kind.Term, error) {
	return content.Related[kind.Term](ctx, obj, "terms")
}

func (r *courseResolver) Programmes(ctx context.Context, obj *kind.Course) ([]*kind.Programme, error) {
	return content.Related[kind.Programme](ctx, obj, "programmes")
}

func (r *courseResolver) Image(ctx context.Context, obj *kind.Course) (*kind.Asset, error) {
	return content.RelatedOne[kind.Asset](ctx, obj, "image")
}

func (r *courseResolver) Publications(ctx context.Context, obj *kind.Course, first int) ([]*kind.Publication, error) {
	return content.Referring[kind.Publication](ctx, obj, "courses", first)
}

func (r *lessonResolver) Body(ctx context.Context, obj *kind.Lesson) (*content.RichText, error) {
	return content.Body(ctx, obj)
}

func (r *lessonResolver) Course(ctx context.Context, obj *kind.Lesson) (*kind.Course, error) {
	return content.OwnerOf[kind.Course](ctx, obj)
}

func (r *lessonResolver) Terms(ctx context.Context, obj *kind.Lesson) ([]*kind.Term, error) {
	return content.Related[kind.Term](ctx, obj, "terms")
}

func (r *lessonResolver) Assets(ctx context.Context, obj *kind.Lesson) ([]*kind.Asset, error) {
	return content.Related[kind.Asset](ctx, obj, "assets")
}

func (r *lessonResolver) Webinars(ctx context.Context, obj *kind.Lesson, first int) ([]*kind.Webinar, error) {
	return content.Referring[kind.Webinar](ctx, obj, "lesson", first)
}

func (r *moduleResolver) Lessons(ctx context.Context, obj *kind.Module) ([]*kind.Lesson, error) {
	return content.PartsOf[kind.Lesson](ctx, obj)
}

func (r *moduleResolver) Quiz(ctx context.Context, obj *kind.Module) (*kind.Quiz, error) {
	return kind.QuizOf(ctx, obj)
}

func (r *moduleResolver) Course(ctx context.Context, obj *kind.Module) (*kind.Course, error) {
	return content.OwnerOf[kind.Course](ctx, obj)
}

func (r *mutationResolver) CourseCreate(ctx context.Context, input map[string]any) (*edit.Payload[kind.Course], error) {
	return create[kind.Course](ctx, r.Resolver, input)
}

func (r *mutationResolver) CourseUpdate(ctx context.Context, input map[string]any) (*edit.Payload[kind.Course], error) {
	return update[kind.Course](ctx, r.Resolver, input)
}

func (r *queryResolver) Course(ctx context.Context, slug *string, id *string, locales []content.Locale, stage content.Stage, asOf *time.Time, release *string) (*kind.Course, error) {
	return find[kind.Course](ctx, r.Resolver, slug, id, view{locales, stage, asOf, release})
}

func (r *queryResolver) Courses(ctx context.Context, first *int, after *string, last *int, before *string, where map[string]any, orderBy []map[string]any, locales []content.Locale, stage content.Stage, asOf *time.Time, release *string) (*content.Connection[kind.Course], error) {
	return list[kind.Course](ctx, r.Resolver, content.Page{First: first, After: after, Last: last, Before: before}, where, orderBy, view{locales, stage, asOf, release})
}

func (r *quizQuestionResolver) Options(ctx context.Context, obj *kind.QuizQuestion) ([]*kind.QuizOption, error) {
	return content.PartsOf[kind.QuizOption](ctx, obj)
}

func (r *Resolver) Course() generated.CourseResolver { return &courseResolver{r} }

func (r *Resolver) Lesson() generated.LessonResolver { return &lessonResolver{r} }

func (r *Resolver) Module() generated.ModuleResolver { return &moduleResolver{r} }

func (r *Resolver) QuizQuestion() generated.QuizQuestionResolver { return &quizQuestionResolver{r} }

type (
	courseResolver       struct{ *Resolver }
	lessonResolver       struct{ *Resolver }
	moduleResolver       struct{ *Resolver }
	quizQuestionResolver struct{ *Resolver }
)

package graph

import (
	"context"
	"time"

	"github.com/cocreated/hub/graph/generated"
	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/content"
)

func (r *courseResolver) Modules(ctx context.Context, obj *storage.Course) ([]*storage.Module, error) {
	return content.PartsOf[storage.Module](ctx, obj)
}

func (r *courseResolver) Area(ctx context.Context, obj *storage.Course) (*storage.Area, error) {
	return content.RelatedOne[storage.Area](ctx, obj, "area")
}

func (r *courseResolver) Organisation(ctx context.Context, obj *storage.Course) (*storage.Organisation, error) {
	return content.RelatedOne[storage.Organisation](ctx, obj, "organisation")
}

func (r *courseResolver) Output(ctx context.Context, obj *storage.Course) (*storage.Output, error) {
	return content.RelatedPart[storage.Output](ctx, obj, "output")
}

func (r *courseResolver) Skills(ctx context.Context, obj *storage.Course) ([]*storage.Skill, error) {
	return content.Related[storage.Skill](ctx, obj, "skills")
}

func (r *courseResolver) Terms(ctx context.Context, obj *storage.Course) ([]*storage.Term, error) {
	return content.Related[storage.Term](ctx, obj, "terms")
}

func (r *courseResolver) Programmes(ctx context.Context, obj *storage.Course) ([]*storage.Programme, error) {
	return content.Related[storage.Programme](ctx, obj, "programmes")
}

func (r *courseResolver) Image(ctx context.Context, obj *storage.Course) (*storage.Asset, error) {
	return content.RelatedOne[storage.Asset](ctx, obj, "image")
}

func (r *courseResolver) Publications(ctx context.Context, obj *storage.Course, first int) ([]*storage.Publication, error) {
	return content.Referring[storage.Publication](ctx, obj, "courses", first)
}

func (r *lessonResolver) Body(ctx context.Context, obj *storage.Lesson) (*content.RichText, error) {
	return content.Body(ctx, obj)
}

func (r *lessonResolver) Course(ctx context.Context, obj *storage.Lesson) (*storage.Course, error) {
	return content.OwnerOf[storage.Course](ctx, obj)
}

func (r *lessonResolver) Terms(ctx context.Context, obj *storage.Lesson) ([]*storage.Term, error) {
	return content.Related[storage.Term](ctx, obj, "terms")
}

func (r *lessonResolver) Assets(ctx context.Context, obj *storage.Lesson) ([]*storage.Asset, error) {
	return content.Related[storage.Asset](ctx, obj, "assets")
}

func (r *lessonResolver) Webinars(ctx context.Context, obj *storage.Lesson, first int) ([]*storage.Webinar, error) {
	return content.Referring[storage.Webinar](ctx, obj, "lesson", first)
}

func (r *moduleResolver) Lessons(ctx context.Context, obj *storage.Module) ([]*storage.Lesson, error) {
	return content.PartsOf[storage.Lesson](ctx, obj)
}

func (r *moduleResolver) Quiz(ctx context.Context, obj *storage.Module) (*storage.Quiz, error) {
	return storage.QuizOf(ctx, obj)
}

func (r *moduleResolver) Course(ctx context.Context, obj *storage.Module) (*storage.Course, error) {
	return content.OwnerOf[storage.Course](ctx, obj)
}

func (r *mutationResolver) CourseCreate(ctx context.Context, input map[string]any) (*content.Payload[storage.Course], error) {
	return create[storage.Course](ctx, r.Resolver, input)
}

func (r *mutationResolver) CourseUpdate(ctx context.Context, input map[string]any) (*content.Payload[storage.Course], error) {
	return update[storage.Course](ctx, r.Resolver, input)
}

func (r *queryResolver) Course(ctx context.Context, slug *string, id *string, locales []content.Locale, stage content.Stage, asOf *time.Time, release *string) (*storage.Course, error) {
	return find[storage.Course](ctx, r.Resolver, slug, id, view{locales, stage, asOf, release})
}

func (r *queryResolver) Courses(ctx context.Context, first *int, after *string, last *int, before *string, where map[string]any, orderBy []map[string]any, locales []content.Locale, stage content.Stage, asOf *time.Time, release *string) (*content.Connection[storage.Course], error) {
	return list[storage.Course](ctx, r.Resolver, content.Page{First: first, After: after, Last: last, Before: before}, where, orderBy, view{locales, stage, asOf, release})
}

func (r *quizQuestionResolver) Options(ctx context.Context, obj *storage.QuizQuestion) ([]*storage.QuizOption, error) {
	return content.PartsOf[storage.QuizOption](ctx, obj)
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

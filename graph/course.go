package graph

import (
	"context"

	"github.com/cocreated/hub/graph/generated"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/kind"
)

func (r *courseResolver) Publications(ctx context.Context, obj *kind.Course, first int) ([]*kind.Publication, error) {
	return content.Referring[kind.Publication](ctx, obj, "courses", first)
}

func (r *lessonResolver) Webinars(ctx context.Context, obj *kind.Lesson, first int) ([]*kind.Webinar, error) {
	return content.Referring[kind.Webinar](ctx, obj, "lesson", first)
}

func (r *moduleResolver) Quiz(ctx context.Context, obj *kind.Module) (*kind.Quiz, error) {
	return kind.QuizOf(ctx, obj)
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

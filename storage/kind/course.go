package kind

import (
	"context"

	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/edit"
)

// Course is a course.
type Course struct {
	bun.BaseModel `bun:"table:courses,alias:k" json:"-"`
	content.Entry
	CourseFields
	CourseText `bun:"-"`
	// DurationMinutes: how long its lessons take together, in minutes.
	DurationMinutes int `bun:"duration_minutes,scanonly"`
}

// CourseFields are the columns of the table courses.
type CourseFields struct {
	Code            *string          `json:"code,omitempty" validate:"omitempty,max=50"`
	Level           *Level           `json:"level,omitempty" bun:"type:jsonb"`
	PassMarkPercent *int             `json:"passMarkPercent,omitempty" validate:"omitempty,min=0,max=100"`
	CompleteLocales []content.Locale `json:"completeLocales,omitempty" bun:",array"`
}

// CourseText is what one language says of a course.
type CourseText struct {
	Title      string   `json:"title" validate:"required,max=500"`
	Summary    *string  `json:"summary,omitempty" validate:"omitempty,max=5000"`
	Objectives []string `json:"objectives,omitempty" validate:"dive,required,max=500"`
}

// Module is a module of a course.
type Module struct {
	content.Part
	ModuleText
}

// ModuleText is what one language says of a module of a course.
type ModuleText struct {
	Title   *string `json:"title,omitempty" validate:"omitempty,max=300"`
	Summary *string `json:"summary,omitempty" validate:"omitempty,max=5000"`
}

// Lesson is a lesson of a course.
type Lesson struct {
	content.Part
	LessonFields
	LessonText
}

// LessonFields are the fields of a lesson of a course.
type LessonFields struct {
	DurationMinutes int `json:"durationMinutes" validate:"min=1,max=6000"`
}

// LessonText is what one language says of a lesson of a course.
type LessonText struct {
	Title   *string `json:"title,omitempty" validate:"omitempty,max=300"`
	Summary *string `json:"summary,omitempty" validate:"omitempty,max=5000"`
}

// QuizQuestion is a question of a quiz.
type QuizQuestion struct {
	content.Part
	QuizQuestionFields
	QuizQuestionText
}

// QuizQuestionFields are the fields of a question of a quiz.
type QuizQuestionFields struct {
	Type QuizQuestionType `json:"type" validate:"required,oneof=SINGLE MULTIPLE"`
}

// QuizQuestionText is what one language says of a question of a quiz.
type QuizQuestionText struct {
	Prompt      *string `json:"prompt,omitempty" validate:"omitempty,max=1000"`
	Explanation *string `json:"explanation,omitempty" validate:"omitempty,max=2000"`
}

// QuizOption is an option of a quiz question.
type QuizOption struct {
	content.Part
	QuizOptionFields
	QuizOptionText
}

// QuizOptionFields are the fields of an option of a quiz question.
type QuizOptionFields struct {
	Correct bool `json:"correct,omitempty"`
}

// QuizOptionText is what one language says of an option of a quiz question.
type QuizOptionText struct {
	Text *string `json:"text,omitempty" validate:"omitempty,max=1000"`
}

// QuizQuestionType is an enum of the schema.
type QuizQuestionType string

func courseKind() *content.Kind {
	return content.KindOf[Course, CourseFields, CourseText](content.Kind{
		Name:     "course",
		Table:    "courses",
		Keywords: []string{"code"},
		Relations: content.Relations{
			"area":         content.ToOne("area"),
			"organisation": content.ToOne("organisation"),
			"output":       content.ToPart("project", "output"),
			"skills":       content.ToMany("skill"),
			"terms":        content.ToMany("term"),
			"programmes":   content.ToMany("programme"),
			"image":        content.ToOne("asset"),
		},
		Card: &content.CardSource{Summary: "summary", Image: "image"},
		Computed: map[string]string{
			"duration_minutes": `SELECT coalesce(sum((l.fields->>'durationMinutes')::integer), 0) FROM parts AS l WHERE l.entry_id = k.id AND l.kind = 'lesson'`,
		},
		Filters: content.Filters{
			"title":           content.Title(),
			"code":            content.TextColumn("k.code"),
			"area":            content.By("area"),
			"organisation":    content.By("organisation"),
			"skills":          content.By("skills"),
			"terms":           content.By("terms"),
			"programmes":      content.By("programmes"),
			"durationMinutes": content.Computed("duration_minutes", "integer"),
		},
		Orders: content.Orders{
			"TITLE":    content.ByTitle(),
			"CODE":     {SQL: "k.code", Type: "text"},
			"DURATION": content.ByComputed("duration_minutes", "integer"),
		},
		Parts: []*content.PartKind{
			content.PartOf[Module, content.None, ModuleText](content.PartKind{
				Name: "module",
				Parts: []*content.PartKind{
					content.PartOf[Lesson, LessonFields, LessonText](content.PartKind{
						Name: "lesson",
						Body: true,
						Relations: content.Relations{
							"terms":  content.ToMany("term"),
							"assets": content.ToMany("asset"),
						},
					}),
					content.PartOf[QuizQuestion, QuizQuestionFields, QuizQuestionText](content.PartKind{
						Name: "quizQuestion",
						Parts: []*content.PartKind{
							content.PartOf[QuizOption, QuizOptionFields, QuizOptionText](content.PartKind{
								Name:   "quizOption",
								Plural: "options",
							}),
						},
					}),
				},
			}),
		},
	})
}

// CourseConnection is a page of courses.
type CourseConnection = content.Connection[Course]

// CourseEdge is a course in its place in a list.
type CourseEdge = content.Edge[Course]

// CoursePayload is what became of a write of a course.
type CoursePayload = edit.Payload[Course]

// Level is what a course asks of the learner, in a framework such as EQF.
type Level struct {
	Framework  string `json:"framework" validate:"required,max=50"`
	Value      int    `json:"value" validate:"min=1,max=20"`
	Indicative bool   `json:"indicative"`
}

// Quiz is the quiz at the end of a module; it has no life of its own.
type Quiz struct{ Questions []*QuizQuestion }

// QuizOf reads the quiz of a module; nil where it has no question.
func QuizOf(ctx context.Context, module *Module) (*Quiz, error) {
	questions, err := content.PartsOf[QuizQuestion](ctx, module)
	if err != nil || len(questions) == 0 {
		return nil, err
	}
	return &Quiz{Questions: questions}, nil
}

package job

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"
)

// Outcome is what became of an attempt at a job.
type Outcome struct {
	Attempt
	Kind string
	Took time.Duration
	// Err is why it failed; nil: it is done.
	Err error
}

// observer logs what becomes of jobs, and tells an observer.
type observer struct {
	river.MiddlewareDefaults
	log     *slog.Logger
	observe func(Outcome)
}

// Work implements rivertype.WorkerMiddleware. A panic becomes an error here, so
// that it is logged and counted like any other failure.
func (w *observer) Work(ctx context.Context, job *rivertype.JobRow, do func(context.Context) error) (err error) {
	start := time.Now()
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("the job panicked: %v\n%s", cause, debug.Stack())
		}
		outcome := Outcome{
			Attempt: Attempt{JobID: job.ID, Number: job.Attempt, Of: job.MaxAttempts},
			Kind:    job.Kind, Took: time.Since(start), Err: err,
		}
		w.note(ctx, outcome)
		if w.observe != nil {
			w.observe(outcome)
		}
	}()
	return do(ctx)
}

func (w *observer) note(ctx context.Context, outcome Outcome) {
	log := w.log.With("jobId", outcome.JobID, "kind", outcome.Kind, "attempt", outcome.Number, "took", outcome.Took)
	switch {
	case outcome.Err == nil:
		log.DebugContext(ctx, "job done")
	case outcome.Last():
		log.ErrorContext(ctx, "job failed for good", "error", outcome.Err)
	default:
		log.WarnContext(ctx, "job failed, will be tried again", "error", outcome.Err, "attempts", outcome.Of)
	}
}

// quiet passes on warnings and what is worse: River says a lot about itself.
type quiet struct{ slog.Handler }

// Enabled implements slog.Handler.
func (q quiet) Enabled(ctx context.Context, level slog.Level) bool {
	return level >= slog.LevelWarn && q.Handler.Enabled(ctx, level)
}

// WithAttrs implements slog.Handler.
func (q quiet) WithAttrs(attrs []slog.Attr) slog.Handler { return quiet{q.Handler.WithAttrs(attrs)} }

// WithGroup implements slog.Handler.
func (q quiet) WithGroup(name string) slog.Handler { return quiet{q.Handler.WithGroup(name)} }

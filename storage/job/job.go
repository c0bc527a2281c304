// Package job runs work beside requests: what is to happen later, what may take
// longer than a request, what is tried again until it succeeds. A job is put in
// within the transaction that gives rise to it, so that nothing is done of what
// was not committed, and nothing committed is not done. River carries it out; this
// package knows no content.
package job

import (
	"context"
	"time"

	"github.com/riverqueue/river"
)

// Args are the arguments of a job: a struct that is kept as JSON. Kind names what
// is to be done with them, in snake case; a name that is in use is never given to
// something else, because jobs outlive the program.
type Args interface {
	Kind() string
}

// Attempt says which of the attempts at a job is being made.
type Attempt struct {
	// JobID is the job's id, under which it stands in logs and in hub.river_job.
	JobID int64
	// Number counts attempts from 1; Of is how many there are at most.
	Number, Of int
}

// Last tells whether there will be no other attempt.
func (a Attempt) Last() bool { return a.Number >= a.Of }

// Kind is what can be done as a job: arguments, and the work that is done with
// them.
type Kind struct {
	add   func(workers *river.Workers, limit time.Duration) error
	limit time.Duration
}

// Within gives each attempt at jobs of the kind a time of its own, where that of all
// others is too long or too short. A node that is gone is waited for as long before
// its job is tried anew.
func (k Kind) Within(limit time.Duration) Kind {
	k.limit = limit
	return k
}

// Work describes the kind of job with the arguments A. Where do fails, it is tried
// again later, until it succeeds or the attempts are used up. The context ends
// with the time that a job may take, or when the runner cannot wait any longer.
func Work[A Args](do func(ctx context.Context, args A, attempt Attempt) error) Kind {
	return Kind{add: func(workers *river.Workers, limit time.Duration) error {
		return river.AddWorkerSafely(workers, &worker[A]{do: do, limit: limit})
	}}
}

type worker[A Args] struct {
	river.WorkerDefaults[A]
	do    func(context.Context, A, Attempt) error
	limit time.Duration
}

// Timeout implements river.Worker; zero stands for the time that all others have.
func (w *worker[A]) Timeout(*river.Job[A]) time.Duration { return w.limit }

// Work implements river.Worker.
func (w *worker[A]) Work(ctx context.Context, job *river.Job[A]) error {
	return w.do(ctx, job.Args, Attempt{JobID: job.ID, Number: job.Attempt, Of: job.MaxAttempts})
}

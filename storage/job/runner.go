package job

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivertype"
)

const (
	// pollInterval is how late a job may be taken up.
	pollInterval = 250 * time.Millisecond
	// timeLimit is how long a job may take.
	timeLimit = 5 * time.Minute
	// rescueAfter is when a job counts as lost whose node is gone, and is tried anew.
	rescueAfter = 2 * timeLimit
	// workers is how many jobs a node does at a time.
	workers = 8
)

// Options are what a runner works with.
type Options struct {
	// Pool leads to the database as its owner, in the driver's default mode: River
	// uses prepared statements. The runner does not close it.
	Pool   *pgxpool.Pool
	Logger *slog.Logger
	// Kinds are all kinds of job there are.
	Kinds []Kind
	// Periodic are jobs that are put in again and again.
	Periodic []Periodic
	// Patience is how long running jobs may go on when the runner stops; then their
	// context ends.
	Patience time.Duration
	// Observe, if there is one, hears of every attempt.
	Observe func(Outcome)
}

// Periodic is a job that is put in again and again, by one of the nodes.
type Periodic struct {
	Args  Args
	Every time.Duration
	// Attempts is how often each is tried at most; zero: once, because another will
	// come.
	Attempts int
	// AtStart says that each runner puts it in once more when it starts.
	AtStart bool
}

// Runner does jobs. Several may run on one database: each job is done by one.
type Runner struct {
	client  *river.Client[pgx.Tx]
	atStart []Periodic
}

// NewRunner makes a runner that does nothing before it is started.
func NewRunner(options Options) (*Runner, error) {
	if options.Pool == nil || options.Logger == nil {
		return nil, errors.New("jobs need a database and a log: set Pool and Logger")
	}
	known := river.NewWorkers()
	for _, kind := range options.Kinds {
		if err := kind.add(known, kind.limit); err != nil {
			return nil, err
		}
	}
	runner := &Runner{}
	var periodic []*river.PeriodicJob
	for _, job := range options.Periodic {
		periodic = append(periodic, job.river())
		if job.AtStart {
			runner.atStart = append(runner.atStart, job)
		}
	}
	var err error
	runner.client, err = river.NewClient(riverpgxv5.New(options.Pool), &river.Config{
		Schema:               schema,
		Logger:               slog.New(quiet{options.Logger.Handler()}),
		Workers:              known,
		Queues:               map[string]river.QueueConfig{string(Swift): {MaxWorkers: workers}, string(Heavy): {MaxWorkers: 1}, string(Long): {MaxWorkers: 1}},
		PeriodicJobs:         periodic,
		FetchPollInterval:    pollInterval,
		JobTimeout:           timeLimit,
		RescueStuckJobsAfter: rescueAfter,
		SoftStopTimeout:      options.Patience,
		Hooks:                []rivertype.Hook{&punctual{}},
		Middleware:           []rivertype.Middleware{&observer{log: options.Logger, observe: options.Observe}},
	})
	return runner, err
}

// river is the job as River keeps it. Nodes that lead one after the other put it
// in once for each period.
func (p Periodic) river() *river.PeriodicJob {
	return river.NewPeriodicJob(river.PeriodicInterval(p.Every), func() (river.JobArgs, *river.InsertOpts) {
		return p.Args, &river.InsertOpts{MaxAttempts: max(p.Attempts, 1), UniqueOpts: river.UniqueOpts{ByPeriod: p.Every}}
	}, nil)
}

// Start takes up jobs until Stop is called; that the context ends changes nothing.
func (r *Runner) Start(ctx context.Context) error {
	if err := r.client.Start(context.WithoutCancel(ctx)); err != nil {
		return fmt.Errorf("jobs cannot be run: %w", err)
	}
	for _, job := range r.atStart {
		if _, err := r.client.Insert(ctx, job.Args, &river.InsertOpts{MaxAttempts: max(job.Attempts, 1)}); err != nil {
			return errors.Join(fmt.Errorf("jobs cannot be put in: %w", err), r.Stop(ctx))
		}
	}
	return nil
}

// Stop takes up no more jobs and waits for those that run: for the runner's
// patience, and then until they have noticed that their context has ended, but no
// longer than ctx. What was not done is done by another runner, or by the next.
func (r *Runner) Stop(ctx context.Context) error { return r.client.Stop(ctx) }

package storage

import (
	"context"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/cocreated/hub/storage/account"
	"github.com/cocreated/hub/storage/file"
	"github.com/cocreated/hub/storage/job"
)

// JobOptions are what the work beside requests needs.
type JobOptions struct {
	// Accounts whose ended sessions are swept, and as whom schedules run.
	Accounts *account.Store
	Logger   *slog.Logger
	// Patience is how long running jobs may go on when the runner stops.
	Patience time.Duration
	// EventsKept is for how long events can be read; zero: for ever.
	EventsKept time.Duration
	// Observe, if there is one, hears of every attempt at a job.
	Observe func(job.Outcome)
}

// Jobs makes the runner of everything that the store does beside requests. It must
// be stopped before the store is closed.
func (s *Store) Jobs(ctx context.Context, options JobOptions) (*job.Runner, error) {
	pool, err := s.jobPool(ctx)
	if err != nil {
		return nil, err
	}
	scheduled := scheduler{Publisher: s.Publisher()}
	scheduled.Actor = actorOf(options.Accounts)
	work := job.Options{
		Pool: pool, Logger: options.Logger, Patience: options.Patience, Observe: options.Observe,
		Kinds: []job.Kind{
			job.Work(func(ctx context.Context, _ sweepAccounts, _ job.Attempt) error {
				return options.Accounts.Credentials().Sweep(ctx)
			}),
			job.Work(func(ctx context.Context, _ sweepKeys, _ job.Attempt) error { return s.Writer().ForgetKeys(ctx) }),
			job.Work(func(ctx context.Context, _ sweepFiles, _ job.Attempt) error { return s.sweepFiles(ctx, options.Logger) }),
			job.Work(func(ctx context.Context, _ sweepEvents, _ job.Attempt) error {
				return s.sweepEvents(ctx, options.EventsKept)
			}),
			job.Work(scheduled.run), job.Work(scheduled.runOverdue),
		},
		Periodic: []job.Periodic{
			{Args: sweepAccounts{}, Every: time.Hour, AtStart: true},
			{Args: sweepKeys{}, Every: time.Hour, AtStart: true},
			{Args: sweepFiles{}, Every: time.Hour, AtStart: true},
			{Args: sweepEvents{}, Every: time.Hour, AtStart: true},
			{Args: runOverdue{}, Every: time.Minute, AtStart: true},
		},
	}
	if s.files != nil {
		work.Kinds = append(work.Kinds, s.files.Jobs()...)
		work.Periodic = append(work.Periodic, file.Overdue)
	}
	return job.NewRunner(work)
}

// jobPool opens the pool of the jobs: as the owner, and apart from the others,
// because River uses prepared statements.
func (s *Store) jobPool(ctx context.Context) (*pgxpool.Pool, error) {
	config, err := pgxpool.ParseConfig(s.dsn)
	if err != nil {
		return nil, err
	}
	config.ConnConfig.RuntimeParams["search_path"] = "hub, public"
	config.ConnConfig.RuntimeParams["timezone"] = "UTC"
	config.ConnConfig.RuntimeParams["application_name"] = "hub jobs"
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, err
	}
	s.pools = append(s.pools, pool)
	return pool, nil
}

// sweepAccounts removes sessions that have ended.
type sweepAccounts struct{}

// Kind implements job.Args.
func (sweepAccounts) Kind() string { return "account_sweep" }

// sweepKeys forgets the keys of writes that nobody will try again.
type sweepKeys struct{}

// Kind implements job.Args.
func (sweepKeys) Kind() string { return "idempotency_sweep" }

// sweepEvents removes events that have been kept for long enough.
type sweepEvents struct{}

// Kind implements job.Args.
func (sweepEvents) Kind() string { return "event_sweep" }

func (s *Store) sweepEvents(ctx context.Context, kept time.Duration) error {
	if kept == 0 {
		return nil
	}
	_, err := s.Events().Sweep(ctx, kept)
	return err
}

// sweepFiles removes files that nobody needs, and what is left of broken uploads.
type sweepFiles struct{}

// Kind implements job.Args.
func (sweepFiles) Kind() string { return "asset_sweep" }

func (s *Store) sweepFiles(ctx context.Context, log *slog.Logger) error {
	if s.Files() == nil {
		return nil
	}
	swept, err := s.Files().Sweep(ctx, time.Now())
	if swept != (file.Swept{}) {
		log.InfoContext(ctx, "files swept", "uploads", swept.Uploads, "files", swept.Files, "multiparts", swept.Multiparts, "objects", swept.Objects)
	}
	return err
}

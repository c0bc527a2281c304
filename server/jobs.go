package main

import (
	"context"
	"log/slog"
	"time"

	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/account"
	"github.com/cocreated/hub/storage/job"
)

// jobPatience is how long running jobs may go on when the hub stops; it leaves
// time for their end within shutdownTime.
const jobPatience = 10 * time.Second

// startJobs starts what the hub does beside requests.
func startJobs(ctx context.Context, settings *Settings, store *storage.Store, accounts *account.Store, log *slog.Logger, metrics *metrics) (*job.Runner, error) {
	runner, err := store.Jobs(ctx, storage.JobOptions{
		Accounts: accounts, Logger: log, Patience: jobPatience, Observe: metrics.job,
		EventsKept: time.Duration(settings.EventsKept) * 24 * time.Hour,
	})
	if err != nil {
		return nil, err
	}
	return runner, runner.Start(ctx)
}

// stopJobs lets running jobs finish.
func stopJobs(runner *job.Runner) error {
	ctx, cancel := context.WithTimeout(context.Background(), shutdownTime)
	defer cancel()
	return runner.Stop(ctx)
}

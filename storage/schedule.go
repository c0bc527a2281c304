package storage

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/account"
	"github.com/cocreated/hub/storage/act"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/job"
	"github.com/cocreated/hub/storage/policy"
	"github.com/cocreated/hub/storage/publish"
)

// runSchedule is the job that does what was scheduled.
type runSchedule struct {
	Schedule uuid.UUID `json:"schedule"`
}

// Kind implements job.Args.
func (runSchedule) Kind() string { return "publish_scheduled" }

// runOverdue is the job that does what was scheduled and missed.
type runOverdue struct{}

// Kind implements job.Args.
func (runOverdue) Kind() string { return "publish_overdue" }

// scheduleAttempts is how often a schedule is tried whose failure is the hub's own:
// for about two minutes.
const scheduleAttempts = 4

// enqueueSchedule makes the job that runs a schedule at its time.
func (s *Store) enqueueSchedule(ctx context.Context, tx bun.Tx, schedule uuid.UUID, at time.Time) (int64, error) {
	return s.queue.Insert(ctx, tx, runSchedule{Schedule: schedule}, job.Insertion{At: at, Attempts: scheduleAttempts})
}

// scheduler runs schedules.
type scheduler struct{ *publish.Publisher }

func (s scheduler) run(ctx context.Context, args runSchedule, attempt job.Attempt) error {
	err := s.RunSchedule(ctx, args.Schedule)
	if err != nil && attempt.Last() {
		err = errors.Join(err, s.FailSchedule(ctx, args.Schedule, attempt.JobID))
	}
	return err
}

// runOverdue runs what should have run: while no hub was running, or by a hub that
// was killed at it. Where it fails, the job that belongs to it goes on trying.
func (s scheduler) runOverdue(ctx context.Context, _ runOverdue, _ job.Attempt) error {
	missed, err := s.Overdue(ctx)
	for _, schedule := range missed {
		err = errors.Join(err, s.RunSchedule(ctx, schedule))
	}
	return err
}

// actorOf finds who an account is, and what it may do now.
func actorOf(accounts *account.Store) func(context.Context, uuid.UUID) (act.Actor, error) {
	return func(ctx context.Context, id uuid.UUID) (act.Actor, error) {
		of, err := accounts.OnBehalf(ctx, id)
		if err != nil {
			return act.Actor{}, err
		}
		return policy.OfAccount(of).Actor(""), nil
	}
}

type (
	// ScheduleConnection is a page of schedules.
	ScheduleConnection = content.Connection[publish.Schedule]
	// ScheduleEdge is a schedule in its place in a list.
	ScheduleEdge = content.Edge[publish.Schedule]
	// ReleaseConnection is a page of releases.
	ReleaseConnection = content.Connection[publish.Release]
	// ReleaseEdge is a release in its place in a list.
	ReleaseEdge = content.Edge[publish.Release]
)

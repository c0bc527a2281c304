package publish

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/act"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/fault"
	"github.com/cocreated/hub/storage/pg"
)

// RunSchedule does what was scheduled, if its time has come and nobody has done it.
// Whoever comes second waits for the first and then has nothing to do, so it may be
// called as often as one likes. What is in the way makes the schedule fail, with the
// reasons kept and nothing half done. The error is for what may be tried again.
func (p *Publisher) RunSchedule(ctx context.Context, schedule uuid.UUID) error {
	_, err := p.now(ctx, act.Actor{}, false, func(ctx context.Context, c *liveChange) (*Outcome, error) {
		row, err := c.due(ctx, schedule)
		if err != nil || row == nil {
			return nil, err
		}
		// The way back, to where nothing has been done but the schedule can be marked.
		err = c.tx.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error {
			within := *c
			within.tx = tx
			return within.run(ctx, row)
		})
		if err != nil {
			problems := reasons(err)
			if problems == nil {
				return nil, err
			}
			return nil, c.failed(ctx, schedule, problems)
		}
		return nil, c.finish(ctx, schedule, ScheduleDone, nil)
	})
	return err
}

// failed gives a schedule up, and notes that in the trail.
func (c *liveChange) failed(ctx context.Context, schedule uuid.UUID, problems []*Problem) error {
	line := act.AuditLine{Action: act.VerbSchedule, Detail: map[string]any{"schedule": content.EncodeID(ScheduleKind, schedule), "state": ScheduleFailed}}
	if err := act.Audit(ctx, c.tx, act.Actor{Label: scheduleLabel}, line); err != nil {
		return err
	}
	return c.finish(ctx, schedule, ScheduleFailed, problems)
}

// scheduleLabel names what runs schedules, where that is not an account.
const scheduleLabel = "schedule"

// due reads a schedule whose time has come, and keeps others from running it; nil
// where there is nothing to do.
func (c *liveChange) due(ctx context.Context, schedule uuid.UUID) (*scheduleRow, error) {
	var row scheduleRow
	err := c.tx.NewRaw(`
		SELECT id, action, release_id, entry_ids, locales, with_dependencies, accept_stale, at, account_id
		FROM hub.schedules WHERE id = ? AND state = 'PENDING' AND at <= transaction_timestamp() FOR UPDATE`, schedule).Scan(ctx, &row)
	if pg.IsNoRows(err) {
		return nil, nil
	}
	return &row, err
}

// run does what a schedule says, as who made it.
func (c *liveChange) run(ctx context.Context, row *scheduleRow) error {
	c.actor = act.Actor{Label: scheduleLabel}
	if row.AccountID.Valid {
		if c.Actor == nil {
			return errors.New("publish: nothing says what an account may do that has scheduled something; set Actor")
		}
		actor, err := c.Actor(ctx, row.AccountID.UUID)
		if err != nil {
			return err
		}
		c.actor = actor
	}
	c.withDependencies, c.acceptStale = row.WithDependencies, row.AcceptStale
	items := row.items()
	if row.ReleaseID.Valid {
		var err error
		if items, err = c.releaseItems(ctx, row.ReleaseID.UUID); err != nil {
			return err
		}
	}
	if _, err := c.change(ctx, items); err != nil {
		return err
	}
	if row.ReleaseID.Valid {
		return c.released(ctx, row.ReleaseID.UUID)
	}
	return nil
}

func (r *scheduleRow) items() []liveItem {
	var items []liveItem
	for _, entry := range r.EntryIDs {
		for _, locale := range r.Locales {
			items = append(items, liveItem{EntryID: entry, Locale: locale, Action: r.Action})
		}
	}
	return items
}

// reasons are what somebody can mend of what went wrong; nil where nobody can.
func reasons(err error) []*Problem {
	var refusal *Refusal
	if errors.As(err, &refusal) {
		return refusal.Problems
	}
	var known *fault.Error
	if errors.As(err, &known) {
		return []*Problem{{Severity: Blocker, Code: content.NotPermitted, Message: known.Message}}
	}
	return nil
}

// FailSchedule gives a schedule up that cannot be run, for reasons that are the hub's
// own: they stand in the log under the id of the job.
func (p *Publisher) FailSchedule(ctx context.Context, schedule uuid.UUID, job int64) error {
	_, err := p.now(ctx, act.Actor{}, false, func(ctx context.Context, c *liveChange) (*Outcome, error) {
		row, err := c.due(ctx, schedule)
		if err != nil || row == nil {
			return nil, err
		}
		message := fmt.Sprintf("something went wrong on our side; the log says what, for the job %d", job)
		return nil, c.failed(ctx, schedule, []*Problem{{Severity: Blocker, Code: content.InternalProblem, Message: message}})
	})
	return err
}

// Overdue finds the schedules whose time has come and that have not been run: those
// that were missed while no hub was running, or whose hub was killed.
func (p *Publisher) Overdue(ctx context.Context) ([]uuid.UUID, error) {
	var ids []uuid.UUID
	err := p.DB.NewRaw(`SELECT id FROM hub.schedules WHERE state = 'PENDING' AND at <= transaction_timestamp() ORDER BY at, id`).Scan(ctx, &ids)
	return ids, err
}

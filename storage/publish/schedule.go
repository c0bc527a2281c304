package publish

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/cocreated/hub/storage/act"
	"github.com/cocreated/hub/storage/canonical"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/fault"
	"github.com/cocreated/hub/storage/pg"
)

// ScheduleState is an enum of the schema.
type ScheduleState string

// What has become of a schedule.
const (
	SchedulePending   ScheduleState = "PENDING"
	ScheduleDone      ScheduleState = "DONE"
	ScheduleFailed    ScheduleState = "FAILED"
	ScheduleCancelled ScheduleState = "CANCELLED"
)

// ScheduleKind is the kind in the ids of schedules.
const ScheduleKind = "schedule"

// Schedule is a change of the live stage that is to be made at a time.
type Schedule struct {
	UUID   uuid.UUID `bun:"id"`
	Action LiveAction
	At     time.Time
	State  ScheduleState
	// Entries and Locales are what it is about, or else the release is.
	Entries                       []*EntryReference `bun:"type:jsonb"`
	Locales                       []content.Locale  `bun:",array"`
	ReleaseID                     uuid.NullUUID
	WithDependencies, AcceptStale bool
	AccountID                     uuid.NullUUID
	ByName                        string
	CreatedAt                     time.Time
	FinishedAt                    *time.Time
	// Problems are why it failed.
	Problems []*Problem `bun:"type:jsonb"`
}

// ID is the id by which clients know the schedule.
func (s *Schedule) ID() string { return content.EncodeID(ScheduleKind, s.UUID) }

// Release is the id of the release that it publishes, as clients know it.
func (s *Schedule) Release() *string {
	if !s.ReleaseID.Valid {
		return nil
	}
	id := content.EncodeID(ReleaseKind, s.ReleaseID.UUID)
	return &id
}

// Author is who made it, and as whom it runs.
func (s *Schedule) Author() act.Author {
	return act.Author{AccountID: s.AccountID.UUID, Name: s.ByName}
}

// scheduleRow is a row of the table schedules.
type scheduleRow struct {
	ID               uuid.UUID
	Action           LiveAction
	ReleaseID        uuid.NullUUID
	EntryIDs         []uuid.UUID      `bun:"entry_ids,array"`
	Locales          []content.Locale `bun:",array"`
	WithDependencies bool
	AcceptStale      bool
	At               time.Time
	AccountID        uuid.NullUUID
}

// maxAhead is how far ahead something can be scheduled.
const maxAhead = 10 * 365 * 24 * time.Hour

// schedule makes a schedule of a change, with the job that will run it. What is in the
// way today is told, and may be mended until then.
func (c *liveChange) schedule(ctx context.Context, items []liveItem, row scheduleRow) (*Outcome, error) {
	row.At = row.At.UTC().Truncate(time.Microsecond)
	switch {
	case !row.At.After(c.now):
		return nil, fault.Invalid("at", "future", "this moment is past; leave it out to do it now")
	case row.At.After(c.now.Add(maxAhead)):
		return nil, fault.Invalid("at", "max", "this is more than ten years ahead")
	}
	if err := c.prepare(ctx, items); err != nil {
		return nil, err
	}
	if err := c.permit(); err != nil {
		return nil, err
	}
	outcome := &Outcome{Published: []*LiveEntry{}, Unpublished: []*LiveEntry{}}
	outcome.Problems, outcome.Omitted = c.sorted()
	for _, problem := range outcome.Problems {
		if problem.Code == content.EntryMissing {
			return nil, &Refusal{Problems: outcome.Problems}
		}
	}
	row.ID, row.AccountID = content.NewID(), uuid.NullUUID{UUID: c.actor.AccountID, Valid: c.actor.AccountID != uuid.Nil}
	row.WithDependencies, row.AcceptStale = c.withDependencies, c.acceptStale
	if !row.ReleaseID.Valid {
		row.EntryIDs, row.Locales = entriesOf(items), localesOf(items)
	}
	err := c.insert(ctx, row)
	if err != nil {
		return nil, err
	}
	if outcome.Schedule, err = readSchedule(ctx, c.tx, row.ID); err != nil {
		return nil, err
	}
	return outcome, c.audit(ctx, act.AuditLine{Action: act.VerbSchedule, Locales: row.Locales, Detail: c.detail(row)})
}

// detail is what the audit trail holds of a schedule: ids, as clients know them.
func (c *liveChange) detail(row scheduleRow) map[string]any {
	detail := map[string]any{"schedule": content.EncodeID(ScheduleKind, row.ID), "action": row.Action, "at": row.At}
	if row.ReleaseID.Valid {
		detail["release"] = content.EncodeID(ReleaseKind, row.ReleaseID.UUID)
		return detail
	}
	entries := make([]string, len(row.EntryIDs))
	for i, id := range row.EntryIDs {
		entries[i] = c.entries[id].ID()
	}
	detail["entries"] = entries
	return detail
}

func localesOf(items []liveItem) []content.Locale {
	seen := map[content.Locale]bool{}
	for _, item := range items {
		seen[item.Locale] = true
	}
	return slices.Sorted(maps.Keys(seen))
}

func (c *liveChange) insert(ctx context.Context, row scheduleRow) error {
	if c.Enqueue == nil {
		return errors.New("publish: nothing runs schedules here; set Enqueue")
	}
	job, err := c.Enqueue(ctx, c.tx, row.ID, row.At)
	if err != nil {
		return err
	}
	_, err = c.tx.NewRaw(`INSERT INTO hub.schedules (id, action, release_id, entry_ids, locales, with_dependencies, accept_stale, at, account_id, job_id, created_at)
		VALUES (?, ?, ?, ?::uuid[], ?::text[], ?, ?, ?, ?, ?, ?)`, row.ID, row.Action, row.ReleaseID, pg.UUIDs(row.EntryIDs), pg.Texts(row.Locales),
		row.WithDependencies, row.AcceptStale, row.At, row.AccountID, job, c.now).Exec(ctx)
	return err
}

// CancelSchedule takes a schedule back that has not run.
func (p *Publisher) CancelSchedule(ctx context.Context, actor act.Actor, id string) (*Schedule, error) {
	schedule, err := content.DecodeIDOf(ScheduleKind, id)
	if err != nil {
		return nil, err
	}
	var cancelled *Schedule
	_, err = p.now(ctx, actor, false, func(ctx context.Context, c *liveChange) (*Outcome, error) {
		if err := c.actor.May(act.Act{Verb: act.VerbSchedule}); err != nil {
			return nil, err
		}
		var state ScheduleState
		err := c.tx.NewRaw(`SELECT state FROM hub.schedules WHERE id = ? FOR UPDATE`, schedule).Scan(ctx, &state)
		switch {
		case pg.IsNoRows(err):
			return nil, &fault.Error{Code: fault.NotFound, Field: "id", Rule: "notFound", Message: "there is no schedule with this id"}
		case err != nil:
			return nil, err
		case state != SchedulePending:
			return nil, &fault.Error{Code: fault.Conflict, Field: "id", Rule: "notPending", Message: "it is not to come any more: it is " + string(state)}
		}
		if err := c.finish(ctx, schedule, ScheduleCancelled, nil); err != nil {
			return nil, err
		}
		if cancelled, err = readSchedule(ctx, c.tx, schedule); err != nil {
			return nil, err
		}
		return nil, c.audit(ctx, act.AuditLine{Action: act.VerbSchedule, Detail: map[string]any{"schedule": id, "state": ScheduleCancelled}})
	})
	return cancelled, err
}

// finish notes what has become of a schedule; a release whose time did not make it
// live is open again.
func (c *liveChange) finish(ctx context.Context, schedule uuid.UUID, state ScheduleState, problems []*Problem) error {
	var kept *string
	if len(problems) > 0 {
		encoded, err := canonical.Encode(problems)
		if err != nil {
			return err
		}
		kept = pointer(string(encoded))
	}
	_, err := c.tx.NewRaw(`UPDATE hub.schedules SET state = ?1, finished_at = ?2, problems = ?3 WHERE id = ?0;
		UPDATE hub.releases SET state = 'OPEN', updated_at = ?2 WHERE state = 'SCHEDULED' AND ?1 <> 'DONE'
			AND id = (SELECT release_id FROM hub.schedules WHERE id = ?0)`, schedule, state, c.now, kept).Exec(ctx)
	return err
}

package content

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"github.com/google/uuid"
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
	Locales                       []Locale          `bun:",array"`
	ReleaseID                     uuid.NullUUID
	WithDependencies, AcceptStale bool
	AccountID                     uuid.NullUUID
	ByName                        string
	CreatedAt                     time.Time
	FinishedAt                    *time.Time
	// Problems are why it failed.
	Problems []*PublishProblem `bun:"type:jsonb"`
}

// ID is the id by which clients know the schedule.
func (s *Schedule) ID() string { return EncodeID(ScheduleKind, s.UUID) }

// Release is the id of the release that it publishes, as clients know it.
func (s *Schedule) Release() *string {
	if !s.ReleaseID.Valid {
		return nil
	}
	id := EncodeID(ReleaseKind, s.ReleaseID.UUID)
	return &id
}

// Author is who made it, and as whom it runs.
func (s *Schedule) Author() Author { return Author{AccountID: s.AccountID.UUID, Name: s.ByName} }

// scheduleRow is a row of the table schedules.
type scheduleRow struct {
	ID               uuid.UUID
	Action           LiveAction
	ReleaseID        uuid.NullUUID
	EntryIDs         []uuid.UUID `bun:"entry_ids,array"`
	Locales          []Locale    `bun:",array"`
	WithDependencies bool
	AcceptStale      bool
	At               time.Time
	AccountID        uuid.NullUUID
}

// maxAhead is how far ahead something can be scheduled.
const maxAhead = 10 * 365 * 24 * time.Hour

// schedule makes a schedule of a change, with the job that will run it. What is in the
// way today is told, and may be mended until then.
func (c *liveChange) schedule(ctx context.Context, items []liveItem, row scheduleRow) (*PublishOutcome, error) {
	row.At = row.At.UTC().Truncate(time.Microsecond)
	switch {
	case !row.At.After(c.now):
		return nil, badInput("at", "future", "this moment is past; leave it out to do it now")
	case row.At.After(c.now.Add(maxAhead)):
		return nil, badInput("at", "max", "this is more than ten years ahead")
	}
	if err := c.prepare(ctx, items); err != nil {
		return nil, err
	}
	if err := c.permit(); err != nil {
		return nil, err
	}
	outcome := &PublishOutcome{Published: []*LiveEntry{}, Unpublished: []*LiveEntry{}}
	outcome.Problems, outcome.Omitted = c.sorted()
	for _, problem := range outcome.Problems {
		if problem.Code == EntryMissing {
			return nil, &Refusal{Problems: outcome.Problems}
		}
	}
	row.ID, row.AccountID = newID(), uuid.NullUUID{UUID: c.actor.AccountID, Valid: c.actor.AccountID != uuid.Nil}
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
	return outcome, c.audit(ctx, AuditLine{Action: VerbSchedule, Locales: row.Locales, Detail: c.detail(row)})
}

// detail is what the audit trail holds of a schedule: ids, as clients know them.
func (c *liveChange) detail(row scheduleRow) map[string]any {
	detail := map[string]any{"schedule": EncodeID(ScheduleKind, row.ID), "action": row.Action, "at": row.At}
	if row.ReleaseID.Valid {
		detail["release"] = EncodeID(ReleaseKind, row.ReleaseID.UUID)
		return detail
	}
	entries := make([]string, len(row.EntryIDs))
	for i, id := range row.EntryIDs {
		entries[i] = c.entries[id].ID()
	}
	detail["entries"] = entries
	return detail
}

func localesOf(items []liveItem) []Locale {
	seen := map[Locale]bool{}
	for _, item := range items {
		seen[item.Locale] = true
	}
	return slices.Sorted(maps.Keys(seen))
}

func (c *liveChange) insert(ctx context.Context, row scheduleRow) error {
	if c.Enqueue == nil {
		return errors.New("content: nothing runs schedules here; set Enqueue")
	}
	job, err := c.Enqueue(ctx, c.tx, row.ID, row.At)
	if err != nil {
		return err
	}
	_, err = c.tx.NewRaw(`INSERT INTO hub.schedules (id, action, release_id, entry_ids, locales, with_dependencies, accept_stale, at, account_id, job_id, created_at)
		VALUES (?, ?, ?, ?::uuid[], ?::text[], ?, ?, ?, ?, ?, ?)`, row.ID, row.Action, row.ReleaseID, uuidArray(row.EntryIDs), textArray(row.Locales),
		row.WithDependencies, row.AcceptStale, row.At, row.AccountID, job, c.now).Exec(ctx)
	return err
}

// CancelSchedule takes a schedule back that has not run.
func (p *Publisher) CancelSchedule(ctx context.Context, actor Actor, id string) (*Schedule, error) {
	schedule, err := decodeIDOf(ScheduleKind, id)
	if err != nil {
		return nil, err
	}
	var cancelled *Schedule
	_, err = p.now(ctx, actor, false, func(ctx context.Context, c *liveChange) (*PublishOutcome, error) {
		if err := c.actor.may(Act{Verb: VerbSchedule}); err != nil {
			return nil, err
		}
		var state ScheduleState
		err := c.tx.NewRaw(`SELECT state FROM hub.schedules WHERE id = ? FOR UPDATE`, schedule).Scan(ctx, &state)
		switch {
		case isNoRows(err):
			return nil, &Error{Code: NotFound, Field: "id", Rule: "notFound", Message: "there is no schedule with this id"}
		case err != nil:
			return nil, err
		case state != SchedulePending:
			return nil, &Error{Code: Conflict, Field: "id", Rule: "notPending", Message: "it is not to come any more: it is " + string(state)}
		}
		if err := c.finish(ctx, schedule, ScheduleCancelled, nil); err != nil {
			return nil, err
		}
		if cancelled, err = readSchedule(ctx, c.tx, schedule); err != nil {
			return nil, err
		}
		return nil, c.audit(ctx, AuditLine{Action: VerbSchedule, Detail: map[string]any{"schedule": id, "state": ScheduleCancelled}})
	})
	return cancelled, err
}

// finish notes what has become of a schedule; a release whose time did not make it
// live is open again.
func (c *liveChange) finish(ctx context.Context, schedule uuid.UUID, state ScheduleState, problems []*PublishProblem) error {
	var kept *string
	if len(problems) > 0 {
		encoded, err := encode(problems)
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

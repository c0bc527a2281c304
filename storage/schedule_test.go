package storage_test

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/account"
	"github.com/cocreated/hub/storage/act"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/job"
	"github.com/cocreated/hub/storage/policy"
	"github.com/cocreated/hub/storage/publish"
	"github.com/cocreated/hub/storage/storagetest"
)

// desk is a store with somebody who publishes, and with what runs schedules.
type desk struct {
	*storage.Store
	accounts  *account.Store
	publisher *account.Account
	actor     act.Actor
	outcomes  chan job.Outcome
}

func openDesk(t *testing.T) *desk {
	t.Helper()
	d := &desk{Store: storagetest.Demo(t), outcomes: make(chan job.Outcome, 100)}
	var err error
	if d.accounts, err = d.Accounts(time.Now); err != nil {
		t.Fatal(err)
	}
	d.publisher, err = d.accounts.Create(t.Context(), account.NewAccount{
		Email: "publisher@hub.example", Name: "Paula", Grant: account.Grant{Role: account.Publisher},
	})
	if err != nil {
		t.Fatal(err)
	}
	d.actor = policy.OfAccount(d.publisher).Actor("")
	return d
}

// run runs jobs until the end of the test, as one more node does.
func (d *desk) run(t *testing.T) {
	t.Helper()
	runner, err := d.Jobs(t.Context(), storage.JobOptions{
		Accounts: d.accounts, Logger: slog.New(slog.NewTextHandler(t.Output(), nil)), Observe: func(o job.Outcome) { d.outcomes <- o },
		EventsKept: 24 * time.Hour,
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := runner.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := runner.Stop(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	})
}

// done waits for a job of a kind.
func (d *desk) done(t *testing.T, kind string) {
	t.Helper()
	for {
		select {
		case outcome := <-d.outcomes:
			if outcome.Err != nil {
				t.Fatal(outcome.Err)
			}
			if outcome.Kind == kind {
				return
			}
		case <-t.Context().Done():
			t.Fatalf("no job of the kind %s was done", kind)
		}
	}
}

// page makes a page with a title, written and nothing more.
func (d *desk) page(t *testing.T, title string) string {
	t.Helper()
	return create(t, d.Store, "page", object{"type": "PAGE", "texts": []object{text(en, title)}})
}

func (d *desk) scheduled(t *testing.T, at time.Time, ids ...string) *publish.Schedule {
	t.Helper()
	outcome, err := d.Publisher().Publish(t.Context(), d.actor, publish.Request{IDs: ids, Locales: []content.Locale{en}, At: &at})
	if err != nil {
		t.Fatal(err)
	}
	return outcome.Schedule
}

// schedule reads a schedule again.
func (d *desk) schedule(t *testing.T, id uuid.UUID) *publish.Schedule {
	t.Helper()
	all, err := d.Publisher().Schedules(t.Context(), publish.ScheduleFilter{}, content.Page{})
	if err != nil {
		t.Fatal(err)
	}
	for _, schedule := range all.Nodes {
		if schedule.UUID == id {
			return schedule
		}
	}
	t.Fatalf("there is no schedule %s", id)
	return nil
}

func (d *desk) isLive(t *testing.T, id string) bool {
	t.Helper()
	return len(liveTitles(t, d.Store, idOf(t, id))) > 0
}

// missed makes a schedule one that should have run an hour ago; without its job it
// is one whose hub was killed.
func (d *desk) missed(t *testing.T, schedule *publish.Schedule, withJob bool) {
	t.Helper()
	jobs := "DELETE FROM hub.river_job WHERE kind = 'publish_scheduled'"
	if withJob {
		jobs = "UPDATE hub.river_job SET scheduled_at = now() - interval '1 hour' WHERE kind = 'publish_scheduled'"
	}
	if _, err := storagetest.Draft(d.Store).ExecContext(t.Context(), "UPDATE hub.schedules SET at = now() - interval '1 hour' WHERE id = '"+schedule.UUID.String()+"';"+jobs); err != nil {
		t.Fatal(err)
	}
}

// TestScheduleOnTime lets two nodes compete for schedules that are due in a while: each
// is run once, and not before its time.
func TestScheduleOnTime(t *testing.T) {
	t.Parallel()
	d := openDesk(t)
	d.run(t)
	d.run(t)
	var schedules []*publish.Schedule
	var ids []string
	for n, title := range []string{"One", "Two", "Three"} {
		id := d.page(t, title)
		ids = append(ids, id)
		schedules = append(schedules, d.scheduled(t, time.Now().Add(2*time.Second+time.Duration(n)*171*time.Millisecond), id))
	}
	if live := d.isLive(t, ids[0]); live && time.Now().Before(schedules[0].At) {
		t.Error("a page is live before its time")
	}
	for range schedules {
		d.done(t, "publish_scheduled")
	}
	for n, schedule := range schedules {
		now := d.schedule(t, schedule.UUID)
		if now.State != publish.ScheduleDone || !d.isLive(t, ids[n]) || now.Author().Name != "Paula" || len(now.Problems) > 0 {
			t.Errorf("after its time: %+v", now)
			continue
		}
		if early := now.At.Sub(*now.FinishedAt); early > 0 {
			t.Errorf("it ran %s before its time", early)
		}
	}
	var publications int
	err := storagetest.Draft(d.Store).NewRaw("SELECT count(*) FROM hub.audit WHERE action = 'PUBLISH' AND account_id = ?", d.publisher.ID).Scan(t.Context(), &publications)
	if err != nil || publications != len(schedules) {
		t.Errorf("%d publications by who scheduled them, want %d: %v", publications, len(schedules), err)
	}
}

func TestScheduleMissed(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		job  bool
		kind string
	}{{"HubWasDown", true, "publish_scheduled"}, {"HubWasKilled", false, "publish_overdue"}} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			d := openDesk(t)
			page := d.page(t, "Missed")
			schedule := d.scheduled(t, time.Now().Add(time.Hour), page)
			d.missed(t, schedule, test.job)
			d.run(t)
			d.done(t, test.kind)
			if now := d.schedule(t, schedule.UUID); now.State != publish.ScheduleDone || !d.isLive(t, page) {
				t.Errorf("after the start: %+v", now)
			}
		})
	}
}

// TestScheduleFails runs what cannot be done when its time has come: the reasons are
// kept, and nothing is done of it.
func TestScheduleFails(t *testing.T) {
	t.Parallel()
	d := openDesk(t)
	ctx := t.Context()
	area := create(t, d.Store, "area", object{"scheme": "TOOLKIT", "texts": []object{text(en, "Unseen")}})
	course := create(t, d.Store, "course", object{"area": area, "texts": []object{text(en, "Pointing")}})
	good := d.page(t, "Good")

	at := time.Now().Add(time.Hour)
	outcome, err := d.Publisher().Publish(ctx, d.actor, publish.Request{IDs: []string{good, course}, Locales: []content.Locale{en}, At: &at})
	if err != nil {
		t.Fatal(err)
	}
	blocked := outcome.Schedule
	if got := parameterDB(outcome.Problems, publish.Blocker); !slices.Equal(got, []string{"UNPUBLISHED_DEPENDENCY refs.area → area/unseen"}) {
		t.Errorf("told of %q when it was scheduled", got)
	}
	d.missed(t, blocked, false)
	if err := d.runNow(t, blocked); err != nil {
		t.Fatal(err)
	}
	now := d.schedule(t, blocked.UUID)
	if now.State != publish.ScheduleFailed || now.FinishedAt == nil || d.isLive(t, good) {
		t.Errorf("a schedule with a blocker: %+v", now)
	}
	if got := parameterDB(now.Problems, publish.Blocker); !slices.Equal(got, []string{"UNPUBLISHED_DEPENDENCY refs.area → area/unseen"}) || now.Problems[0].Entry.Slug != "pointing" {
		t.Errorf("kept %q", got)
	}

	t.Run("AccountDisabled", func(t *testing.T) {
		schedule := d.scheduled(t, at, good)
		d.missed(t, schedule, false)
		if _, err := storagetest.Draft(d.Store).NewRaw("UPDATE hub.accounts SET disabled_at = now() WHERE id = ?", d.publisher.ID).Exec(ctx); err != nil {
			t.Fatal(err)
		}
		if err := d.runNow(t, schedule); err != nil {
			t.Fatal(err)
		}
		now := d.schedule(t, schedule.UUID)
		if now.State != publish.ScheduleFailed || now.Problems[0].Code != content.NotPermitted || d.isLive(t, good) {
			t.Errorf("a schedule of a disabled account: %+v", now)
		}
	})
	t.Run("NobodyActs", func(t *testing.T) {
		schedule := d.scheduled(t, at, good)
		d.missed(t, schedule, false)
		if err := d.Publisher().RunSchedule(ctx, schedule.UUID); err == nil {
			t.Error("it ran, though nothing said as whom")
		}
		if now := d.schedule(t, schedule.UUID); now.State != publish.SchedulePending || d.isLive(t, good) {
			t.Errorf("it is left as %+v", now)
		}
	})
	t.Run("GivenUp", func(t *testing.T) {
		schedule := d.scheduled(t, at, good)
		d.missed(t, schedule, false)
		if err := d.Publisher().FailSchedule(ctx, schedule.UUID, 7); err != nil {
			t.Fatal(err)
		}
		if now := d.schedule(t, schedule.UUID); now.State != publish.ScheduleFailed || now.Problems[0].Code != content.InternalProblem {
			t.Errorf("given up: %+v", now)
		}
		var noted int
		err := storagetest.Draft(d.Store).NewRaw("SELECT count(*) FROM hub.audit WHERE detail->>'schedule' = ? AND detail->>'state' = 'FAILED'", schedule.ID()).Scan(ctx, &noted)
		if err != nil || noted != 1 {
			t.Errorf("it stands %d times in the audit trail: %v", noted, err)
		}
	})
}

// runNow runs a schedule whose time has come, as its job would.
func (d *desk) runNow(t *testing.T, schedule *publish.Schedule) error {
	t.Helper()
	publisher := d.Publisher()
	publisher.Actor = func(ctx context.Context, id uuid.UUID) (act.Actor, error) {
		of, err := d.accounts.OnBehalf(ctx, id)
		if err != nil {
			return act.Actor{}, err
		}
		return policy.OfAccount(of).Actor(""), nil
	}
	return publisher.RunSchedule(t.Context(), schedule.UUID)
}

func TestSchedule(t *testing.T) {
	t.Parallel()
	d := openDesk(t)
	ctx := t.Context()
	page := d.page(t, "Planned")
	schedule := d.scheduled(t, time.Now().Add(time.Hour), page)
	if schedule.State != publish.SchedulePending || schedule.Entries[0].Slug != "planned" || schedule.Release() != nil || schedule.Action != publish.ActionPublish {
		t.Errorf("scheduled %+v", schedule)
	}

	t.Run("NotBeforeItsTime", func(t *testing.T) {
		if err := d.runNow(t, schedule); err != nil || d.isLive(t, page) || d.schedule(t, schedule.UUID).State != publish.SchedulePending {
			t.Errorf("it ran before its time: %v", err)
		}
	})
	t.Run("Cancel", func(t *testing.T) {
		cancelled, err := d.Publisher().CancelSchedule(ctx, d.actor, schedule.ID())
		if err != nil || cancelled.State != publish.ScheduleCancelled {
			t.Fatal(cancelled, err)
		}
		d.missed(t, schedule, true)
		if err := d.runNow(t, schedule); err != nil || d.isLive(t, page) {
			t.Errorf("what was cancelled ran: %v", err)
		}
		if _, err := d.Publisher().CancelSchedule(ctx, d.actor, schedule.ID()); err == nil || !strings.Contains(err.Error(), "CANCELLED") {
			t.Errorf("cancelled twice: %v", err)
		}
	})
	t.Run("Unpublish", func(t *testing.T) {
		mustPublish(t, d.Store, []content.Locale{en}, page)
		at := time.Now().Add(time.Hour)
		outcome, err := d.Publisher().Unpublish(ctx, d.actor, publish.UnpublishRequest{IDs: []string{page}, Locales: []content.Locale{en}, At: &at})
		if err != nil {
			t.Fatal(err)
		}
		d.missed(t, outcome.Schedule, false)
		if err := d.runNow(t, outcome.Schedule); err != nil || d.isLive(t, page) {
			t.Errorf("it is live after it was to be unpublished: %v", err)
		}
	})
	t.Run("DryRun", func(t *testing.T) {
		at := time.Now().Add(time.Hour)
		outcome, err := d.Publisher().Publish(ctx, d.actor, publish.Request{IDs: []string{page}, Locales: []content.Locale{en}, At: &at, DryRun: true})
		if err != nil || outcome.Schedule == nil {
			t.Fatal(outcome, err)
		}
		var left int
		err = storagetest.Draft(d.Store).NewRaw("SELECT (SELECT count(*) FROM hub.schedules WHERE state = 'PENDING') + (SELECT count(*) FROM hub.river_job WHERE args->>'schedule' = ?)", outcome.Schedule.UUID.String()).Scan(ctx, &left)
		if err != nil || left != 0 {
			t.Errorf("a dry run left %d rows: %v", left, err)
		}
	})
	t.Run("Lists", func(t *testing.T) {
		other := d.page(t, "Other")
		d.scheduled(t, time.Now().Add(2*time.Hour), other)
		for want, filter := range map[int]publish.ScheduleFilter{
			1: {Entry: &other}, 2: {States: []publish.ScheduleState{publish.ScheduleCancelled, publish.SchedulePending}}, 3: {},
		} {
			found, err := d.Publisher().Schedules(ctx, filter, content.Page{})
			if err != nil || len(found.Nodes) != want || !slices.IsSortedFunc(found.Nodes, func(a, b *publish.Schedule) int { return a.At.Compare(b.At) }) {
				t.Errorf("%+v finds %d, want %d: %v", filter, len(found.Nodes), want, err)
			}
		}
		one := 1
		first, err := d.Publisher().Schedules(ctx, publish.ScheduleFilter{}, content.Page{First: &one})
		if err != nil {
			t.Fatal(err)
		}
		second, err := d.Publisher().Schedules(ctx, publish.ScheduleFilter{}, content.Page{First: &one, After: first.PageInfo.EndCursor()})
		if err != nil || second.Nodes[0].UUID == first.Nodes[0].UUID || !second.PageInfo.HasNextPage {
			t.Errorf("the second page: %+v, %v", second, err)
		}
		if count, err := first.TotalCount(ctx); err != nil || count != 3 {
			t.Errorf("counted %d: %v", count, err)
		}
	})
	t.Run("Refused", func(t *testing.T) {
		for want, at := range map[string]time.Time{"at: this moment is past": time.Now().Add(-time.Second), "at: this is more than ten years": time.Now().AddDate(11, 0, 0)} {
			_, err := d.Publisher().Publish(ctx, d.actor, publish.Request{IDs: []string{page}, Locales: []content.Locale{en}, At: &at})
			if err == nil || !strings.HasPrefix(err.Error(), want) {
				t.Errorf("want %q…, got %v", want, err)
			}
		}
		at := time.Now().Add(time.Hour)
		_, err := d.Publisher().Publish(ctx, d.actor, publish.Request{IDs: []string{content.EncodeID("page", uuid.New())}, Locales: []content.Locale{en}, At: &at})
		if got := blockersOf(t, err); !slices.Equal(got, []string{"ENTRY_MISSING"}) {
			t.Errorf("scheduling what does not exist: %q", got)
		}
		if _, err := d.Publisher().CancelSchedule(ctx, d.actor, page); err == nil || !strings.HasPrefix(err.Error(), "id: this is not the id of a schedule") {
			t.Errorf("cancelling a page: %v", err)
		}
		if _, err := d.Publisher().CancelSchedule(ctx, d.actor, content.EncodeID("schedule", uuid.New())); err == nil || !strings.HasPrefix(err.Error(), "id: there is no schedule") {
			t.Errorf("cancelling nothing: %v", err)
		}
	})
}

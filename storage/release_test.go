package storage_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/cocreated/hub/storage/act"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/edit"
	"github.com/cocreated/hub/storage/publish"
	"github.com/cocreated/hub/storage/storagetest"
)

func (d *desk) release(t *testing.T, name string) *publish.Release {
	t.Helper()
	release, err := d.Publisher().CreateRelease(t.Context(), d.actor, publish.NewRelease{Name: name})
	if err != nil {
		t.Fatal(err)
	}
	return release
}

func (d *desk) add(t *testing.T, release *publish.Release, items publish.ReleaseItems) *publish.Release {
	t.Helper()
	items.ID = release.ID()
	if items.Action == "" {
		items.Action = publish.ActionPublish
	}
	if items.Locales == nil {
		items.Locales = []content.Locale{en}
	}
	release, err := d.Publisher().AddToRelease(t.Context(), d.actor, items)
	if err != nil {
		t.Fatal(err)
	}
	return release
}

func (d *desk) reread(t *testing.T, release *publish.Release) *publish.Release {
	t.Helper()
	now, err := d.Publisher().Release(t.Context(), release.ID())
	if err != nil || now == nil {
		t.Fatal(now, err)
	}
	return now
}

// TestReleaseTogether publishes and unpublishes entries of which none could be changed
// without the others: one takes the place of another, and points to a third.
func TestReleaseTogether(t *testing.T) {
	t.Parallel()
	d := openDesk(t)
	ctx := t.Context()
	old := create(t, d.Store, "page", object{"type": "PAGE", "slug": "home", "texts": []object{text(en, "Old home")}})
	mustPublish(t, d.Store, []content.Locale{en}, old)
	mustDo(t, d.Store, act.VerbUpdate, "page", object{"id": old, "version": 1, "slug": "old-home"})
	image := create(t, d.Store, "asset", object{
		"fileName": "a.png", "sha256": storagetest.File(t, d.Store, "image/png"), "texts": []object{text(en, "Picture")},
	})
	fresh := create(t, d.Store, "page", object{"type": "PAGE", "slug": "home", "image": image, "texts": []object{text(en, "New home")}})

	release := d.release(t, "  Relaunch ")
	d.add(t, release, publish.ReleaseItems{IDs: []string{old}, Action: publish.ActionUnpublish})
	release = d.add(t, release, publish.ReleaseItems{IDs: []string{fresh}, WithDependencies: true})
	if release.Name != "Relaunch" || release.Author().Name != "Paula" || len(release.Items) != 3 || release.State != publish.ReleaseOpen {
		t.Fatalf("holds %+v", release)
	}

	check, err := d.Publisher().CheckRelease(ctx, release.ID(), false)
	if err != nil {
		t.Fatal(err)
	}
	if got := parameterDB(check.Problems, publish.Blocker); !slices.Equal(got, []string{"ALT_TEXT_MISSING en texts.en.altText"}) || check.Publishable() {
		t.Errorf("the check finds %q", got)
	}
	_, err = d.Publisher().PublishRelease(ctx, d.actor, publish.ReleasePublication{ID: release.ID()})
	if got := blockersOf(t, err); len(got) != 1 || d.isLive(t, fresh) || !d.isLive(t, old) || d.reread(t, release).State != publish.ReleaseOpen {
		t.Errorf("refused with %q", got)
	}

	mustDo(t, d.Store, act.VerbUpdate, "asset", object{"id": image, "version": 1, "texts": []object{text(en, "Picture", "altText", "A home")}})
	outcome, err := d.Publisher().PublishRelease(ctx, d.actor, publish.ReleasePublication{ID: release.ID()})
	if err != nil {
		t.Fatal(err)
	}
	if len(outcome.Published) != 2 || len(outcome.Unpublished) != 1 || d.isLive(t, old) || !d.isLive(t, fresh) || !d.isLive(t, image) {
		t.Errorf("published %+v", outcome)
	}
	if now := d.reread(t, release); now.State != publish.ReleasePublished || now.PublishedAt == nil {
		t.Errorf("afterwards %+v", now)
	}
	if _, err := d.Publisher().PublishRelease(ctx, d.actor, publish.ReleasePublication{ID: release.ID()}); err == nil || !strings.Contains(err.Error(), "PUBLISHED") {
		t.Errorf("published twice: %v", err)
	}
}

func TestReleaseAtATime(t *testing.T) {
	t.Parallel()
	d := openDesk(t)
	ctx := t.Context()
	area := create(t, d.Store, "area", object{"scheme": "TOOLKIT", "texts": []object{text(en, "Unseen")}})
	course := create(t, d.Store, "course", object{"area": area, "texts": []object{text(en, "Pointing")}})
	page := d.page(t, "Page")
	release := d.release(t, "Later")
	release = d.add(t, release, publish.ReleaseItems{IDs: []string{course, page}})
	at := func(hours int) *time.Time {
		moment := time.Now().Add(time.Duration(hours) * time.Hour)
		return &moment
	}
	plan := func(t *testing.T, when *time.Time) *publish.Schedule {
		t.Helper()
		outcome, err := d.Publisher().PublishRelease(ctx, d.actor, publish.ReleasePublication{ID: release.ID(), At: when})
		if err != nil {
			t.Fatal(err)
		}
		return outcome.Schedule
	}

	t.Run("AnotherTimeReplacesTheFirst", func(t *testing.T) {
		first, second := plan(t, at(1)), plan(t, at(2))
		now := d.reread(t, release)
		if now.State != publish.ReleaseScheduled || now.Schedule.UUID != second.UUID || d.schedule(t, first.UUID).State != publish.ScheduleCancelled {
			t.Errorf("scheduled %+v", now)
		}
		all, err := d.Publisher().Releases(ctx, []publish.ReleaseState{publish.ReleaseScheduled}, content.Page{})
		if err != nil || len(all.Nodes) != 1 || all.Nodes[0].Schedule == nil || *all.Nodes[0].Schedule.Release() != release.ID() {
			t.Errorf("listed %+v: %v", all, err)
		}
	})
	t.Run("CancelledScheduleOpensIt", func(t *testing.T) {
		if _, err := d.Publisher().CancelSchedule(ctx, d.actor, d.reread(t, release).Schedule.ID()); err != nil {
			t.Fatal(err)
		}
		if now := d.reread(t, release); now.State != publish.ReleaseOpen || now.Schedule != nil {
			t.Errorf("open again: %+v", now)
		}
	})
	t.Run("FailedScheduleOpensIt", func(t *testing.T) {
		schedule := plan(t, at(1))
		d.missed(t, schedule, false)
		if err := d.runNow(t, schedule); err != nil {
			t.Fatal(err)
		}
		failed := d.schedule(t, schedule.UUID)
		if failed.State != publish.ScheduleFailed || failed.Problems[0].Code != content.UnpublishedDependency || d.isLive(t, page) {
			t.Errorf("failed: %+v", failed)
		}
		if now := d.reread(t, release); now.State != publish.ReleaseOpen {
			t.Errorf("open again: %+v", now)
		}
	})
	t.Run("RunsWithWhatItHoldsThen", func(t *testing.T) {
		schedule := plan(t, at(1))
		d.add(t, release, publish.ReleaseItems{IDs: []string{area}})
		d.missed(t, schedule, false)
		d.run(t)
		d.done(t, "publish_overdue")
		if now := d.reread(t, release); now.State != publish.ReleasePublished || !d.isLive(t, course) || !d.isLive(t, area) {
			t.Errorf("published: %+v", now)
		}
	})
}

func TestReleaseChanges(t *testing.T) {
	t.Parallel()
	d := openDesk(t)
	ctx := t.Context()
	release := d.release(t, "Spring")
	page := d.page(t, "Page")
	name, description := "Summer", "For June"

	t.Run("Update", func(t *testing.T) {
		now, err := d.Publisher().UpdateRelease(ctx, d.actor, publish.ReleaseChange{ID: release.ID(), Version: 1, Description: &description, SetDescription: true})
		if err != nil || now.Name != "Spring" || *now.Description != description || now.Version != 2 {
			t.Fatal(now, err)
		}
		now, err = d.Publisher().UpdateRelease(ctx, d.actor, publish.ReleaseChange{ID: release.ID(), Version: 2, Name: &name, SetDescription: true})
		if err != nil || now.Name != name || now.Description != nil || now.Version != 3 {
			t.Fatal(now, err)
		}
		_, err = d.Publisher().UpdateRelease(ctx, d.actor, publish.ReleaseChange{ID: release.ID(), Version: 2, Name: &name})
		wrong, err := edit.UserErrorsOf(err)
		if err != nil || len(wrong) != 1 || wrong[0].Code != "VERSION_CONFLICT" || wrong[0].Conflict.Version != 3 {
			t.Errorf("an old version: %+v, %v", wrong, err)
		}
	})
	t.Run("Items", func(t *testing.T) {
		now := d.add(t, release, publish.ReleaseItems{IDs: []string{page}, Locales: []content.Locale{en, it}})
		if len(now.Items) != 1 || !slices.Equal(now.Items[0].Locales, []content.Locale{en, it}) || now.Items[0].Entry.Slug != "page" {
			t.Errorf("added %+v", now.Items[0])
		}
		now = d.add(t, release, publish.ReleaseItems{IDs: []string{page}, Locales: []content.Locale{it}, Action: publish.ActionUnpublish})
		if len(now.Items) != 2 {
			t.Errorf("replaced %+v", now.Items)
		}
		now, err := d.Publisher().RemoveFromRelease(ctx, d.actor, publish.ReleaseItems{ID: release.ID(), IDs: []string{page}, Locales: []content.Locale{it}})
		if err != nil || len(now.Items) != 1 || now.Items[0].Action != publish.ActionPublish {
			t.Errorf("removed %+v: %v", now.Items, err)
		}
	})
	t.Run("EntryDeleted", func(t *testing.T) {
		gone := d.page(t, "Gone")
		d.add(t, release, publish.ReleaseItems{IDs: []string{gone}})
		mustDo(t, d.Store, act.VerbDelete, "", object{"id": gone, "version": 1})
		check, err := d.Publisher().CheckRelease(ctx, release.ID(), false)
		if err != nil || !slices.Equal(parameterDB(check.Problems, publish.Blocker), []string{"ENTRY_MISSING"}) {
			t.Errorf("a release with what is in the bin: %+v, %v", check, err)
		}
	})
	t.Run("Cancel", func(t *testing.T) {
		other := d.release(t, "Never")
		d.add(t, other, publish.ReleaseItems{IDs: []string{page}})
		later := time.Now().Add(time.Hour)
		outcome, err := d.Publisher().PublishRelease(ctx, d.actor, publish.ReleasePublication{ID: other.ID(), At: &later})
		if err != nil {
			t.Fatal(err)
		}
		now, err := d.Publisher().CancelRelease(ctx, d.actor, other.ID())
		if err != nil || now.State != publish.ReleaseCancelled || d.schedule(t, outcome.Schedule.UUID).State != publish.ScheduleCancelled {
			t.Errorf("cancelled %+v: %v", now, err)
		}
		if _, err := d.Publisher().AddToRelease(ctx, d.actor, publish.ReleaseItems{ID: other.ID(), IDs: []string{page}, Locales: []content.Locale{en}, Action: publish.ActionPublish}); err == nil {
			t.Error("something was put into a cancelled release")
		}
	})
	t.Run("Refused", func(t *testing.T) {
		empty := d.release(t, "Empty")
		long := strings.Repeat("x", 201)
		missing := content.EncodeID("page", uuid.New())
		for want, do := range map[string]func() error{
			"name: it must not be empty": func() error {
				_, err := d.Publisher().CreateRelease(ctx, d.actor, publish.NewRelease{Name: " "})
				return err
			},
			"name: at most 200": func() error {
				_, err := d.Publisher().CreateRelease(ctx, d.actor, publish.NewRelease{Name: long})
				return err
			},
			"id: there is nothing in this release": func() error {
				_, err := d.Publisher().PublishRelease(ctx, d.actor, publish.ReleasePublication{ID: empty.ID()})
				return err
			},
			"id: there is no release": func() error {
				_, err := d.Publisher().CancelRelease(ctx, d.actor, content.EncodeID("release", uuid.New()))
				return err
			},
			"ids: there is no entry": func() error {
				_, err := d.Publisher().AddToRelease(ctx, d.actor, publish.ReleaseItems{ID: empty.ID(), IDs: []string{missing}, Locales: []content.Locale{en}, Action: publish.ActionPublish})
				return err
			},
			"name: a release must have a name": func() error {
				_, err := publish.ReleaseChangeFrom(object{"name": nil})
				return err
			},
		} {
			if err := do(); err == nil || !strings.HasPrefix(err.Error(), want) {
				t.Errorf("want %q…, got %v", want, err)
			}
		}
		if none, err := d.Publisher().Release(ctx, content.EncodeID("release", uuid.New())); none != nil || err != nil {
			t.Errorf("an unknown release: %v, %v", none, err)
		}
	})
}

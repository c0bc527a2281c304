package storage_test

import (
	"testing"

	"github.com/cocreated/hub/storage/storagetest"
)

// TestEventsAreSwept runs the jobs of a hub whose events are kept for a day.
func TestEventsAreSwept(t *testing.T) {
	t.Parallel()
	d := openDesk(t)
	if _, err := storagetest.Draft(d.Store).ExecContext(t.Context(), "UPDATE hub.events SET at = at - interval '25 hours'"); err != nil {
		t.Fatal(err)
	}
	d.page(t, "New")
	count := func() (events int) {
		t.Helper()
		if err := storagetest.Draft(d.Store).NewRaw("SELECT count(*) FROM hub.events").Scan(t.Context(), &events); err != nil {
			t.Fatal(err)
		}
		return events
	}
	if count() < 2 {
		t.Fatal("there is nothing to sweep")
	}
	d.run(t)
	d.done(t, "event_sweep")
	if left := count(); left != 1 {
		t.Errorf("%d events are left", left)
	}
}

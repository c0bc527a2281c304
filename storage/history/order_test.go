package history_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/cocreated/hub/storage/storagetest"
)

// TestLateTransaction lets a transaction that began before another change the same
// rows after it: at no moment is a row there twice, and what came last is live.
func TestLateTransaction(t *testing.T) {
	t.Parallel()
	store := storagetest.Empty(t)
	db, ctx := storagetest.Draft(store), t.Context()
	for _, change := range []string{"entry", "text", "links", "all texts"} {
		t.Run(change, func(t *testing.T) {
			entry, part := uuid.New(), uuid.New()
			entries := []uuid.UUID{entry}
			run := func(change string, value int) func(run func(sql string, args ...any)) {
				return func(run func(sql string, args ...any)) { run(changes[change], entry, part, value) }
			}
			transact := func(do ...func(func(string, ...any))) {
				t.Helper()
				tx, err := db.BeginTx(ctx, nil)
				if err != nil {
					t.Fatal(err)
				}
				for _, step := range do {
					step(func(sql string, args ...any) {
						if _, err := tx.NewRaw(sql, args...).Exec(ctx); err != nil {
							t.Fatal(err)
						}
					})
				}
				if err := tx.Commit(); err != nil {
					t.Fatal(err)
				}
			}
			now := func() (moment time.Time) {
				t.Helper()
				if err := db.NewRaw("SELECT clock_timestamp()").Scan(ctx, &moment); err != nil {
					t.Fatal(err)
				}
				return moment
			}
			transact(run("entry", 0), run("text", 0), run("links", 1))
			before := now()
			first, err := look(ctx, db, "live", entries)
			if err != nil {
				t.Fatal(err)
			}
			var between time.Time
			transact(func(late func(string, ...any)) {
				late("SELECT transaction_timestamp()")
				transact(run(change, 1))
				between = now()
				late(changes[change], entry, part, 2)
			})
			last, err := look(ctx, db, "live", entries)
			if err != nil {
				t.Fatal(err)
			}
			for moment, want := range map[time.Time]rows{before: first, now(): last} {
				seen, err := at(ctx, db, moment, entries)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(want, seen); diff != "" {
					t.Errorf("(-then +seen now):\n%s", diff)
				}
			}
			for moment := before; moment.Before(between); moment = moment.Add(between.Sub(before)/100 + time.Microsecond) {
				seen, err := at(ctx, db, moment, entries)
				if err != nil {
					t.Fatal(err)
				}
				for key := range first {
					if seen[key] == "" {
						t.Fatalf("%s does not show at %v", key, moment)
					}
				}
			}
		})
	}
}

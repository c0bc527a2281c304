package notice_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/notice"
	"github.com/cocreated/hub/storage/pg"
	"github.com/cocreated/hub/storage/storagetest"
	"github.com/cocreated/hub/storage/transfer"
)

// The tests of the log do not run beside others: what it tells is held back by any open
// transaction of the server.

// begin opens a transaction, which is taken back at the end of the test if it is open then.
func begin(t *testing.T, store *storage.Store) bun.Tx {
	t.Helper()
	tx, err := storagetest.Draft(store).BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = tx.Rollback() })
	return tx
}

// notify tells of events of these versions.
func notify(t *testing.T, tx bun.IDB, versions ...int) {
	t.Helper()
	var events []notice.EntryEvent
	for _, version := range versions {
		events = append(events, event(version))
	}
	if err := notice.Notify(t.Context(), tx, events...); err != nil {
		t.Fatal(err)
	}
}

func commit(t *testing.T, tx bun.Tx) {
	t.Helper()
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
}

func head(t *testing.T, store *storage.Store) notice.Position {
	t.Helper()
	position, err := store.Events().Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return position
}

// since reads what there is after a position.
func since(t *testing.T, store *storage.Store, position notice.Position, limit int) ([]notice.LogEvent, notice.Position) {
	t.Helper()
	events, next, err := store.Events().Since(t.Context(), position, limit)
	if err != nil {
		t.Fatal(err)
	}
	return events, next
}

// settle waits until every transaction that began to write before is over: Postgres has some
// of its own, such as those of autovacuum.
func settle(t *testing.T, store *storage.Store) {
	t.Helper()
	var last string
	if err := storagetest.Draft(store).NewRaw("SELECT pg_current_xact_id()::text").Scan(t.Context(), &last); err != nil {
		t.Fatal(err)
	}
	for settled := false; !settled; {
		err := storagetest.Draft(store).NewRaw("SELECT pg_snapshot_xmin(pg_current_snapshot()) > ?::xid8", last).Scan(t.Context(), &settled)
		if err != nil {
			t.Fatal(err)
		}
	}
}

// expect reads what there is after a position once no transaction is open, and expects events
// of these versions, in this order.
func expect(t *testing.T, store *storage.Store, position notice.Position, versions ...int) notice.Position {
	t.Helper()
	settle(t, store)
	events, next := since(t, store, position, 1000)
	var got []int
	for _, event := range events {
		got = append(got, event.Version)
	}
	if diff := cmp.Diff(versions, got); diff != "" {
		t.Error(diff)
	}
	return next
}

func TestLog(t *testing.T) {
	store := storagetest.Empty(t)
	start := head(t, store)
	want := []notice.EntryEvent{event(1), event(2), {Type: notice.EventPublished, Stage: content.StageLive, Kind: "page"}}
	want[0].Locales = []content.Locale{"it", "sr-Latn"}
	if err := notice.Notify(t.Context(), storagetest.Draft(store), want...); err != nil {
		t.Fatal(err)
	}
	expect(t, store, start, 1, 2, 0)

	all, end := since(t, store, start, 4)
	for i, event := range all {
		if diff := cmp.Diff(want[i], event.EntryEvent, cmpopts.IgnoreFields(notice.EntryEvent{}, "At")); diff != "" {
			t.Error(diff)
		}
		if event.At.IsZero() || event.At.Location() != time.UTC {
			t.Errorf("it happened at %s", event.At)
		}
	}
	// Page by page it is the same.
	position := start
	for _, event := range all {
		page, next := since(t, store, position, 1)
		if diff := cmp.Diff([]notice.LogEvent{event}, page); diff != "" {
			t.Fatal(diff)
		}
		if next != page[0].Position {
			t.Errorf("after a full page one goes on from %s and not from its last event, %s", next, page[0].Position)
		}
		position = next
	}
	for _, nothing := range []notice.Position{position, end} {
		if events, _ := since(t, store, nothing, 1); len(events) > 0 {
			t.Errorf("after the end there is %+v", events)
		}
	}
}

func TestLogIsOfWhatWasCommitted(t *testing.T) {
	store := storagetest.Empty(t)
	start := head(t, store)
	tx := begin(t, store)
	notify(t, tx, 1)
	if err := tx.Rollback(); err != nil {
		t.Fatal(err)
	}
	// Part of a transaction is taken back, and numbers are used once within it.
	tx = begin(t, store)
	notify(t, tx, 2)
	if err := tx.RunInTx(t.Context(), nil, func(_ context.Context, inner bun.Tx) error {
		notify(t, inner, 3)
		return errors.New("taken back")
	}); err == nil {
		t.Fatal("nothing was taken back")
	}
	if err := tx.RunInTx(t.Context(), nil, func(_ context.Context, inner bun.Tx) error {
		notify(t, inner, 4)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	notify(t, tx, 5)
	commit(t, tx)
	err := pg.Transact(t.Context(), storagetest.Draft(store), true, func(_ context.Context, dry bun.Tx) error {
		notify(t, dry, 6)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	expect(t, store, start, 2, 4, 5)
}

// TestOvertaking lets a transaction commit before one that began to write earlier.
func TestOvertaking(t *testing.T) {
	store := storagetest.Empty(t)
	start := head(t, store)
	first, second := begin(t, store), begin(t, store)
	notify(t, first, 1)
	notify(t, second, 3)
	notify(t, second, 4)
	commit(t, second)
	events, position := since(t, store, start, 1000)
	if len(events) > 0 {
		t.Fatalf("while an earlier transaction is open there is %+v", events)
	}
	// Whoever begins to read now must not lose what is open either.
	newcomer := head(t, store)
	notify(t, first, 2)
	commit(t, first)
	for _, from := range []notice.Position{start, position, newcomer} {
		expect(t, store, from, 1, 2, 3, 4)
	}
}

// TestLogAfterTheConnectionWasLost reads what the bus has missed.
func TestLogAfterTheConnectionWasLost(t *testing.T) {
	store := storagetest.Empty(t)
	subscription := subscribe(t, open(t, store))
	position := head(t, store)
	tell(t, store, 1)
	hear(t, subscription, 1)
	position = expect(t, store, position, 1)
	// What is told in the transaction in which the listener is ended is lost to it, unless it
	// comes back before the commit; the log has it in either case.
	err := storagetest.Draft(store).RunInTx(t.Context(), nil, func(ctx context.Context, tx bun.Tx) error {
		notify(t, tx, 2)
		_, err := tx.ExecContext(ctx,
			"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'hub events'")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	expect(t, store, position, 2)
}

func TestSweep(t *testing.T) {
	store := storagetest.Empty(t)
	const kept = 30 * 24 * time.Hour
	sweep := func(want int) {
		t.Helper()
		swept, err := store.Events().Sweep(t.Context(), kept)
		if err != nil || swept != want {
			t.Fatalf("%d events were swept instead of %d: %v", swept, want, err)
		}
	}
	expectStartAnew := func(position notice.Position) {
		t.Helper()
		if events, _, err := store.Events().Since(t.Context(), position, 10); !errors.Is(err, notice.ErrStartAnew) {
			t.Errorf("got %+v, %v", events, err)
		}
	}
	sweep(0)
	start := head(t, store)
	tx := begin(t, store)
	notify(t, tx, 1, 2)
	commit(t, tx)
	expect(t, store, start, 1, 2)
	_, middle := since(t, store, start, 1)
	end := head(t, store)
	sweep(0)
	expect(t, store, start, 1, 2)

	// What happened is made older than it is.
	if _, err := storagetest.Draft(store).ExecContext(t.Context(), "UPDATE hub.events SET at = at - interval '31 days'"); err != nil {
		t.Fatal(err)
	}
	tell(t, store, 3)
	sweep(2)
	expectStartAnew(start)
	expectStartAnew(middle)
	position := expect(t, store, end, 3)
	// Where nothing else happens, who has read everything goes on for ever.
	if _, err := storagetest.Draft(store).ExecContext(t.Context(), "UPDATE hub.events SET at = at - interval '31 days'"); err != nil {
		t.Fatal(err)
	}
	sweep(1)
	expectStartAnew(end)
	if events, _ := since(t, store, position, 10); len(events) > 0 {
		t.Errorf("got %+v", events)
	}
}

func TestForeignPosition(t *testing.T) {
	store := storagetest.Empty(t)
	here := string(head(t, store))
	log := here[:strings.Index(here, ".")+1]
	for name, position := range map[string]notice.Position{
		"OfAnotherDatabase": head(t, storagetest.Empty(t)),
		"StillToCome":       notice.Position(log + "1000000000000.0"),
	} {
		t.Run(name, func(t *testing.T) {
			if events, _, err := store.Events().Since(t.Context(), position, 10); !errors.Is(err, notice.ErrStartAnew) {
				t.Errorf("got %+v, %v", events, err)
			}
		})
	}
	for _, nonsense := range []notice.Position{"", "nonsense", notice.Position(log + "1"), notice.Position(log + "1.x"), notice.Position(log + "-1.0")} {
		if _, _, err := store.Events().Since(t.Context(), nonsense, 10); err == nil || errors.Is(err, notice.ErrStartAnew) {
			t.Errorf("%q: %v", nonsense, err)
		}
	}
	if _, _, err := store.Events().Since(t.Context(), notice.Position(here), 0); err == nil {
		t.Error("a page of nothing")
	}
}

// TestRestored puts events into the log as a dump from another server does: with numbers that
// are not given here yet.
func TestRestored(t *testing.T) {
	store := storagetest.Empty(t)
	_, err := storagetest.Draft(store).ExecContext(t.Context(), `INSERT INTO hub.events (transaction_id, at, type, stage, kind)
		SELECT (1000000000 + n)::text::xid8, now() - interval '31 days', 'UPDATED', 'LIVE', 'page' FROM generate_series(1, 10) AS n`)
	if err != nil {
		t.Fatal(err)
	}
	position := head(t, store)
	tell(t, store, 1)
	expect(t, store, position, 1)
	if swept, err := store.Events().Sweep(t.Context(), time.Hour); err != nil || swept != 10 {
		t.Fatalf("%d were swept: %v", swept, err)
	}
	expect(t, store, position, 1)
}

func TestLogOfImport(t *testing.T) {
	store := storagetest.Empty(t)
	load := func(pages int, title string, options transfer.ImportOptions) {
		t.Helper()
		var records strings.Builder
		for i := range pages {
			fmt.Fprintf(&records, `{"kind":"page","slug":"page-%d","sourceLocale":"en","fields":{"type":"PAGE"},"texts":{"en":{"title":%q}},"published":["en"]}`+"\n", i, title)
		}
		report, err := store.Importer().Import(t.Context(), strings.NewReader(records.String()), options)
		if err != nil || len(report.Problems) > 0 {
			t.Fatalf("%v, %v", report.Problems, err)
		}
	}
	start := head(t, store)
	load(2000, "Page", transfer.ImportOptions{DryRun: true})
	load(2000, "Page", transfer.ImportOptions{})
	load(2, "Leaf", transfer.ImportOptions{})
	expect(t, store, start, 0, 0, 2, 2, 2, 2)
	events, _ := since(t, store, start, 1000)
	var got []string
	for _, event := range events {
		got = append(got, fmt.Sprint(event.Type, " ", event.Stage, " ", event.ID != uuid.Nil))
	}
	want := []string{
		"CREATED DRAFT false", "PUBLISHED LIVE false",
		"UPDATED DRAFT true", "UPDATED DRAFT true", "PUBLISHED LIVE true", "PUBLISHED LIVE true",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestLogUsesItsIndexes looks at how Postgres reads and sweeps a long log.
func TestLogUsesItsIndexes(t *testing.T) {
	store := storagetest.Empty(t)
	_, err := storagetest.Draft(store).ExecContext(t.Context(), `INSERT INTO hub.events (transaction_id, at, type, stage, kind)
		SELECT n::text::xid8, now() - n * interval '1 minute', 'UPDATED', 'LIVE', 'page' FROM generate_series(1, 50000) AS n;
		ANALYZE hub.events`)
	if err != nil {
		t.Fatal(err)
	}
	for name, query := range map[string]*bun.RawQuery{
		"events_pkey": storagetest.Draft(store).NewRaw("EXPLAIN "+notice.SinceSQL, "20000", 0, 100),
		"events_at":   storagetest.Draft(store).NewRaw("EXPLAIN DELETE FROM hub.events WHERE at < now() - interval '30 days'"),
	} {
		var plan []string
		if err := query.Scan(t.Context(), &plan); err != nil {
			t.Fatal(err)
		}
		if text := strings.Join(plan, "\n"); !strings.Contains(text, "using "+name) && !strings.Contains(text, "on "+name) || strings.Contains(text, "Seq Scan on events") {
			t.Errorf("%s is not used:\n%s", name, text)
		}
	}
}

package notice_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/notice"
	"github.com/cocreated/hub/storage/storagetest"
)

// open opens the bus of a store until the test ends.
func open(t *testing.T, store *storage.Store) *notice.Bus {
	t.Helper()
	opened, err := store.Listen(t.Context(), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(opened.Close)
	return opened
}

func subscribe(t *testing.T, to *notice.Bus) *notice.Subscription {
	t.Helper()
	subscription := to.Subscribe(notice.Filter{})
	t.Cleanup(subscription.Close)
	return subscription
}

// tell commits an event of a version.
func tell(t *testing.T, store *storage.Store, version int) {
	t.Helper()
	if err := notice.Notify(t.Context(), storagetest.Draft(store), event(version)); err != nil {
		t.Fatal(err)
	}
}

func event(version int) notice.EntryEvent {
	return notice.EntryEvent{Type: notice.EventUpdated, Stage: content.StageDraft, Kind: "page", ID: uuid.Must(uuid.NewV7()), Version: version}
}

// hear expects an event of a version.
func hear(t *testing.T, subscription *notice.Subscription, version int) {
	t.Helper()
	heard, err := subscription.Next(t.Context())
	if err != nil || heard.ID == uuid.Nil || heard.Version != version {
		t.Fatalf("heard %+v, %v instead of version %d", heard, err, version)
	}
}

func TestHear(t *testing.T) {
	t.Parallel()
	store := storagetest.Empty(t)
	// Two feeds stand for two nodes.
	first, second := subscribe(t, open(t, store)), subscribe(t, open(t, store))

	err := storagetest.Draft(store).RunInTx(t.Context(), nil, func(ctx context.Context, tx bun.Tx) error {
		return errors.Join(notice.Notify(ctx, tx, event(1)), errors.New("taken back"))
	})
	if err == nil {
		t.Fatal("it was committed")
	}
	err = storagetest.Draft(store).RunInTx(t.Context(), nil, func(ctx context.Context, tx bun.Tx) error {
		if err := notice.Notify(ctx, tx, event(2), event(3)); err != nil {
			return err
		}
		tell(t, store, 1) // on another connection, and committed before
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, subscription := range []*notice.Subscription{first, second} {
		hear(t, subscription, 1)
		hear(t, subscription, 2)
		hear(t, subscription, 3)
	}
}

func TestNotOfTheHub(t *testing.T) {
	t.Parallel()
	store := storagetest.Empty(t)
	subscription := subscribe(t, open(t, store))
	if _, err := storagetest.Draft(store).ExecContext(t.Context(), "NOTIFY "+notice.Channel+", 'nonsense'"); err != nil {
		t.Fatal(err)
	}
	tell(t, store, 1)
	hear(t, subscription, 1)
}

func TestConnectionLost(t *testing.T) {
	t.Parallel()
	store := storagetest.Empty(t)
	subscription := subscribe(t, open(t, store))
	tell(t, store, 1)
	hear(t, subscription, 1)

	_, err := storagetest.Draft(store).ExecContext(t.Context(),
		"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'hub events'")
	if err != nil {
		t.Fatal(err)
	}
	// Everything of each kind, at each stage, may have changed meanwhile.
	for i := range 2 * len(store.Kinds.All()) {
		heard, err := subscription.Next(t.Context())
		if err != nil || heard.ID != uuid.Nil || heard.Kind == "" || heard.At.IsZero() {
			t.Fatalf("heard %+v, %v as number %d", heard, err, i)
		}
	}
	tell(t, store, 2)
	hear(t, subscription, 2)
}

func TestSlow(t *testing.T) {
	t.Parallel()
	store := storagetest.Empty(t)
	from := open(t, store)
	slow, fast := subscribe(t, from), subscribe(t, from)
	const many = 5000
	for sent := 0; sent < many; sent += 500 {
		_, err := storagetest.Draft(store).NewRaw(`SELECT pg_notify(?, json_build_object('at', now(), 'events', json_build_array(json_build_object('id', gen_random_uuid(), 'version', n)))::text)
			FROM generate_series(?::integer, ?) AS g (n)`, notice.Channel, sent+1, sent+500).Exec(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for version := range 500 {
			hear(t, fast, sent+version+1)
		}
	}
	if heard, err := slow.Next(t.Context()); !errors.Is(err, notice.ErrSlow) {
		t.Errorf("heard %+v, %v", heard, err)
	}
}

func TestEnd(t *testing.T) {
	t.Parallel()
	store := storagetest.Empty(t)

	t.Run("FeedClosed", func(t *testing.T) {
		t.Parallel()
		closed, err := store.Listen(t.Context(), slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		before := closed.Subscribe(notice.Filter{})
		failed := make(chan error, 1)
		go func() {
			_, err := before.Next(t.Context())
			failed <- err
		}()
		closed.Close()
		if err := <-failed; !errors.Is(err, notice.ErrClosed) {
			t.Error(err)
		}
		if _, err := closed.Subscribe(notice.Filter{}).Next(t.Context()); !errors.Is(err, notice.ErrClosed) {
			t.Error(err)
		}
	})
	t.Run("ReaderGone", func(t *testing.T) {
		t.Parallel()
		subscription := subscribe(t, open(t, store))
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := subscription.Next(ctx); !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	})
	t.Run("NoRoom", func(t *testing.T) {
		t.Parallel()
		full := open(t, store)
		for range notice.MaxSubscribers {
			subscribe(t, full)
		}
		if _, err := full.Subscribe(notice.Filter{}).Next(t.Context()); !errors.Is(err, notice.ErrFull) {
			t.Error(err)
		}
	})
	t.Run("NoDatabase", func(t *testing.T) {
		t.Parallel()
		if _, err := notice.Open(t.Context(), storagetest.ServerDSN(t, "nowhere"), nil, slog.New(slog.DiscardHandler)); err == nil {
			t.Error("a bus of a database that does not exist")
		}
	})
}

func TestFilter(t *testing.T) {
	t.Parallel()
	store := storagetest.Empty(t)
	named := uuid.Must(uuid.NewV7())
	events := []notice.EntryEvent{
		{Version: 1, Stage: content.StageDraft, Kind: "page", ID: uuid.Must(uuid.NewV7())},
		{Version: 2, Stage: content.StageLive, Kind: "page", ID: uuid.Must(uuid.NewV7())},
		{Version: 3, Stage: content.StageLive, Kind: "page", ID: named},
		{Version: 4, Stage: content.StageLive, Kind: "skill", ID: uuid.Must(uuid.NewV7())},
		{Stage: content.StageLive, Kind: "page"},
		{Stage: content.StageLive, Kind: "skill"},
	}
	tests := map[string]struct {
		filter notice.Filter
		want   []string
	}{
		"All":     {notice.Filter{}, []string{"page 1", "page 2", "page 3", "skill 4", "page 0", "skill 0"}},
		"Stage":   {notice.Filter{Stage: content.StageDraft}, []string{"page 1"}},
		"Kinds":   {notice.Filter{Kinds: []content.EntryKind{"skill"}}, []string{"skill 4", "skill 0"}},
		"NoKind":  {notice.Filter{Kinds: []content.EntryKind{}}, nil},
		"Entries": {notice.Filter{Entries: map[uuid.UUID]content.EntryKind{named: "page"}}, []string{"page 3", "page 0"}},
		"EntriesAndKinds": {
			notice.Filter{Kinds: []content.EntryKind{"skill"}, Entries: map[uuid.UUID]content.EntryKind{named: "page"}}, nil,
		},
	}
	from := open(t, store)
	subscriptions := map[string]*notice.Subscription{}
	for name, test := range tests {
		subscriptions[name] = from.Subscribe(test.filter)
		t.Cleanup(subscriptions[name].Close)
	}
	last := subscribe(t, from)
	for _, event := range events {
		if err := notice.Notify(t.Context(), storagetest.Draft(store), event); err != nil {
			t.Fatal(err)
		}
		if _, err := last.Next(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	// Subscribers are counted when all of them have got what the last one has heard.
	from.Subscribers()
	done, cancel := context.WithCancel(t.Context())
	cancel()
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			var got []string
			for {
				event, err := subscriptions[name].Next(done)
				if err != nil {
					break
				}
				got = append(got, fmt.Sprint(event.Kind, " ", event.Version))
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

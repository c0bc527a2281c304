package notice_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/notice"
	"github.com/cocreated/hub/storage/storagetest"
	"github.com/cocreated/hub/storage/transfer"
)

// listening is a store, and what it tells of.
type listening struct {
	*storage.Store
	conn *pgx.Conn
}

func listen(t *testing.T) listening {
	t.Helper()
	dsn := storagetest.EmptyDSN(t)
	store, err := storage.Open(t.Context(), storage.Options{DSN: dsn, Own: true, Languages: storagetest.Languages()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(store.Close)
	conn, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(t.Context()) })
	if _, err := conn.Exec(t.Context(), "LISTEN "+notice.Channel); err != nil {
		t.Fatal(err)
	}
	return listening{store, conn}
}

// told commits what write writes, and returns the events of which it told, and in
// how many notifications.
func (l listening) told(t *testing.T, write func(bun.Tx) error) (events []notice.EntryEvent, notifications int) {
	t.Helper()
	_ = storagetest.Draft(l.Store).RunInTx(t.Context(), nil, func(_ context.Context, tx bun.Tx) error { return write(tx) })
	// A notification of our own comes after all that was committed before.
	if _, err := l.conn.Exec(t.Context(), "NOTIFY "+notice.Channel+", 'end'"); err != nil {
		t.Fatal(err)
	}
	for {
		notification, err := l.conn.WaitForNotification(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if notification.Payload == "end" {
			return events, notifications
		}
		if len(notification.Payload) >= 8000 {
			t.Errorf("a payload has %d bytes", len(notification.Payload))
		}
		decoded, err := notice.DecodeEvents(notification.Payload)
		if err != nil {
			t.Fatal(err)
		}
		notifications++
		events = append(events, decoded...)
	}
}

func TestNotify(t *testing.T) {
	t.Parallel()
	hub := listen(t)
	id := uuid.Must(uuid.NewV7())
	event := notice.EntryEvent{Type: notice.EventUpdated, Stage: content.StageDraft, Kind: "course", ID: id, Version: 3, Locales: []content.Locale{"it"}}
	sameMoment := cmpopts.IgnoreFields(notice.EntryEvent{}, "At")

	t.Run("OK", func(t *testing.T) {
		var at time.Time
		events, _ := hub.told(t, func(tx bun.Tx) error {
			if err := tx.NewRaw("SELECT transaction_timestamp()").Scan(t.Context(), &at); err != nil {
				return err
			}
			return notice.Notify(t.Context(), tx, event)
		})
		want := event
		want.At = at
		if diff := cmp.Diff([]notice.EntryEvent{want}, events, cmpopts.EquateApproxTime(0)); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("RolledBack", func(t *testing.T) {
		events, _ := hub.told(t, func(tx bun.Tx) error {
			return errors.Join(notice.Notify(t.Context(), tx, event), errors.New("taken back"))
		})
		if len(events) > 0 {
			t.Errorf("got %+v", events)
		}
	})
	t.Run("Nothing", func(t *testing.T) {
		ctx, statements := storage.CountStatements(t.Context())
		if err := notice.Notify(ctx, storagetest.Draft(hub.Store)); err != nil || statements() != 0 {
			t.Errorf("%d statements, %v", statements(), err)
		}
	})
	t.Run("ManyEntries", func(t *testing.T) {
		many := make([]notice.EntryEvent, 1000)
		for i := range many {
			many[i] = event
			many[i].ID = uuid.Must(uuid.NewV7())
		}
		ctx, statements := storage.CountStatements(t.Context())
		events, notifications := hub.told(t, func(tx bun.Tx) error { return notice.Notify(ctx, tx, many...) })
		if diff := cmp.Diff(many, events, sameMoment); diff != "" {
			t.Error(diff)
		}
		if notifications < 2 || statements() != 1 {
			t.Errorf("%d notifications by %d statements", notifications, statements())
		}
	})
	t.Run("TooMany", func(t *testing.T) {
		many := []notice.EntryEvent{{Type: notice.EventPublished, Stage: content.StageLive, Kind: "course", ID: id, Version: 3}}
		for range 1001 {
			many = append(many, notice.EntryEvent{Type: notice.EventUpdated, Stage: content.StageDraft, Kind: "course", ID: uuid.Must(uuid.NewV7()), Version: 1})
		}
		many[5].Type = notice.EventCreated
		events, _ := hub.told(t, func(tx bun.Tx) error { return notice.Notify(t.Context(), tx, many...) })
		want := []notice.EntryEvent{{Type: notice.EventUpdated, Stage: content.StageDraft, Kind: "course"}, many[0]}
		if diff := cmp.Diff(want, events, sameMoment); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("TooManyLocales", func(t *testing.T) {
		wide := event
		for range 1000 {
			wide.Locales = append(wide.Locales, "sr-Latn")
		}
		events, _ := hub.told(t, func(tx bun.Tx) error { return notice.Notify(t.Context(), tx, wide) })
		if len(events) != 1 || events[0].Locales != nil {
			t.Errorf("got %+v", events)
		}
	})
}

func TestImportTells(t *testing.T) {
	t.Parallel()
	hub := listen(t)
	const page = `{"kind":"page","slug":"about","sourceLocale":"en","fields":{"type":"PAGE"},"texts":{"en":{"title":"About"},"it":{"slug":"chi-siamo","title":%q}},"published":["it"]}`
	sameEntry := cmpopts.IgnoreFields(notice.EntryEvent{}, "At", "ID")
	load := func(t *testing.T, title string, options transfer.ImportOptions) []notice.EntryEvent {
		t.Helper()
		events, _ := hub.told(t, func(bun.Tx) error {
			report, err := hub.Importer().Import(t.Context(), strings.NewReader(strings.ReplaceAll(page, "%q", `"`+title+`"`)), options)
			if err != nil || len(report.Problems) > 0 {
				t.Errorf("%v, %v", report.Problems, err)
			}
			return err
		})
		return events
	}
	expect := func(t *testing.T, got []notice.EntryEvent, want ...notice.EntryEvent) {
		t.Helper()
		if diff := cmp.Diff(want, got, sameEntry); diff != "" {
			t.Error(diff)
		}
	}
	both, italian := []content.Locale{"en", "it"}, []content.Locale{"it"}
	created := notice.EntryEvent{Type: notice.EventCreated, Stage: content.StageDraft, Kind: "page", Version: 1, Locales: both}
	published := notice.EntryEvent{Type: notice.EventPublished, Stage: content.StageLive, Kind: "page", Version: 1, Locales: italian}

	expect(t, load(t, "Chi siamo", transfer.ImportOptions{DryRun: true}))
	expect(t, load(t, "Chi siamo", transfer.ImportOptions{}), created, published)
	expect(t, load(t, "Chi siamo", transfer.ImportOptions{}))
	created.Type, created.Version, published.Version = notice.EventUpdated, 2, 2
	expect(t, load(t, "Chi siamo noi", transfer.ImportOptions{}), created, published)
}

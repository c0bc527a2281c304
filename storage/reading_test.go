package storage_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"
	"golang.org/x/sync/errgroup"

	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/fault"
	"github.com/cocreated/hub/storage/kind"
	"github.com/cocreated/hub/storage/storagetest"
	"github.com/cocreated/hub/storage/transfer"
)

// clock is the time by the database.
func clock(t *testing.T, store *storage.Store) (now time.Time) {
	t.Helper()
	if err := storagetest.Draft(store).NewRaw("SELECT clock_timestamp()").Scan(t.Context(), &now); err != nil {
		t.Fatal(err)
	}
	return now
}

func retitle(t *testing.T, store *storage.Store, title string) {
	t.Helper()
	mustImport(t, store, []byte(strings.Replace(skillLine, `"Listening"`, fmt.Sprintf("%q", title), 1)))
}

// TestReadAtManyMoments reads many moments at once: connections are shared, and
// each reader sees its own moment all the same.
func TestReadAtManyMoments(t *testing.T) {
	t.Parallel()
	store := storagetest.Empty(t)
	moments := map[string]time.Time{}
	for i := range 8 {
		title := fmt.Sprintf("Listening %d", i)
		retitle(t, store, title)
		moments[title] = clock(t, store)
	}
	now := clock(t, store)
	group, ctx := errgroup.WithContext(t.Context())
	for title, moment := range moments {
		for range 4 {
			group.Go(func() error {
				reader, err := store.ReadAt(moment, now, []content.Locale{"en"})
				if err != nil {
					return err
				}
				for range 20 {
					slug := "listening"
					skill, err := content.Find[kind.Skill](ctx, reader, &slug, nil)
					if err != nil {
						return err
					}
					if skill == nil || skill.Title != title {
						return fmt.Errorf("at %v the skill was %+v, want %q", moment, skill, title)
					}
					found, err := content.Search(ctx, reader, store.Signer, content.SearchQuery{Words: title})
					if err != nil {
						return err
					}
					if len(found.Nodes) != 1 || found.Nodes[0].Title != title {
						return fmt.Errorf("at %v there are %d hits, want %q", moment, len(found.Nodes), title)
					}
				}
				return nil
			})
		}
	}
	if err := group.Wait(); err != nil {
		t.Error(err)
	}
}

// TestReadAtRefuses asks for moments of which nothing is known.
func TestReadAtRefuses(t *testing.T) {
	t.Parallel()
	store := storagetest.Empty(t)
	retitle(t, store, "Listening")
	now := clock(t, store)
	read := func(moment time.Time) error {
		reader, err := store.ReadAt(moment, now, nil)
		if err == nil {
			_, err = content.Only[kind.Skill](t.Context(), reader)
		}
		return err
	}
	if err := read(now); err != nil {
		t.Errorf("what is live now: %v", err)
	}
	for rule, moment := range map[string]time.Time{"max": now.Add(time.Microsecond), "min": now.AddDate(-1, 0, 0)} {
		var refusal *fault.Error
		if err := read(moment); !errors.As(err, &refusal) || refusal.Code != fault.BadInput || refusal.Field != "asOf" || refusal.Rule != rule {
			t.Errorf("%v: got %v, want a bad asOf by the rule %s", moment, err, rule)
		}
	}
}

// TestReadRelease looks ahead to releases, and asks for some that are not to come.
func TestReadRelease(t *testing.T) {
	t.Parallel()
	store := storagetest.Empty(t)
	retitle(t, store, "Listening")
	mustImport(t, store, []byte(strings.NewReplacer(`"Listening"`, `"Listening well"`, `,"published":["en"]`, ``).Replace(skillLine)))
	open, done := uuid.New(), uuid.New()
	_, err := storagetest.Draft(store).NewRaw(`
		INSERT INTO hub.releases (id, name, state, created_at, updated_at, published_at) VALUES (?0, 'Open', 'OPEN', 'epoch', 'epoch', NULL), (?1, 'Done', 'PUBLISHED', 'epoch', 'epoch', 'epoch');
		INSERT INTO hub.release_items (release_id, entry_id, locale, action) SELECT ?0, id, 'it', 'PUBLISH' FROM draft.entries`, open, done).Exec(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	read := func(release uuid.UUID, locale content.Locale) (*kind.Skill, error) {
		reader, err := store.ReadRelease(release, time.Now(), []content.Locale{locale})
		if err != nil {
			return nil, err
		}
		return content.Only[kind.Skill](t.Context(), reader)
	}
	for locale, want := range map[content.Locale]string{"it": "Ascolto", "en": "Listening"} {
		if skill, err := read(open, locale); err != nil || skill == nil || skill.Title != want {
			t.Errorf("in %s the skill will be %+v, want %q: %v", locale, skill, want, err)
		}
	}
	for release, want := range map[uuid.UUID]fault.Code{uuid.New(): fault.NotFound, done: fault.BadInput} {
		var refusal *fault.Error
		if _, err := read(release, "en"); !errors.As(err, &refusal) || refusal.Code != want || refusal.Field != "release" {
			t.Errorf("got %v, want %s of release", err, want)
		}
	}
}

// TestPastUsesIndexes looks at how Postgres reads some entries of the past by their
// ids, through joins: it sees through the views to the indexes of live.
func TestPastUsesIndexes(t *testing.T) {
	t.Parallel()
	store := storagetest.Empty(t)
	if _, err := store.Importer().Import(t.Context(), &generated{entries: 500}, transfer.ImportOptions{}); err != nil {
		t.Fatal(err)
	}
	if _, err := storagetest.Draft(store).ExecContext(t.Context(), "ANALYZE"); err != nil {
		t.Fatal(err)
	}
	var plan []string
	err := storagetest.Draft(store).RunInTx(t.Context(), nil, func(ctx context.Context, tx bun.Tx) error {
		if _, err := tx.ExecContext(ctx, "SELECT set_config('search_path', 'asof, public', true), set_config('hub.as_of', now()::text, true)"); err != nil {
			return err
		}
		return tx.NewRaw(`EXPLAIN SELECT k.*, e.kind, t.title FROM links AS l JOIN terms AS k ON k.id = l.target_id JOIN entries AS e ON e.id = k.id
			JOIN texts AS t ON t.entry_id = k.id AND t.part_id IS NULL AND t.locale = 'en'
			WHERE l.entry_id = ANY(ARRAY(SELECT id FROM live.entries ORDER BY id LIMIT 20))`).Scan(ctx, &plan)
	})
	if err != nil {
		t.Fatal(err)
	}
	whole := strings.Join(plan, "\n")
	for _, table := range []string{"links", "terms", "entries", "texts"} {
		if strings.Contains(whole, "Seq Scan on "+table+" l") || !strings.Contains(whole, " on "+table+" l") {
			t.Errorf("%s are not read by an index:\n%s", table, whole)
		}
	}
}

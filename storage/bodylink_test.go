package storage_test

import (
	"context"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"github.com/cocreated/hub/migrations"
	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/act"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/history"
	"github.com/cocreated/hub/storage/storagetest"
)

const hubBase = "https://hub.example.org"

// linkedFrom is a store in which bodies in two languages, of an entry and of a part, link to
// an asset in different ways.
func linkedFrom(t *testing.T) (store *storage.Store, page string) {
	t.Helper()
	store = storagetest.Empty(t)
	create(t, store, "asset", object{
		"fileName": "a.png", "sha256": storagetest.File(t, store, "image/png"), "slug": "recording", "texts": []object{text(en, "Recording", "altText", "A house")},
	})
	page = create(t, store, "page", object{"type": "PAGE", "slug": "page", "texts": []object{
		text(en, "Page", "body", "See [it](hub:asset/recording#2) and <https://example.org/x>."), text(it, "Pagina", "body", "Vedi [qui]("+hubBase+"/assets/recording/)."),
	}})
	create(t, store, "course", object{"slug": "course", "texts": []object{text(en, "A course")}, "modules": []object{{
		"texts":   []object{text(en, "A module")},
		"lessons": []object{{"slug": "look", "durationMinutes": 1, "texts": []object{text(en, "Look", "body", "Look at <"+hubBase+"/asset/recording?t=3>.")}}},
	}}})
	create(t, store, "page", object{"type": "PAGE", "slug": "code", "texts": []object{text(en, "Code", "body", "Write `hub:asset/recording`.")}})
	return store, page
}

// TestLinksOfBodies asks who uses an asset by links in bodies: by the address of the hub as
// by `hub:`, as long as the links are there, and at the stage that is read.
func TestLinksOfBodies(t *testing.T) {
	t.Parallel()
	store, page := linkedFrom(t)
	draft := func(base string) []string {
		users, _ := usersOf(t, store, draftReader(t, store, en).At(base), "recording", content.Page{})
		return users
	}
	if got := draft(""); !slices.Equal(got, []string{"page/page"}) {
		t.Errorf("where the hub knows no address of its own: %q", got)
	}
	if got := draft(hubBase); !slices.Equal(got, []string{"page/page", "course/course"}) {
		t.Errorf("with its address: %q", got)
	}
	mustPublish(t, store, []content.Locale{en}, idOfSlug(t, store, "asset", "recording"))
	mustPublish(t, store, []content.Locale{en}, page)
	live := func() []string {
		reader, err := store.ReadLive(time.Now(), []content.Locale{en})
		if err != nil {
			t.Fatal(err)
		}
		users, _ := usersOf(t, store, reader.At(hubBase), "recording", content.Page{})
		return users
	}
	if got := live(); !slices.Equal(got, []string{"page/page"}) {
		t.Errorf("live: %q", got)
	}
	mustDo(t, store, act.VerbUpdate, "page", object{"id": page, "version": 1, "texts": []object{text(en, "Page", "body", "No more."), text(it, "Pagina", "body", nil)}})
	if got := draft(hubBase); !slices.Equal(got, []string{"course/course"}) {
		t.Errorf("after the links were taken out: %q", got)
	}
	if got := live(); !slices.Equal(got, []string{"page/page"}) {
		t.Errorf("live, where they are still: %q", got)
	}
	mustPublish(t, store, []content.Locale{en}, page)
	if got := live(); len(got) > 0 {
		t.Errorf("live, after they were taken out there: %q", got)
	}
}

func idOfSlug(t *testing.T, store *storage.Store, kind, slug string) string {
	t.Helper()
	var ids []uuid.UUID
	err := storagetest.Draft(store).NewRaw("SELECT entry_id FROM texts WHERE kind = ? AND slug = ? AND part_id IS NULL", kind, slug).Scan(t.Context(), &ids)
	if err != nil || len(ids) == 0 {
		t.Fatal(ids, err)
	}
	return content.EncodeID(kind, ids[0])
}

// TestLinksOfBodiesAreFilledIn takes the migration back and does it again: of bodies that are
// there it finds the links that the hub writes, at both stages and in what is over.
func TestLinksOfBodiesAreFilledIn(t *testing.T) {
	t.Parallel()
	store, page := linkedFrom(t)
	db := storagetest.Draft(store)
	mustPublish(t, store, []content.Locale{en}, idOfSlug(t, store, "asset", "recording"))
	mustPublish(t, store, []content.Locale{en}, page)
	mustDo(t, store, act.VerbUpdate, "page", object{"id": page, "version": 1, "texts": []object{text(en, "Page", "body", "See [it](hub:asset/recording).")}})
	mustPublish(t, store, []content.Locale{en}, page)
	links := func() (all string) {
		t.Helper()
		err := db.NewRaw(`SELECT string_agg(concat_ws(' ', stage, locale, l.body_links::text), E'\n' ORDER BY stage, entry_id, locale, part_id) FROM (
			SELECT 'draft' AS stage, entry_id, part_id, locale, body_links FROM draft.texts WHERE body NOT LIKE '%Write%'
			UNION ALL SELECT 'live', entry_id, part_id, locale, body_links FROM live.texts UNION ALL SELECT 'past', entry_id, part_id, locale, body_links FROM past.texts
		) AS l WHERE body_links IS NOT NULL`).Scan(t.Context(), &all)
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	before := links()
	if strings.Count(before, "\n") != 4 {
		t.Errorf("there are\n%s", before)
	}
	for _, direction := range []string{"down", "up"} {
		sql, err := fs.ReadFile(migrations.Files, "content/0038_body_links."+direction+".sql")
		if err != nil {
			t.Fatal(err)
		}
		err = db.RunInTx(t.Context(), nil, func(ctx context.Context, tx bun.Tx) error {
			if err := history.Suspend(ctx, tx); err != nil {
				return err
			}
			for _, stage := range []string{"draft", "live"} {
				if _, err := tx.ExecContext(ctx, "SET LOCAL search_path = "+stage+", public;"+string(sql)); err != nil {
					return err
				}
			}
			return history.Keep(ctx, tx)
		})
		if err != nil {
			t.Fatal(direction, err)
		}
	}
	if after := links(); after != before {
		t.Errorf("they are\n%s\nand were\n%s", after, before)
	}
}

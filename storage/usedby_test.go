package storage_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/act"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/edit"
	"github.com/cocreated/hub/storage/kind"
	"github.com/cocreated/hub/storage/storagetest"
)

// usersOf reads an asset, and tells who uses it: kind and slug.
func usersOf(t testing.TB, store *storage.Store, reader *content.Reader, slug string, page content.Page) ([]string, *content.EntryConnection) {
	t.Helper()
	asset, err := content.Find[kind.Asset](t.Context(), reader, &slug, nil)
	if err != nil || asset == nil {
		t.Fatalf("the asset is %+v, %v", asset, err)
	}
	users, err := content.UsedBy(t.Context(), asset, store.Signer, page)
	if err != nil {
		t.Fatal(err)
	}
	names := []string{}
	for _, user := range users.Nodes {
		names = append(names, user.Header().KindName+"/"+user.Header().Slug())
	}
	return names, users
}

// used is a store in which a recording is used by a webinar, a lesson and a body.
func used(t testing.TB) (store *storage.Store, recording string) {
	t.Helper()
	store = storagetest.Empty(t)
	recording = create(t, store, "asset", object{"fileName": "a.mp4", "contentType": "video/mp4", "slug": "recording", "texts": []object{text(en, "Recording")}})
	create(t, store, "asset", object{"fileName": "b.mp4", "contentType": "video/mp4", "slug": "record", "texts": []object{text(en, "Another")}})
	create(t, store, "webinar", object{
		"number": 7, "startsAt": time.Now(), "timeZone": "Europe/Rome", "durationMinutes": 60, "language": en, "slug": "seventh",
		"recording": recording, "texts": []object{text(en, "The seventh")},
	})
	create(t, store, "course", object{"slug": "course", "texts": []object{text(en, "A course")}, "modules": []object{{
		"texts":   []object{text(en, "A module")},
		"lessons": []object{{"slug": "look", "durationMinutes": 1, "assets": []string{recording}, "texts": []object{text(en, "Look")}}},
	}}})
	create(t, store, "page", object{"type": "PAGE", "slug": "linking", "texts": []object{text(en, "Linking", "body", "See [it](hub:asset/recording).")}})
	create(t, store, "page", object{"type": "PAGE", "slug": "linking-elsewhere", "texts": []object{text(en, "Elsewhere", "body", "See [it](hub:asset/recording-2).")}})
	return store, recording
}

func TestUsedBy(t *testing.T) {
	t.Parallel()
	store, recording := used(t)
	draft := func() *content.Reader { return draftReader(t, store, en) }
	all := []string{"webinar/seventh", "course/course", "page/linking"}
	got, users := usersOf(t, store, draft(), "recording", content.Page{})
	if !slices.Equal(got, all) {
		t.Errorf("it is used by %q, want %q", got, all)
	}
	if total, err := users.TotalCount(t.Context()); err != nil || total != len(all) {
		t.Errorf("it counts %d users, %v", total, err)
	}
	t.Run("Pages", func(t *testing.T) {
		size := 2
		first, page := usersOf(t, store, draft(), "recording", content.Page{First: &size})
		second, rest := usersOf(t, store, draft(), "recording", content.Page{First: &size, After: page.PageInfo.EndCursor()})
		if !slices.Equal(append(first, second...), all) || !page.PageInfo.HasNextPage || rest.PageInfo.HasNextPage || !rest.PageInfo.HasPreviousPage {
			t.Errorf("pages %q and %q, %+v and %+v", first, second, page.PageInfo, rest.PageInfo)
		}
	})
	t.Run("OldSlug", func(t *testing.T) {
		mustDo(t, store, act.VerbUpdate, "asset", object{"id": recording, "version": 1, "slug": "renamed"})
		if got, _ := usersOf(t, store, draft(), "renamed", content.Page{}); !slices.Equal(got, all) {
			t.Errorf("under another name it is used by %q", got)
		}
	})
	t.Run("Unused", func(t *testing.T) {
		if got, users := usersOf(t, store, draft(), "record", content.Page{}); len(got) > 0 || users.PageInfo.EndCursor() != nil {
			t.Errorf("it is used by %q", got)
		}
	})
	t.Run("Delete", func(t *testing.T) {
		_, err := store.Writer().Do(t.Context(), somebody, edit.Write{Verb: act.VerbDelete, Input: object{"id": recording, "version": 2}})
		if err == nil {
			t.Fatal("it was deleted, though it is in use")
		}
		for _, want := range []string{`the webinar "seventh" (`, `points to it, by recording`, `the course "course" (`, `points to it, by assets of its lesson "look"`} {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("the refusal is %q, without %q", err, want)
			}
		}
	})
}

// TestUsedByAtStages asks who uses an asset at the stage that is read.
func TestUsedByAtStages(t *testing.T) {
	t.Parallel()
	store := storagetest.Empty(t)
	image := create(t, store, "asset", object{"fileName": "a.png", "sha256": storagetest.File(t, store, "image/png"), "slug": "image", "texts": []object{text(en, "Image", "altText", "A house")}})
	page := create(t, store, "page", object{"type": "PAGE", "slug": "page", "image": image, "texts": []object{text(en, "Page"), text(it, "Pagina")}})
	mustPublish(t, store, []content.Locale{en}, image)
	live := func() []string {
		reader, err := store.ReadLive(time.Now(), []content.Locale{en})
		if err != nil {
			t.Fatal(err)
		}
		users, _ := usersOf(t, store, reader, "image", content.Page{})
		return users
	}
	if got := live(); len(got) > 0 {
		t.Errorf("live it is used by %q, which is not live", got)
	}
	mustPublish(t, store, []content.Locale{en}, page)
	if got := live(); !slices.Equal(got, []string{"page/page"}) {
		t.Errorf("live it is used by %q", got)
	}
}

// TestUsedByStatements asks of many assets at once who uses them: it costs as much as
// of one.
func TestUsedByStatements(t *testing.T) {
	t.Parallel()
	store, _ := used(t)
	ctx, count := storage.CountStatements(context.Background())
	assets, err := content.List[kind.Asset](ctx, draftReader(t, store, en), store.Signer, content.Page{}, nil, nil)
	if err != nil || len(assets.Nodes) != 2 {
		t.Fatalf("there are %+v, %v", assets, err)
	}
	for _, asset := range assets.Nodes {
		if _, err := content.UsedBy(ctx, asset, store.Signer, content.Page{}); err != nil {
			t.Fatal(err)
		}
	}
	// The list, who uses them, and the kinds of those.
	if got := count(); got != 5 {
		t.Errorf("%d statements", got)
	}
}

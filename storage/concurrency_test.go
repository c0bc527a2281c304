package storage_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"

	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/act"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/edit"
	"github.com/cocreated/hub/storage/fault"
	"github.com/cocreated/hub/storage/publish"
	"github.com/cocreated/hub/storage/storagetest"
	"github.com/cocreated/hub/storage/transfer"
)

// TestTwoEditors lets two editors change what they have both read: one wins, and the
// other learns what was changed meanwhile, and by whom.
func TestTwoEditors(t *testing.T) {
	t.Parallel()
	store := storagetest.Empty(t)
	made := newCourse(t, store)
	titles := []string{"Courage for the first", "Courage for the second"}
	editors := []act.Actor{{AccountID: uuid.New()}, {AccountID: uuid.New()}}
	failures := make([]error, len(editors))
	var group errgroup.Group
	for i, editor := range editors {
		group.Go(func() error {
			_, failures[i] = store.Writer().Do(t.Context(), editor, edit.Write{Verb: act.VerbUpdate, Kind: made.Kind, Input: object{
				"id": encodeID(made), "version": made.Version, "texts": []object{{"locale": en, "title": titles[i]}},
			}})
			return nil
		})
	}
	_ = group.Wait()
	winner := 0
	if failures[0] != nil {
		winner = 1
	}
	if failures[winner] != nil {
		t.Fatalf("neither wrote: %v", failures)
	}
	var conflict *fault.Error
	if !errors.As(failures[1-winner], &conflict) || conflict.Rule != "versionConflict" || edit.ConflictOf(conflict) == nil || len(edit.ConflictOf(conflict).Changes) != 1 {
		t.Fatalf("who came second got %v", failures[1-winner])
	}
	change := edit.ConflictOf(conflict).Changes[0]
	if change.Field != "texts.en.title" || *change.After != titles[winner] || change.Author.AccountID != editors[winner].AccountID || change.Version != 2 {
		t.Errorf("who came second learns %+v", change)
	}
	if now := string(recordOf(t, store, made.Kind, made.ID).Texts[en]); !strings.Contains(now, titles[winner]) {
		t.Errorf("the course says %s, want %q", now, titles[winner])
	}
}

// draftBody reads a body, and the version that it is of.
func draftBody(t *testing.T, store *storage.Store, id uuid.UUID) (body string, version int, err error) {
	err = storagetest.Draft(store).NewRaw(`SELECT coalesce(t.body, ''), e.version FROM draft.entries AS e JOIN draft.texts AS t ON t.entry_id = e.id AND t.part_id IS NULL
		WHERE e.id = ? AND t.locale = 'en'`, id).Scan(t.Context(), &body, &version)
	return body, version, err
}

// TestFiftyWriters lets fifty writers add a line each to one text. Each sends every
// write twice at once, as programs do that got no answer in time, and reads anew
// when others were faster. In the end every line is there, once.
func TestFiftyWriters(t *testing.T) {
	t.Parallel()
	const writers = 50
	store := storagetest.Empty(t)
	made := mustDo(t, store, act.VerbCreate, "page", object{"type": "PAGE", "texts": []object{{"locale": en, "title": "Minutes"}}})
	write := func(input object) (*edit.Outcome, error) {
		return store.Writer().Do(t.Context(), somebody, edit.Write{Verb: act.VerbUpdate, Kind: made.Kind, Input: input})
	}
	// once tries until nobody else was faster.
	once := func(writer int) error {
		for try := 1; ; try++ {
			body, version, err := draftBody(t, store, made.ID)
			if err != nil {
				return err
			}
			input := object{
				"id": encodeID(made), "version": version, "idempotencyKey": fmt.Sprintf("writer %d, try %d", writer, try),
				"texts": []object{{"locale": en, "body": fmt.Sprintf("%s- writer %d\n", body, writer)}},
			}
			var outcomes [2]*edit.Outcome
			var failures [2]error
			var twice errgroup.Group
			for i := range 2 {
				twice.Go(func() error {
					outcomes[i], failures[i] = write(input)
					return nil
				})
			}
			_ = twice.Wait()
			var conflict *fault.Error
			switch {
			case failures[0] == nil && failures[1] == nil:
				if outcomes[0].Version != version+1 || outcomes[1].Version != version+1 {
					return fmt.Errorf("over version %d came %d and %d", version, outcomes[0].Version, outcomes[1].Version)
				}
				return nil
			case failures[0] == nil || failures[1] == nil:
				return fmt.Errorf("of two of the same, one failed: %v", failures)
			case !errors.As(failures[0], &conflict) || conflict.Rule != "versionConflict":
				return failures[0]
			}
		}
	}
	var group errgroup.Group
	for writer := range writers {
		group.Go(func() error { return once(writer) })
	}
	if err := group.Wait(); err != nil {
		t.Fatal(err)
	}
	body, version, err := draftBody(t, store, made.ID)
	if err != nil {
		t.Fatal(err)
	}
	if version != 1+writers {
		t.Errorf("it is version %d after %d writes", version, writers)
	}
	for writer := range writers {
		if n := strings.Count(body, fmt.Sprintf("- writer %d\n", writer)); n != 1 {
			t.Errorf("the line of writer %d is there %d times", writer, n)
		}
	}
	var revisions int
	if err := storagetest.Draft(store).NewRaw("SELECT count(*) FROM hub.revisions WHERE entry_id = ?", made.ID).Scan(t.Context(), &revisions); err != nil || revisions != version {
		t.Errorf("there are %d revisions of %d versions: %v", revisions, version, err)
	}
}

// TestImportBesideAnEditor lets an import meet an entry that somebody is writing: it
// waits, and what was written stays in the history.
func TestImportBesideAnEditor(t *testing.T) {
	t.Parallel()
	store := storagetest.Empty(t)
	made := newCourse(t, store)
	id := encodeID(made)
	file := []byte(strings.Replace(string(export(t, store, "course")), "CC-9", "CC-11", 1))

	held, begun, imported := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	slow := act.Actor{AccountID: somebody.AccountID, Permit: func(act.Act) error {
		close(begun)
		<-held
		return nil
	}}
	written := make(chan error, 1)
	go func() {
		_, err := store.Writer().Do(t.Context(), slow, edit.Write{Verb: act.VerbUpdate, Kind: "course", Input: object{"id": id, "version": 1, "code": "CC-10"}})
		written <- err
	}()
	<-begun
	go func() {
		_, err := store.Importer().Import(t.Context(), bytes.NewReader(file), transfer.ImportOptions{})
		imported <- err
	}()
	waitForLock(t, store)
	close(held)
	if err := errors.Join(<-written, <-imported); err != nil {
		t.Fatal(err)
	}
	page, err := store.History().Revisions(t.Context(), id, content.Page{})
	if err != nil || len(page.Nodes) != 3 || page.Nodes[1].Verb != act.VerbUpdate || page.Nodes[0].Verb != act.VerbImport {
		t.Errorf("%+v, %v", page.Nodes, err)
	}
}

// TestPublishBesideAnEditor publishes a language that somebody is taking away: what
// was there when the publication began does not count.
func TestPublishBesideAnEditor(t *testing.T) {
	t.Parallel()
	store := storagetest.Empty(t)
	id := create(t, store, "page", object{"type": "PAGE", "texts": []object{text(inEnglish, "Home"), text(inItalian, "Casa")}})
	held, begun := make(chan struct{}), make(chan struct{})
	slow := act.Actor{Permit: func(act.Act) error {
		close(begun)
		<-held
		return nil
	}}
	var group errgroup.Group
	group.Go(func() error {
		_, err := store.Writer().Do(t.Context(), slow, edit.Write{
			Verb: act.VerbUpdate, Kind: "page", Input: object{"id": id, "version": 1, "removeTexts": []content.Locale{inItalian}},
		})
		return err
	})
	<-begun
	published := make(chan error, 1)
	go func() {
		_, err := store.Publisher().Publish(t.Context(), somebody, publish.Request{IDs: []string{id}, Locales: []content.Locale{inItalian}})
		published <- err
	}()
	waitForLock(t, store)
	close(held)
	if err := group.Wait(); err != nil {
		t.Fatal(err)
	}
	if got := blockersOf(t, <-published); len(got) != 1 || !strings.Contains(got[0], string(content.RequiredText)) {
		t.Errorf("got %v", got)
	}
}

// waitForLock returns when some transaction waits for another.
func waitForLock(t *testing.T, store *storage.Store) {
	t.Helper()
	for {
		var waiting bool
		err := storagetest.Draft(store).NewRaw(`SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock')`).Scan(t.Context(), &waiting)
		if err != nil {
			t.Fatal(err)
		}
		if waiting {
			return
		}
	}
}

package notice_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/uptrace/bun"
	"pgregory.net/rapid"

	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/notice"
	"github.com/cocreated/hub/storage/storagetest"
)

// writing is a transaction that tells of events, by version.
type writing struct {
	tx   bun.Tx
	told []int
}

// interleaving is some transactions that are open at once, and somebody who reads meanwhile.
type interleaving struct {
	store    *storage.Store
	position notice.Position
	version  int
	open     []*writing
	// wrote are the transactions in the order in which they began to write, which is that of
	// the log; those that were taken back tell of nothing.
	wrote []*writing
	read  []int
}

// maxOpen leaves a connection of the pool to the reader.
const maxOpen = 3

// TestInterleavings opens, commits and takes back transactions in any order, reads between,
// and finds in the end that everything committed was read once, in the order of transactions.
func TestInterleavings(t *testing.T) {
	store := storagetest.Empty(t)
	rapid.Check(t, func(rt *rapid.T) {
		i := &interleaving{store: store, position: head(t, store)}
		defer func() {
			for _, w := range i.open {
				_ = w.tx.Rollback()
			}
		}()
		for range rapid.IntRange(5, 30).Draw(rt, "steps") {
			i.step(t, rt)
		}
		for len(i.open) > 0 {
			i.close(t, rt, true)
		}
		var want []int
		for _, w := range i.wrote {
			want = append(want, w.told...)
		}
		settle(t, store)
		i.look(t, 1000)
		if diff := cmp.Diff(want, i.read); diff != "" {
			rt.Fatal(diff)
		}
	})
}

func (i *interleaving) step(t *testing.T, rt *rapid.T) {
	switch action := rapid.SampledFrom([]string{"begin", "tell", "tell", "commit", "takeBack", "read"}).Draw(rt, "action"); {
	case action == "read":
		i.look(t, rapid.IntRange(1, 3).Draw(rt, "limit"))
	case len(i.open) == 0 || action == "begin" && len(i.open) < maxOpen:
		tx, err := storagetest.Draft(i.store).BeginTx(t.Context(), nil)
		if err != nil {
			rt.Fatal(err)
		}
		i.open = append(i.open, &writing{tx: tx})
	case action == "tell" || action == "begin":
		w := rapid.SampledFrom(i.open).Draw(rt, "which")
		if len(w.told) == 0 {
			i.wrote = append(i.wrote, w)
		}
		i.version++
		w.told = append(w.told, i.version)
		notify(t, w.tx, i.version)
	default:
		i.close(t, rt, action == "commit")
	}
}

// close ends one of the open transactions.
func (i *interleaving) close(t *testing.T, rt *rapid.T, commits bool) {
	which := rapid.IntRange(0, len(i.open)-1).Draw(rt, "which")
	w := i.open[which]
	i.open = append(i.open[:which], i.open[which+1:]...)
	if commits {
		commit(t, w.tx)
		return
	}
	if err := w.tx.Rollback(); err != nil {
		rt.Fatal(err)
	}
	w.told = nil
}

// look reads a page.
func (i *interleaving) look(t *testing.T, limit int) {
	var events []notice.LogEvent
	events, i.position = since(t, i.store, i.position, limit)
	for _, event := range events {
		i.read = append(i.read, event.Version)
	}
}

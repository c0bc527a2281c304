package edit

import (
	"context"
	"slices"

	"github.com/cocreated/hub/storage/act"
	"github.com/cocreated/hub/storage/fault"
	"github.com/cocreated/hub/storage/pg"
)

// Item is what became of one of several writes.
type Item struct {
	Outcome *Outcome
	Err     error // an [fault.Error] or [Problems]; nil where it was written
}

// maxBulk is how many writes are done at once.
const maxBulk = 100

// Bulk does several writes in one transaction. With RollBackAll nothing is written
// when one fails; with SkipFailures the others are.
func (w *Writer) Bulk(ctx context.Context, actor act.Actor, writes []Write, policy BulkErrorPolicy, options Options) ([]Item, error) {
	if len(writes) == 0 || len(writes) > maxBulk {
		return nil, fault.Invalid("items", "max", "from 1 to %d writes can be done at once", maxBulk)
	}
	var items []Item
	failed := false
	err := w.run(ctx, actor, options, func(ctx context.Context, t *writeTx) error {
		items, failed = make([]Item, len(writes)), false
		again, err := t.claim(ctx, options, writes)
		if err != nil {
			return err
		}
		if again != nil {
			items = again
			return nil
		}
		for i, write := range writes {
			if items[i], err = t.item(ctx, write); err != nil {
				return err
			}
			failed = failed || items[i].Err != nil
		}
		if failed && policy != SkipFailures {
			return pg.ErrTakenBack
		}
		return t.keep(ctx, options, items)
	})
	if failed && isTakenBack(err) {
		for i := range items {
			items[i].Outcome = nil
		}
		err = nil
	}
	return items, err
}

func (t *writeTx) item(ctx context.Context, write Write) (Item, error) {
	return t.savepoint(ctx, func() (*Outcome, error) { return t.do(ctx, write) })
}

// savepoint does one of several writes, and takes back what of it fails.
func (t *writeTx) savepoint(ctx context.Context, do func() (*Outcome, error)) (Item, error) {
	if _, err := t.tx.ExecContext(ctx, "SAVEPOINT item"); err != nil {
		return Item{}, err
	}
	told := slices.Clone(t.events)
	outcome, err := do()
	if err == nil {
		_, err = t.tx.ExecContext(ctx, "RELEASE SAVEPOINT item")
		return Item{Outcome: outcome}, err
	}
	if _, internal := UserErrorsOf(err); internal != nil {
		return Item{}, err
	}
	t.events = told
	_, undone := t.tx.ExecContext(ctx, "ROLLBACK TO SAVEPOINT item; RELEASE SAVEPOINT item")
	return Item{Err: err}, undone
}

package edit

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"

	"github.com/google/uuid"

	"github.com/cocreated/hub/storage/canonical"
	"github.com/cocreated/hub/storage/fault"
	"github.com/cocreated/hub/storage/pg"
)

const minKey, maxKey = 8, 100

func isTakenBack(err error) bool { return errors.Is(err, pg.ErrTakenBack) }

// once does a write unless it was done before under the same key.
func once(ctx context.Context, t *writeTx, options Options, write Write, do func() (*Outcome, error)) (*Outcome, error) {
	before, err := t.claim(ctx, options, write)
	if err != nil {
		return nil, err
	}
	if len(before) > 0 {
		return before[0].Outcome, nil
	}
	outcome, err := do()
	if err != nil {
		return nil, err
	}
	return outcome, t.keep(ctx, options, []Item{{Outcome: outcome}})
}

// storedItem is what became of a write, as it is remembered under its key. What was
// wrong with it is kept without what others had changed meanwhile, which would be
// their names and out of date.
type storedItem struct {
	Outcome  *Outcome        `json:"outcome,omitempty"`
	Problems []storedProblem `json:"problems,omitempty"`
}

type storedProblem struct {
	Code    fault.Code `json:"code"`
	Field   string     `json:"field,omitempty"`
	Rule    string     `json:"rule,omitempty"`
	Message string     `json:"message"`
}

func kept(item Item) storedItem {
	keep := storedItem{Outcome: item.Outcome}
	for _, problem := range fault.Mendable(item.Err) {
		keep.Problems = append(keep.Problems, storedProblem{Code: problem.Code, Field: problem.Field, Rule: problem.Rule, Message: problem.Message})
	}
	return keep
}

func (k storedItem) item() Item {
	item := Item{Outcome: k.Outcome}
	var list []*fault.Error
	for _, problem := range k.Problems {
		list = append(list, &fault.Error{Code: problem.Code, Field: problem.Field, Rule: problem.Rule, Message: problem.Message})
	}
	item.Err = fault.Join(list...)
	return item
}

// claim takes the key of a write. Where another write has it that says the same,
// what that one came to is answered; one that is on its way is waited for.
func (t *writeTx) claim(ctx context.Context, options Options, what any) ([]Item, error) {
	key := options.IdempotencyKey
	if key == "" || options.DryRun {
		return nil, nil
	}
	if len(key) < minKey || len(key) > maxKey {
		return nil, fault.Invalid("idempotencyKey", "length", "a key has from %d to %d characters", minKey, maxKey)
	}
	encoded, err := canonical.Encode(what)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(encoded)
	taken, err := t.tx.NewRaw(`INSERT INTO hub.idempotency_keys (owner, key, digest, at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		t.owner(), key, sum[:], t.now).Exec(ctx)
	if err != nil {
		return nil, err
	}
	if n, err := taken.RowsAffected(); err != nil || n == 1 {
		return nil, err
	}
	var before struct {
		Same    bool
		Outcome json.RawMessage
	}
	err = t.tx.NewRaw(`SELECT digest = ? AS same, outcome FROM hub.idempotency_keys WHERE owner = ? AND key = ?`, sum[:], t.owner(), key).Scan(ctx, &before)
	if err != nil {
		return nil, err
	}
	if !before.Same {
		return nil, &fault.Error{Code: fault.Conflict, Field: "idempotencyKey", Rule: "reused", Message: "another write was done under this key; make up a new one"}
	}
	var all []storedItem
	err = json.Unmarshal(before.Outcome, &all)
	return mapSlice(all, storedItem.item), err
}

// keep remembers under the key what the write came to.
func (t *writeTx) keep(ctx context.Context, options Options, items []Item) error {
	if options.IdempotencyKey == "" || options.DryRun {
		return nil
	}
	encoded, err := canonical.Encode(mapSlice(items, kept))
	if err != nil {
		return err
	}
	_, err = t.tx.NewRaw(`UPDATE hub.idempotency_keys SET outcome = ? WHERE owner = ? AND key = ?`, string(encoded), t.owner(), options.IdempotencyKey).Exec(ctx)
	return err
}

// owner is whose keys they are: those of one person or program mean nothing to
// another.
func (t *writeTx) owner() uuid.UUID {
	if t.actor.TokenID != uuid.Nil {
		return t.actor.TokenID
	}
	return t.actor.AccountID
}

// ForgetKeys forgets the writes that were done under a key more than a day ago.
func (w *Writer) ForgetKeys(ctx context.Context) error {
	_, err := w.DB.NewRaw("DELETE FROM hub.idempotency_keys WHERE at < now() - interval '1 day'").Exec(ctx)
	return err
}

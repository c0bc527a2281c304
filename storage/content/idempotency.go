package content

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"errors"

	"github.com/google/uuid"
)

const minKey, maxKey = 8, 100

func isNoRows(err error) bool    { return errors.Is(err, sql.ErrNoRows) }
func isTakenBack(err error) bool { return errors.Is(err, errTakenBack) }

// once does a write unless it was done before under the same key.
func once(ctx context.Context, t *writing, options Options, write Write, do func() (*Outcome, error)) (*Outcome, error) {
	before, err := t.claim(ctx, options, write)
	if err != nil || before != nil {
		return first(before, err)
	}
	outcome, err := do()
	if err != nil {
		return nil, err
	}
	return outcome, t.keep(ctx, options, []*Outcome{outcome})
}

// claim takes the key of a write. Where another write has it that says the same,
// what that one came to is answered; one that is on its way is waited for.
func (t *writing) claim(ctx context.Context, options Options, what any) ([]*Outcome, error) {
	key := options.IdempotencyKey
	if key == "" || options.DryRun {
		return nil, nil
	}
	if len(key) < minKey || len(key) > maxKey {
		return nil, badInput("idempotencyKey", "length", "a key has from %d to %d characters", minKey, maxKey)
	}
	encoded, err := encode(what)
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
		return nil, &Error{Code: Conflict, Field: "idempotencyKey", Rule: "reused", Message: "another write was done under this key; make up a new one"}
	}
	var outcomes []*Outcome
	return outcomes, json.Unmarshal(before.Outcome, &outcomes)
}

// keep remembers under the key what the write came to.
func (t *writing) keep(ctx context.Context, options Options, outcomes []*Outcome) error {
	if options.IdempotencyKey == "" || options.DryRun {
		return nil
	}
	encoded, err := encode(outcomes)
	if err != nil {
		return err
	}
	_, err = t.tx.NewRaw(`UPDATE hub.idempotency_keys SET outcome = ? WHERE owner = ? AND key = ?`, string(encoded), t.owner(), options.IdempotencyKey).Exec(ctx)
	return err
}

// owner is whose keys they are: those of one person or program mean nothing to
// another.
func (t *writing) owner() uuid.UUID {
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

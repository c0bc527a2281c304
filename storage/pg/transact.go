// Package pg hands values to Postgres and has transactions that begin anew when others come
// in their way. It knows no table.
package pg

import (
	"context"
	"database/sql"
	"errors"

	"github.com/uptrace/bun"
)

// MaxTries is how often a transaction is tried that others came in the way of.
const MaxTries = 5

// Transact does something in a transaction, and once more where others have come in
// its way: what it finds then is what they have left. A dry run is taken back.
func Transact(ctx context.Context, db *bun.DB, dryRun bool, do func(context.Context, bun.Tx) error) error {
	for try := 1; ; try++ {
		err := db.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error {
			if err := do(ctx, tx); err != nil {
				return err
			}
			// What is deferred must fail here, where it can be tried again, and in a dry
			// run too.
			if _, err := tx.ExecContext(ctx, "SET CONSTRAINTS ALL IMMEDIATE"); err != nil {
				return err
			}
			if dryRun {
				return errDry
			}
			return nil
		})
		switch {
		case dryRun && errors.Is(err, errDry):
			return nil
		case err == nil || try == MaxTries || !IsRace(err):
			return err
		}
	}
}

// errDry takes a dry run back.
var errDry = errors.New("a dry run")

// IsRace tells whether a statement failed because of another transaction: one that
// waited for this one, or one that wrote the same unique value first.
func IsRace(err error) bool {
	var failure interface{ SQLState() string }
	if !errors.As(err, &failure) {
		return false
	}
	switch failure.SQLState() {
	case "40001", "40P01", "23505", "23503":
		return true
	}
	return false
}

// IsNoRows tells whether a statement has found nothing.
func IsNoRows(err error) bool { return errors.Is(err, sql.ErrNoRows) }

// ErrTakenBack takes a transaction back whose problems are told apart from it.
var ErrTakenBack = errors.New("taken back")

package history

import (
	"context"
	"time"

	"github.com/uptrace/bun"
)

// Forget forgets the versions that were over before a moment; from then on it
// cannot be told any more what was live earlier than that. It tells how many there
// were.
func Forget(ctx context.Context, db *bun.DB, before time.Time) (forgotten int64, err error) {
	err = db.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error {
		tables, err := tablesOf(ctx, tx, "past")
		if err != nil {
			return err
		}
		for _, t := range tables {
			result, err := tx.NewRaw(t.fill("DELETE FROM {past} WHERE until <= ?"), before).Exec(ctx)
			if err != nil {
				return err
			}
			rows, err := result.RowsAffected()
			if err != nil {
				return err
			}
			forgotten += rows
		}
		_, err = tx.NewRaw("UPDATE hub.settings SET value = greatest(value::timestamptz, ?) WHERE name = 'history_began'", before).Exec(ctx)
		return err
	})
	return forgotten, err
}

package content

import (
	"context"

	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/fault"
)

// Derivation sets columns of entries that follow from others by what the database
// holds, such as the size of a file from its checksum. It is given all entries of a
// kind that are written at once; see [Derive].
type Derivation func(ctx context.Context, db bun.IDB, fields []any) ([]*fault.Error, error)

// Derive makes a derivation for a kind with the columns F. It answers an error in
// the place of each of the fields that is wrong, or nothing; Error.Field is named as
// in JSON.
func Derive[F any](derive func(ctx context.Context, db bun.IDB, fields []*F) ([]*fault.Error, error)) Derivation {
	return func(ctx context.Context, db bun.IDB, fields []any) ([]*fault.Error, error) {
		typed := make([]*F, len(fields))
		for i, one := range fields {
			typed[i] = one.(*F)
		}
		return derive(ctx, db, typed)
	}
}

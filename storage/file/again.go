package file

import (
	"context"

	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/fault"
)

// Again has a file processed once more, as after programs were installed, or after it
// failed. Until that is done it stays what it is. It fails where it is about to be
// processed anyway.
func (l *Library) Again(ctx context.Context, sha256 string) error {
	return l.change(ctx, sha256, func(ctx context.Context, tx bun.Tx, file *File) error {
		if file.State == Pending || file.Again {
			return &fault.Error{Code: fault.BadInput, Field: "id", Rule: "pending", Message: "its file is about to be processed already"}
		}
		file.Again = true
		return l.enqueueInspection(ctx, tx, sha256)
	})
}

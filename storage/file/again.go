package file

import (
	"context"

	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/act"
	"github.com/cocreated/hub/storage/fault"
)

// Again has a file processed once more, as after programs were installed, or after it
// failed. Until that is done it stays what it is. It fails where it is about to be
// processed anyway.
func (l *Library) Again(ctx context.Context, actor act.Actor, sha256 string) error {
	return l.change(ctx, sha256, func(ctx context.Context, tx bun.Tx, file *File) error {
		if err := actor.May(act.Act{Verb: VerbProcess, Kind: "asset"}); err != nil {
			return err
		}
		if file.State == Pending || file.Again {
			return fault.Invalid("id", "pending", "its file is about to be processed already")
		}
		file.Again = true
		return l.enqueueInspection(ctx, tx, sha256)
	})
}

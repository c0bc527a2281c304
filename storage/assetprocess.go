package storage

import (
	"context"
	"database/sql"
	"errors"

	"github.com/cocreated/hub/storage/act"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/fault"
)

// ProcessAsset has the file of the draft of an asset processed once more.
func (s *Store) ProcessAsset(ctx context.Context, actor act.Actor, id string) error {
	kind, asset, err := content.DecodeID("id", id)
	if err != nil {
		return err
	}
	if kind != "asset" {
		return fault.Invalid("id", "kind", "this is not the id of an asset")
	}
	var sha256 *string
	err = s.draft.NewRaw("SELECT sha256 FROM assets WHERE id = ?", asset).Scan(ctx, &sha256)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return fault.Missing("id", "there is no such asset")
	case err != nil:
		return err
	case sha256 == nil:
		return fault.Invalid("id", "file", "it has no file")
	case s.files == nil:
		return errors.New("the hub has no store of files")
	}
	return s.files.Again(ctx, actor, *sha256)
}

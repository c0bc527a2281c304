package storage

import (
	"context"
	"database/sql"
	"errors"

	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/fault"
)

// ProcessAsset has the file of the draft of an asset processed once more.
func (s *Store) ProcessAsset(ctx context.Context, id string) error {
	kind, asset, err := content.DecodeID("id", id)
	if err != nil {
		return err
	}
	refuse := func(rule, message string) error {
		return &fault.Error{Code: fault.BadInput, Field: "id", Rule: rule, Message: message}
	}
	if kind != "asset" {
		return refuse("kind", "this is not the id of an asset")
	}
	var sha256 *string
	err = s.draft.NewRaw("SELECT sha256 FROM assets WHERE id = ?", asset).Scan(ctx, &sha256)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return refuse("exists", "there is no such asset")
	case err != nil:
		return err
	case sha256 == nil:
		return refuse("file", "it has no file")
	case s.files == nil:
		return errors.New("the hub has no store of files")
	}
	return s.files.Again(ctx, *sha256)
}

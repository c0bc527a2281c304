package storage

import (
	"context"
	"database/sql"
	"errors"

	"github.com/cocreated/hub/storage/asset"
	"github.com/cocreated/hub/storage/content"
)

// AssetProcessing is what became of the file of an asset after it was taken in.
type AssetProcessing struct {
	State asset.State
	// Problem says why it failed, or is in quarantine; nil where all is well.
	Problem *string
	// Lacks are what could not be found out or made.
	Lacks []string
	// Again says that it is about to be processed once more.
	Again bool
}

// Processing is nil for an asset without a file.
func (a *Asset) Processing() *AssetProcessing {
	if a.File == nil {
		return nil
	}
	return &AssetProcessing{State: a.File.State, Problem: known(a.File.Problem), Lacks: append([]string{}, a.File.Lacks...), Again: a.File.Again}
}

// facts are what is known of its file: nothing where it has none.
func (a *Asset) facts() asset.Facts {
	if a.File == nil {
		return asset.Facts{}
	}
	return a.File.Facts
}

// known is a fact, where there is one: none of them is zero.
func known[T comparable](fact T) *T {
	if fact == *new(T) {
		return nil
	}
	return &fact
}

// Width is in pixels, as it is shown.
func (a *Asset) Width() *int { return known(a.facts().Width) }

// Height is in pixels, as it is shown.
func (a *Asset) Height() *int { return known(a.facts().Height) }

// DominantColor is the one that an image has most of.
func (a *Asset) DominantColor() *string { return known(a.facts().DominantColor) }

// DurationSeconds is how long a recording takes.
func (a *Asset) DurationSeconds() *float64 { return known(a.facts().DurationSeconds) }

// PageCount is how many pages a document has.
func (a *Asset) PageCount() *int { return known(a.facts().PageCount) }

// ProcessAsset has the file of the draft of an asset processed once more.
func (s *Store) ProcessAsset(ctx context.Context, id string) error {
	kind, asset, err := content.DecodeID("id", id)
	if err != nil {
		return err
	}
	refuse := func(rule, message string) error {
		return &content.Error{Code: content.BadInput, Field: "id", Rule: rule, Message: message}
	}
	if kind != "asset" {
		return refuse("kind", "this is not the id of an asset")
	}
	var sha256 *string
	err = s.Draft.NewRaw("SELECT sha256 FROM assets WHERE id = ?", asset).Scan(ctx, &sha256)
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

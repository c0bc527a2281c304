package storage

import (
	"context"
	"errors"
	"io"
	"maps"

	"github.com/google/uuid"

	"github.com/cocreated/hub/storage/act"
	"github.com/cocreated/hub/storage/argument"
	"github.com/cocreated/hub/storage/edit"
	"github.com/cocreated/hub/storage/fault"
	"github.com/cocreated/hub/storage/file"
	"github.com/cocreated/hub/storage/kind"
)

// CompleteUpload makes an asset of what was uploaded, or replaces the file of one: an
// input with `asset` and `version` says which. Where the input is wrong the file stays,
// and it may be completed again with a better one. Once it is complete, completing it
// again answers the same asset.
func (s *Store) CompleteUpload(ctx context.Context, actor act.Actor, id uuid.UUID, input argument.Input) (*edit.Outcome, error) {
	files := s.Files()
	upload, err := files.Upload(ctx, id)
	if err != nil {
		return nil, err
	}
	// Whose it is never changes; what is made of it, the engine decides on.
	if err := actor.May(act.Act{Verb: file.VerbUpload, Owner: upload.Owner()}); err != nil {
		return nil, err
	}
	file, err := files.FinishUpload(ctx, upload)
	if err != nil {
		return nil, err
	}
	if upload.AssetID != nil {
		return &edit.Outcome{ID: *upload.AssetID, Kind: kind.AssetKindName}, nil
	}
	input = maps.Clone(input)
	delete(input, "id")
	input["idempotencyKey"] = "upload-" + upload.ID.String()
	outcome, err := s.ShowFile(ctx, actor, file, upload.FileName, input)
	if err != nil {
		return nil, err
	}
	return outcome, files.MadeAsset(ctx, upload, outcome.ID)
}

// TakeFile takes a file in and makes an asset of it, or replaces that of one, as
// [Store.CompleteUpload] does.
func (s *Store) TakeFile(ctx context.Context, actor act.Actor, name, contentType string, body io.Reader, input argument.Input) (*edit.Outcome, error) {
	if err := actor.May(act.Act{Verb: file.VerbUpload, Owner: actor.AccountID}); err != nil {
		return nil, err
	}
	file, err := s.Files().Put(ctx, name, contentType, body)
	if err != nil {
		return nil, err
	}
	return s.ShowFile(ctx, actor, file, name, input)
}

// ShowFile writes an asset that shows a file, by the ordinary way in. An input with
// `asset` changes that one, and else a new one is made.
func (s *Store) ShowFile(ctx context.Context, actor act.Actor, file *file.File, name string, input argument.Input) (*edit.Outcome, error) {
	write := edit.Write{Verb: act.VerbCreate, Kind: kind.AssetKindName, Input: maps.Clone(input)}
	write.Input["fileName"], write.Input["sha256"] = name, file.SHA256
	replaces := input.Given("asset")
	delete(write.Input, "asset")
	if replaces {
		write.Verb, write.Input["id"] = act.VerbUpdate, input["asset"]
	}
	if err := checkReplacement(replaces, input); err != nil {
		return nil, err
	}
	outcome, err := s.Writer().Do(ctx, actor, write)
	return outcome, ofAsset(err)
}

// checkReplacement refuses what goes with new assets only, or with others only.
func checkReplacement(replaces bool, input argument.Input) error {
	versioned, sourced := input.Given("version"), input.Given("sourceLocale")
	switch {
	case replaces && !versioned:
		return fault.Invalid("version", "required", "say which version of the asset the change is based on")
	case !replaces && versioned:
		return fault.Invalid("version", "excluded", "a new asset has no version; name the asset whose file is replaced, or leave this out")
	case replaces && sourced:
		return fault.Invalid("sourceLocale", "excluded", "an asset keeps the language that it was written in first")
	}
	return nil
}

// ofAsset names in an error what is the asset's id in the input of an upload, whose
// own id is the upload's.
func ofAsset(err error) error {
	var known *fault.Error
	if !errors.As(err, &known) || known.Field != "id" {
		return err
	}
	of := *known
	of.Field = "asset"
	return &of
}

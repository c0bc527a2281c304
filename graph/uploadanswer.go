package graph

import (
	"context"
	"errors"

	"github.com/google/uuid"

	"github.com/cocreated/hub/graph/model"
	"github.com/cocreated/hub/graph/scalar"
	"github.com/cocreated/hub/storage/act"
	"github.com/cocreated/hub/storage/argument"
	"github.com/cocreated/hub/storage/edit"
	"github.com/cocreated/hub/storage/file"
	"github.com/cocreated/hub/storage/kind"
	"github.com/cocreated/hub/storage/policy"
)

// files is where files are kept.
func (r *Resolver) files() (*file.Library, error) {
	if files := r.store.Files(); files != nil {
		return files, nil
	}
	return nil, errors.New("the store was opened without a bucket for files")
}

// uploadID reads the id of an upload, where files are kept.
func (r *Resolver) uploadID(id string) (*file.Library, uuid.UUID, error) {
	files, err := r.files()
	if err != nil {
		return nil, uuid.Nil, err
	}
	decoded, err := decodeAs(file.UploadKind, id)
	return files, decoded, err
}

// upload finds an upload for who may read it.
func (r *Resolver) upload(ctx context.Context, id string) (*file.Upload, error) {
	files, decoded, err := r.uploadID(id)
	if err != nil {
		return nil, err
	}
	upload, err := files.Upload(ctx, decoded)
	if err != nil {
		return nil, err
	}
	return upload, r.principal(ctx).May(act.Act{Verb: policy.ReadUpload, Owner: upload.Owner()})
}

func (r *Resolver) startUpload(ctx context.Context, input model.AssetUploadStartInput) (*model.AssetUploadPayload, error) {
	files, err := r.files()
	if err != nil {
		return nil, err
	}
	announced := file.Announced{FileName: input.FileName, Size: input.Size, SHA256: input.Sha256}
	if input.ContentType != nil {
		announced.ContentType = *input.ContentType
	}
	upload, err := files.StartUpload(ctx, r.actor(ctx), announced)
	wrong, err := userErrors(err)
	if err != nil || len(wrong) > 0 {
		upload = nil
	}
	return &model.AssetUploadPayload{Upload: upload, UserErrors: wrong}, err
}

func (r *Resolver) completeUpload(ctx context.Context, input argument.Input) (*edit.Payload[kind.Asset], error) {
	id, err := input.Text("id")
	if err != nil {
		return nil, err
	}
	_, upload, err := r.uploadID(id)
	if err != nil {
		return shown(ctx, r, nil, err)
	}
	outcome, err := r.store.CompleteUpload(ctx, r.actor(ctx), upload, input)
	return shown(ctx, r, outcome, err)
}

func (r *Resolver) cancelUpload(ctx context.Context, id string) (*model.AssetUploadCancelPayload, error) {
	files, upload, err := r.uploadID(id)
	if err == nil {
		err = files.CancelUpload(ctx, r.actor(ctx), upload)
	}
	wrong, err := userErrors(err)
	if err != nil || len(wrong) > 0 {
		return &model.AssetUploadCancelPayload{UserErrors: wrong}, err
	}
	return &model.AssetUploadCancelPayload{ID: &id, UserErrors: wrong}, nil
}

// takeFile answers the upload of a file that came along with the request.
func (r *Resolver) takeFile(ctx context.Context, input argument.Input) (*edit.Payload[kind.Asset], error) {
	if _, err := r.files(); err != nil {
		return nil, err
	}
	file, err := argument.As[scalar.Upload](input, "file")
	if err != nil {
		return nil, err
	}
	delete(input, "file")
	outcome, err := r.store.TakeFile(ctx, r.actor(ctx), file.Name, file.ContentType, file.Open(), input)
	return shown(ctx, r, outcome, err)
}

// shown answers what became of an asset that was to show a file.
func shown(ctx context.Context, r *Resolver, outcome *edit.Outcome, err error) (*edit.Payload[kind.Asset], error) {
	answer, err := r.answered(ctx, outcome, err, false)
	if err != nil {
		return nil, err
	}
	return payloadOf[kind.Asset](answer), nil
}

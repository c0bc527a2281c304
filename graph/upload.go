package graph

import (
	"context"

	"github.com/cocreated/hub/graph/generated"
	"github.com/cocreated/hub/graph/model"
	"github.com/cocreated/hub/storage/edit"
	"github.com/cocreated/hub/storage/file"
	"github.com/cocreated/hub/storage/kind"
)

func (r *assetUploadResolver) Parts(ctx context.Context, obj *file.Upload) ([]*file.Part, error) {
	return r.store.Files().UploadParts(ctx, obj)
}

func (r *mutationResolver) AssetUploadStart(ctx context.Context, input model.AssetUploadStartInput) (*model.AssetUploadPayload, error) {
	return r.startUpload(ctx, input)
}

func (r *mutationResolver) AssetUploadComplete(ctx context.Context, input map[string]any) (*edit.Payload[kind.Asset], error) {
	return r.completeUpload(ctx, input)
}

func (r *mutationResolver) AssetUploadCancel(ctx context.Context, input model.AssetUploadCancelInput) (*model.AssetUploadCancelPayload, error) {
	return r.cancelUpload(ctx, input.ID)
}

func (r *mutationResolver) AssetUploadFile(ctx context.Context, input map[string]any) (*edit.Payload[kind.Asset], error) {
	return r.takeFile(ctx, input)
}

func (r *queryResolver) AssetUpload(ctx context.Context, id string) (*file.Upload, error) {
	return orNull(r.upload(ctx, id))
}

func (r *Resolver) AssetUpload() generated.AssetUploadResolver { return &assetUploadResolver{r} }

type assetUploadResolver struct{ *Resolver }

package graph

import (
	"context"

	"github.com/cocreated/hub/graph/generated"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/file"
	"github.com/cocreated/hub/storage/kind"
)

func (r *assetResolver) URL(ctx context.Context, obj *kind.Asset) (*string, error) {
	return obj.FileAddress(r.addresses), nil
}

func (r *assetResolver) DownloadURL(ctx context.Context, obj *kind.Asset) (*string, error) {
	return obj.DownloadAddress(r.addresses), nil
}

func (r *assetResolver) ImageURL(ctx context.Context, obj *kind.Asset, width int, height *int, format file.Format) (*string, error) {
	return obj.ImageAddress(r.addresses, width, height, format)
}

func (r *assetResolver) Srcset(ctx context.Context, obj *kind.Asset, widths []int, format file.Format) (*string, error) {
	return obj.Srcset(r.addresses, widths, format)
}

func (r *assetResolver) PreviewURL(ctx context.Context, obj *kind.Asset) (*string, error) {
	return obj.PreviewAddress(r.addresses), nil
}

func (r *assetResolver) StreamURL(ctx context.Context, obj *kind.Asset) (*string, error) {
	return obj.StreamAddress(r.addresses), nil
}

func (r *assetResolver) UsedBy(ctx context.Context, obj *kind.Asset, first *int, after *string) (*content.EntryConnection, error) {
	return content.UsedBy(ctx, obj, r.store.Signer, content.Page{First: first, After: after})
}

func (r *Resolver) Asset() generated.AssetResolver { return &assetResolver{r} }

type assetResolver struct{ *Resolver }

package graph

import (
	"context"
	"time"

	"github.com/cocreated/hub/graph/generated"
	"github.com/cocreated/hub/graph/model"
	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/asset"
	"github.com/cocreated/hub/storage/content"
)

func (r *assetResolver) URL(ctx context.Context, obj *storage.Asset) (*string, error) {
	return obj.FileAddress(r.addresses), nil
}

func (r *assetResolver) DownloadURL(ctx context.Context, obj *storage.Asset) (*string, error) {
	return obj.DownloadAddress(r.addresses), nil
}

func (r *assetResolver) ImageURL(ctx context.Context, obj *storage.Asset, width int, height *int, format asset.Format) (*string, error) {
	return obj.ImageAddress(r.addresses, width, height, format)
}

func (r *assetResolver) Srcset(ctx context.Context, obj *storage.Asset, widths []int, format asset.Format) (*string, error) {
	return obj.Srcset(r.addresses, widths, format)
}

func (r *assetResolver) PreviewURL(ctx context.Context, obj *storage.Asset) (*string, error) {
	return obj.PreviewAddress(r.addresses), nil
}

func (r *assetResolver) StreamURL(ctx context.Context, obj *storage.Asset) (*string, error) {
	return obj.StreamAddress(r.addresses), nil
}

func (r *assetResolver) Body(ctx context.Context, obj *storage.Asset) (*content.RichText, error) {
	return content.Body(ctx, obj)
}

func (r *assetResolver) TextTracks(ctx context.Context, obj *storage.Asset) ([]*storage.TextTrack, error) {
	return content.PartsOf[storage.TextTrack](ctx, obj)
}

func (r *assetResolver) UsedBy(ctx context.Context, obj *storage.Asset, first *int, after *string) (*content.EntryConnection, error) {
	return content.UsedBy(ctx, obj, r.store.Signer, content.Page{First: first, After: after})
}

func (r *mutationResolver) AssetProcess(ctx context.Context, input model.AssetProcessInput) (*model.AssetProcessPayload, error) {
	wrong, err := userErrors(r.store.ProcessAsset(ctx, input.ID))
	if err != nil || len(wrong) > 0 {
		return &model.AssetProcessPayload{UserErrors: wrong}, err
	}
	asset, err := find[storage.Asset](ctx, r.Resolver, nil, &input.ID, view{stage: content.StageDraft})
	return &model.AssetProcessPayload{Asset: asset, UserErrors: wrong}, err
}

func (r *mutationResolver) AssetCreate(ctx context.Context, input map[string]any) (*content.Payload[storage.Asset], error) {
	return create[storage.Asset](ctx, r.Resolver, input)
}

func (r *mutationResolver) AssetUpdate(ctx context.Context, input map[string]any) (*content.Payload[storage.Asset], error) {
	return update[storage.Asset](ctx, r.Resolver, input)
}

func (r *mutationResolver) AssetTextTrackPut(ctx context.Context, input storage.TextTrackFile) (*content.Payload[storage.Asset], error) {
	return putTextTrack(ctx, r.Resolver, input)
}

func (r *queryResolver) Asset(ctx context.Context, slug *string, id *string, locales []content.Locale, stage content.Stage, asOf *time.Time, release *string) (*storage.Asset, error) {
	return find[storage.Asset](ctx, r.Resolver, slug, id, view{locales, stage, asOf, release})
}

func (r *queryResolver) Assets(ctx context.Context, first *int, after *string, last *int, before *string, where map[string]any, orderBy []map[string]any, locales []content.Locale, stage content.Stage, asOf *time.Time, release *string) (*content.Connection[storage.Asset], error) {
	return list[storage.Asset](ctx, r.Resolver, content.Page{First: first, After: after, Last: last, Before: before}, where, orderBy, view{locales, stage, asOf, release})
}

func (r *textTrackResolver) URL(ctx context.Context, obj *storage.TextTrack) (*string, error) {
	return obj.Address(r.addresses), nil
}

func (r *textTrackResolver) TranscriptURL(ctx context.Context, obj *storage.TextTrack) (*string, error) {
	return obj.TranscriptAddress(r.addresses), nil
}

func (r *Resolver) Asset() generated.AssetResolver { return &assetResolver{r} }

func (r *Resolver) TextTrack() generated.TextTrackResolver { return &textTrackResolver{r} }

type (
	assetResolver     struct{ *Resolver }
	textTrackResolver struct{ *Resolver }
)

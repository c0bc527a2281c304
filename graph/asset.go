package graph

import (
	"context"
	"time"

	"github.com/cocreated/hub/graph/generated"
	"github.com/cocreated/hub/graph/model"
	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/edit"
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

func (r *assetResolver) Body(ctx context.Context, obj *kind.Asset) (*content.RichText, error) {
	return content.Body(ctx, obj)
}

func (r *assetResolver) TextTracks(ctx context.Context, obj *kind.Asset) ([]*kind.TextTrack, error) {
	return content.PartsOf[kind.TextTrack](ctx, obj)
}

func (r *assetResolver) UsedBy(ctx context.Context, obj *kind.Asset, first *int, after *string) (*content.EntryConnection, error) {
	return content.UsedBy(ctx, obj, r.store.Signer, content.Page{First: first, After: after})
}

func (r *mutationResolver) AssetProcess(ctx context.Context, input model.AssetProcessInput) (*model.AssetProcessPayload, error) {
	wrong, err := userErrors(r.store.ProcessAsset(ctx, input.ID))
	if err != nil || len(wrong) > 0 {
		return &model.AssetProcessPayload{UserErrors: wrong}, err
	}
	asset, err := find[kind.Asset](ctx, r.Resolver, nil, &input.ID, view{stage: content.StageDraft})
	return &model.AssetProcessPayload{Asset: asset, UserErrors: wrong}, err
}

func (r *mutationResolver) AssetCreate(ctx context.Context, input map[string]any) (*edit.Payload[kind.Asset], error) {
	return create[kind.Asset](ctx, r.Resolver, input)
}

func (r *mutationResolver) AssetUpdate(ctx context.Context, input map[string]any) (*edit.Payload[kind.Asset], error) {
	return update[kind.Asset](ctx, r.Resolver, input)
}

func (r *mutationResolver) AssetTextTrackPut(ctx context.Context, input storage.TextTrackFile) (*edit.Payload[kind.Asset], error) {
	return putTextTrack(ctx, r.Resolver, input)
}

func (r *queryResolver) Asset(ctx context.Context, slug *string, id *string, locales []content.Locale, stage content.Stage, asOf *time.Time, release *string) (*kind.Asset, error) {
	return find[kind.Asset](ctx, r.Resolver, slug, id, view{locales, stage, asOf, release})
}

func (r *queryResolver) Assets(ctx context.Context, first *int, after *string, last *int, before *string, where map[string]any, orderBy []map[string]any, locales []content.Locale, stage content.Stage, asOf *time.Time, release *string) (*content.Connection[kind.Asset], error) {
	return list[kind.Asset](ctx, r.Resolver, content.Page{First: first, After: after, Last: last, Before: before}, where, orderBy, view{locales, stage, asOf, release})
}

func (r *textTrackResolver) URL(ctx context.Context, obj *kind.TextTrack) (*string, error) {
	return obj.Address(r.addresses), nil
}

func (r *textTrackResolver) TranscriptURL(ctx context.Context, obj *kind.TextTrack) (*string, error) {
	return obj.TranscriptAddress(r.addresses), nil
}

func (r *Resolver) Asset() generated.AssetResolver { return &assetResolver{r} }

func (r *Resolver) TextTrack() generated.TextTrackResolver { return &textTrackResolver{r} }

type (
	assetResolver     struct{ *Resolver }
	textTrackResolver struct{ *Resolver }
)

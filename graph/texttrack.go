package graph

import (
	"context"

	"github.com/cocreated/hub/graph/generated"
	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/edit"
	"github.com/cocreated/hub/storage/kind"
)

func (r *mutationResolver) AssetTextTrackPut(ctx context.Context, input storage.TextTrackFile) (*edit.Payload[kind.Asset], error) {
	return putTextTrack(ctx, r.Resolver, input)
}

func (r *textTrackResolver) URL(ctx context.Context, obj *kind.TextTrack) (*string, error) {
	return obj.Address(r.addresses), nil
}

func (r *textTrackResolver) TranscriptURL(ctx context.Context, obj *kind.TextTrack) (*string, error) {
	return obj.TranscriptAddress(r.addresses), nil
}

func (r *Resolver) TextTrack() generated.TextTrackResolver { return &textTrackResolver{r} }

type textTrackResolver struct{ *Resolver }

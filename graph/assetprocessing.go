package graph

import (
	"context"

	"github.com/cocreated/hub/graph/model"
	"github.com/cocreated/hub/graph/view"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/kind"
)

func (r *mutationResolver) AssetProcess(ctx context.Context, input model.AssetProcessInput) (*model.AssetProcessPayload, error) {
	wrong, err := userErrors(r.store.ProcessAsset(ctx, r.actor(ctx), input.ID))
	if err != nil || len(wrong) > 0 {
		return &model.AssetProcessPayload{UserErrors: wrong}, err
	}
	asset, err := find[kind.Asset](ctx, r.Resolver, nil, &input.ID, view.View{Stage: content.StageDraft})
	return &model.AssetProcessPayload{Asset: asset, UserErrors: wrong}, err
}

package graph

import (
	"context"

	"github.com/cocreated/hub/graph/generated"
	"github.com/cocreated/hub/storage/act"
	"github.com/cocreated/hub/storage/edit"
)

func (r *mutationResolver) EntryDelete(ctx context.Context, input map[string]any) (*edit.EntryPayload, error) {
	return r.do(ctx, edit.Write{Verb: act.VerbDelete, Input: input})
}

func (r *mutationResolver) EntryRecover(ctx context.Context, input map[string]any) (*edit.EntryPayload, error) {
	return r.do(ctx, edit.Write{Verb: act.VerbRecover, Input: input})
}

func (r *mutationResolver) BulkWrite(ctx context.Context, input map[string]any) (*edit.BulkPayload, error) {
	return r.bulk(ctx, input)
}

func (r *Resolver) Mutation() generated.MutationResolver { return &mutationResolver{r} }

type mutationResolver struct{ *Resolver }

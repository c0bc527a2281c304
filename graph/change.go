package graph

import (
	"context"

	"github.com/cocreated/hub/graph/generated"
	"github.com/cocreated/hub/storage/content"
)

func (r *mutationResolver) EntryDelete(ctx context.Context, input map[string]any) (*content.EntryPayload, error) {
	return r.do(ctx, content.Write{Verb: content.VerbDelete, Input: input})
}

func (r *mutationResolver) EntryRecover(ctx context.Context, input map[string]any) (*content.EntryPayload, error) {
	return r.do(ctx, content.Write{Verb: content.VerbRecover, Input: input})
}

func (r *mutationResolver) BulkWrite(ctx context.Context, input map[string]any) (*content.BulkPayload, error) {
	return r.bulk(ctx, input)
}

func (r *Resolver) Mutation() generated.MutationResolver { return &mutationResolver{r} }

type mutationResolver struct{ *Resolver }

package graph

import (
	"context"

	"github.com/cocreated/hub/storage/content"
)

func (r *mutationResolver) TextUpdate(ctx context.Context, input map[string]any) (*content.EntryPayload, error) {
	return r.do(ctx, content.Write{Verb: content.VerbTranslate, Input: input})
}

func (r *mutationResolver) TextConfirm(ctx context.Context, input map[string]any) (*content.EntryPayload, error) {
	return r.do(ctx, content.Write{Verb: content.VerbConfirm, Input: input})
}

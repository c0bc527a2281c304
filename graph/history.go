package graph

import (
	"context"

	"github.com/cocreated/hub/storage/content"
)

func (r *mutationResolver) EntryRestore(ctx context.Context, input map[string]any) (*content.EntryPayload, error) {
	return r.do(ctx, content.Write{Verb: content.VerbRestore, Input: input})
}

func (r *mutationResolver) EntryUndo(ctx context.Context, input map[string]any) (*content.EntryPayload, error) {
	return r.do(ctx, content.Write{Verb: content.VerbUndo, Input: input})
}

func (r *queryResolver) Revisions(ctx context.Context, id string, first *int, after *string) (*content.Connection[content.Revision], error) {
	return r.store.History().Revisions(ctx, id, content.Page{First: first, After: after})
}

func (r *queryResolver) RevisionDiff(ctx context.Context, id string, from int, to *int) (*content.RevisionDiff, error) {
	return r.store.History().Diff(ctx, id, from, to)
}

func (r *queryResolver) AuditTrail(ctx context.Context, where *content.AuditFilter, first *int, after *string) (*content.Connection[content.AuditEntry], error) {
	var filter content.AuditFilter
	if where != nil {
		filter = *where
	}
	return r.store.History().Trail(ctx, filter, content.Page{First: first, After: after})
}

func (r *queryResolver) Bin(ctx context.Context, kinds []content.EntryKind, first *int, after *string) (*content.Connection[content.BinEntry], error) {
	return r.store.History().Bin(ctx, kinds, content.Page{First: first, After: after})
}

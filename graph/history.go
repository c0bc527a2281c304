package graph

import (
	"context"

	"github.com/cocreated/hub/storage/act"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/edit"
)

func (r *mutationResolver) EntryRestore(ctx context.Context, input map[string]any) (*edit.EntryPayload, error) {
	return r.do(ctx, edit.Write{Verb: act.VerbRestore, Input: input})
}

func (r *mutationResolver) EntryUndo(ctx context.Context, input map[string]any) (*edit.EntryPayload, error) {
	return r.do(ctx, edit.Write{Verb: act.VerbUndo, Input: input})
}

func (r *queryResolver) Revisions(ctx context.Context, id string, first *int, after *string) (*content.Connection[edit.Revision], error) {
	return r.store.History().Revisions(ctx, id, content.Page{First: first, After: after})
}

func (r *queryResolver) RevisionDiff(ctx context.Context, id string, from int, to *int) (*edit.RevisionDiff, error) {
	return r.store.History().Diff(ctx, id, from, to)
}

func (r *queryResolver) AuditTrail(ctx context.Context, where *edit.AuditFilter, first *int, after *string) (*content.Connection[edit.AuditEntry], error) {
	var filter edit.AuditFilter
	if where != nil {
		filter = *where
	}
	return r.store.History().Trail(ctx, filter, content.Page{First: first, After: after})
}

func (r *queryResolver) Bin(ctx context.Context, kinds []content.EntryKind, first *int, after *string) (*content.Connection[edit.BinEntry], error) {
	return r.store.History().Bin(ctx, kinds, content.Page{First: first, After: after})
}

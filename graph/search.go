package graph

import (
	"context"

	"github.com/cocreated/hub/graph/view"
	"github.com/cocreated/hub/storage/content"
)

func (r *queryResolver) Search(ctx context.Context, view view.View, query string, kinds []content.EntryKind, first *int, after *string) (*content.Connection[content.Hit], error) {
	if err := refuseNull(ctx, "kinds"); err != nil {
		return nil, err
	}
	reader, err := r.reader(ctx, view)
	if err != nil {
		return nil, err
	}
	return content.Search(ctx, reader, r.store.Signer, content.SearchQuery{
		Words: query, Kinds: kinds, Page: content.Page{First: first, After: after},
	})
}

package graph

import (
	"context"

	"github.com/cocreated/hub/storage/content"
)

func (r *queryResolver) Search(ctx context.Context, query string, kinds []content.EntryKind, locales []content.Locale, first *int, after *string) (*content.Connection[content.Hit], error) {
	if err := refuseNull(ctx, "kinds"); err != nil {
		return nil, err
	}
	reader, err := r.reader(locales)
	if err != nil {
		return nil, err
	}
	return content.Search(ctx, reader, r.store.Signer, content.SearchQuery{
		Words: query, Kinds: kinds, Page: content.Page{First: first, After: after},
	})
}

package graph

import (
	"context"
	"time"

	"github.com/cocreated/hub/storage/content"
)

func (r *queryResolver) Search(ctx context.Context, query string, kinds []content.EntryKind, locales []content.Locale, stage content.Stage, asOf *time.Time, release *string, first *int, after *string) (*content.Connection[content.Hit], error) {
	if err := refuseNull(ctx, "kinds"); err != nil {
		return nil, err
	}
	reader, err := r.reader(ctx, view{locales, stage, asOf, release})
	if err != nil {
		return nil, err
	}
	return content.Search(ctx, reader, r.store.Signer, content.SearchQuery{
		Words: query, Kinds: kinds, Page: content.Page{First: first, After: after},
	})
}

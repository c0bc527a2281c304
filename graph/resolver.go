// Package graph serves the store as a GraphQL API. A resolver guards, delegates
// and returns; what is worth knowing stands in storage.
package graph

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/content"
)

// Resolver is what every resolver has at hand.
type Resolver struct {
	// Live reads what is published.
	Live      bun.IDB
	Kinds     *content.Kinds
	Languages content.Languages
	Signer    *content.Signer
	// Now is the clock, read once for each field at the root.
	Now func() time.Time

	Name    string
	Version string
}

func (r *Resolver) reader(locales []content.Locale) (*content.Reader, error) {
	return content.Read(r.Live, r.Kinds, r.Languages, r.Now(), locales)
}

// find answers a field such as `course`.
func find[T any](ctx context.Context, r *Resolver, slug, id *string, locales []content.Locale) (*T, error) {
	reader, err := r.reader(locales)
	if err != nil {
		return nil, err
	}
	return content.Find[T](ctx, reader, slug, id)
}

// only answers a field such as `project`, of which there is one.
func only[T any](ctx context.Context, r *Resolver, locales []content.Locale) (*T, error) {
	reader, err := r.reader(locales)
	if err != nil {
		return nil, err
	}
	return content.Only[T](ctx, reader)
}

// list answers a field such as `courses`.
func list[T any](ctx context.Context, r *Resolver, page content.Page, where map[string]any, orderBy []map[string]any, locales []content.Locale) (*content.Connection[T], error) {
	reader, err := r.reader(locales)
	if err != nil {
		return nil, err
	}
	return content.List[T](ctx, reader, r.Signer, page, where, orderBy)
}

// Package graph serves the store as a GraphQL API. A resolver guards, delegates
// and returns; what is worth knowing stands in storage.
package graph

import (
	"context"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/content"
)

// Resolver is what every resolver has at hand.
type Resolver struct {
	store   *storage.Store
	now     func() time.Time
	name    string
	version string
}

// reader reads what is published, as of now.
func (r *Resolver) reader(locales []content.Locale) (*content.Reader, error) {
	return r.store.ReadLive(r.now(), locales)
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
	if err := refuseNull(ctx, "where", "orderBy"); err != nil {
		return nil, err
	}
	reader, err := r.reader(locales)
	if err != nil {
		return nil, err
	}
	return content.List[T](ctx, reader, r.store.Signer, page, where, orderBy)
}

// refuseNull refuses arguments that are given and null: who means to filter and
// by some slip sends null must not get everything.
func refuseNull(ctx context.Context, names ...string) error {
	variables := graphql.GetOperationContext(ctx).Variables
	for _, name := range names {
		argument := graphql.GetFieldContext(ctx).Field.Arguments.ForName(name)
		if argument == nil {
			continue
		}
		if argument.Value.Kind == ast.Variable {
			if _, given := variables[argument.Value.Raw]; !given {
				continue
			}
		}
		value, err := argument.Value.Value(variables)
		if err != nil {
			return err
		}
		if value == nil {
			return &content.Error{Code: content.BadInput, Field: name, Rule: "null", Message: "null says nothing; leave the argument out to accept everything"}
		}
	}
	return nil
}

// Package graph serves the store as a GraphQL API. A resolver guards, delegates
// and returns; what is worth knowing stands in storage.
package graph

import (
	"context"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/cocreated/hub/graph/view"
	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/account"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/fault"
	"github.com/cocreated/hub/storage/file"
	"github.com/cocreated/hub/storage/notice"
	"github.com/cocreated/hub/storage/policy"
	"github.com/cocreated/hub/storage/publish"
)

// Resolver is what every resolver has at hand.
type Resolver struct {
	store    *storage.Store
	accounts *account.Store
	bus      *notice.Bus
	now      func() time.Time
	name     string
	version  string
	// who asks, and under which id it is logged.
	who       func(context.Context) policy.Principal
	requestID func(context.Context) string
	// reviewURL is the address of the page on which a link lets somebody decide.
	reviewURL func(secret string) string
	// addresses are those at which assets are served.
	addresses *file.Addresses
}

// reader reads what the view shows. Derived states are as of now, or of the moment
// that is asked for.
func (r *Resolver) reader(ctx context.Context, v view.View) (*content.Reader, error) {
	if err := v.Check(); err != nil {
		return nil, err
	}
	if !v.Public() {
		if err := r.principal(ctx).Admit(policy.ReadDrafts); err != nil {
			return nil, err
		}
	}
	switch now := r.now(); {
	case v.Stage == content.StageDraft:
		return r.store.ReadDraft(now, v.Locales)
	case v.AsOf != nil:
		return r.store.ReadAt(endOf(*v.AsOf, now), now, v.Locales)
	case v.Release != nil:
		kind, id, err := content.DecodeID("release", *v.Release)
		if err != nil {
			return nil, err
		}
		if kind != publish.ReleaseKind {
			return nil, fault.Invalid("release", "kind", "this is the id of something else")
		}
		return r.store.ReadRelease(id, now, v.Locales)
	default:
		return r.store.ReadLive(now, v.Locales)
	}
}

// endOf is the end of a moment, which clients know to the millisecond: as of the
// moment at which something is said to have been published, it is there.
func endOf(moment, now time.Time) time.Time {
	end := moment.Add(time.Millisecond - time.Microsecond)
	if end.After(now) && !moment.After(now) {
		return now
	}
	return end
}

// find answers a field such as `course`.
func find[T any](ctx context.Context, r *Resolver, slug, id *string, v view.View) (*T, error) {
	reader, err := r.reader(ctx, v)
	if err != nil {
		return nil, err
	}
	return content.Find[T](ctx, reader, slug, id)
}

// only answers a field such as `project`, of which there is one.
func only[T any](ctx context.Context, r *Resolver, v view.View) (*T, error) {
	reader, err := r.reader(ctx, v)
	if err != nil {
		return nil, err
	}
	return content.Only[T](ctx, reader)
}

// list answers a field such as `courses`.
func list[T any](ctx context.Context, r *Resolver, page content.Page, where map[string]any, orderBy []map[string]any, v view.View) (*content.Connection[T], error) {
	if err := refuseNull(ctx, "where", "orderBy"); err != nil {
		return nil, err
	}
	reader, err := r.reader(ctx, v)
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
			return fault.Invalid(name, "null", "null says nothing; leave the argument out to accept everything")
		}
	}
	return nil
}

// refuseNullWithin refuses what is null among the fields of an argument: what means
// to narrow down must not let everything pass.
func refuseNullWithin(ctx context.Context, name string) error {
	if err := refuseNull(ctx, name); err != nil {
		return err
	}
	argument := graphql.GetFieldContext(ctx).Field.Arguments.ForName(name)
	if argument == nil {
		return nil
	}
	variables := graphql.GetOperationContext(ctx).Variables
	left := map[string]bool{} // what stands for a variable that is not given
	for _, child := range argument.Value.Children {
		if _, given := variables[child.Value.Raw]; child.Value.Kind == ast.Variable && !given {
			left[child.Name] = true
		}
	}
	value, err := argument.Value.Value(variables)
	if err != nil {
		return err
	}
	fields, _ := value.(map[string]any)
	for field, value := range fields {
		if value == nil && !left[field] {
			return fault.Invalid(name+"."+field, "null", "null says nothing; leave it out to accept everything")
		}
	}
	return nil
}

// Package execute is what generated code calls in place of the like of gqlgen. Reads cost what is done for each value:
// gqlgen begins a goroutine for each object of a list and for each field with a resolver, and makes room for `@defer`
// in each object. Here all of that comes one after the other, but for the root fields of an operation: relations are
// read for all entries of a list at once, so whoever came second waited for whoever came first all the same.
package execute

import (
	"context"
	"io"
	"sync"

	"github.com/99designs/gqlgen/graphql"
)

// FieldSet is an object of an answer while its fields are resolved; see [graphql.FieldSet].
type FieldSet struct {
	fields []graphql.CollectedField
	// Values are those of the fields, in their order.
	Values []graphql.Marshaler
	// Invalids are how many fields have come to nothing that must not.
	Invalids uint32

	roots []root
}

// root is a root field that is yet to be resolved.
type root struct {
	i       int
	nonNull bool
	resolve func() graphql.Marshaler
}

// NewFieldSet makes an object with no value yet.
func NewFieldSet(fields []graphql.CollectedField) *FieldSet {
	return &FieldSet{fields: fields, Values: make([]graphql.Marshaler, len(fields))}
}

// Resolve resolves a field. A panic is reported as an error of the field.
func (s *FieldSet) Resolve(ctx context.Context, oc *graphql.OperationContext, i int, _, nonNull bool, resolve func(context.Context) graphql.Marshaler) {
	s.set(i, nonNull, guarded(ctx, oc, resolve))
}

// ResolveRootConcurrently resolves a root field beside the others, once all are dispatched.
func (s *FieldSet) ResolveRootConcurrently(ctx context.Context, oc *graphql.OperationContext, i int, _, nonNull bool, resolve func(context.Context) graphql.Marshaler) {
	s.roots = append(s.roots, root{i, nonNull, func() graphql.Marshaler {
		return oc.RootResolverMiddleware(ctx, func(ctx context.Context) graphql.Marshaler { return guarded(ctx, oc, resolve) })
	}})
}

// Dispatch resolves the root fields and waits for them.
func (s *FieldSet) Dispatch(context.Context) {
	if len(s.roots) == 0 {
		return
	}
	values := make([]graphql.Marshaler, len(s.roots))
	var others sync.WaitGroup
	for n, root := range s.roots[1:] {
		others.Go(func() { values[n+1] = root.resolve() })
	}
	values[0] = s.roots[0].resolve()
	others.Wait()
	for n, root := range s.roots {
		s.set(root.i, root.nonNull, values[n])
	}
}

// set keeps the value of a field, and counts what must not be null.
func (s *FieldSet) set(i int, nonNull bool, value graphql.Marshaler) {
	s.Values[i] = value
	if nonNull && value == graphql.Null || !nonNull && value == graphql.RequiredNull {
		s.Invalids++
	}
}

func guarded(ctx context.Context, oc *graphql.OperationContext, resolve func(context.Context) graphql.Marshaler) (value graphql.Marshaler) {
	defer func() {
		if r := recover(); r != nil {
			oc.Error(ctx, oc.Recover(ctx, r))
			value = graphql.Null
		}
	}()
	return resolve(ctx)
}

// MarshalGQL writes the object.
func (s *FieldSet) MarshalGQL(w io.Writer) {
	separator := `{"`
	for i, field := range s.fields {
		// Names of fields have no character that JSON would write otherwise.
		_, _ = io.WriteString(w, separator)
		_, _ = io.WriteString(w, field.Alias)
		_, _ = io.WriteString(w, `":`)
		s.Values[i].MarshalGQL(w)
		separator = `,"`
	}
	if len(s.fields) == 0 {
		_, _ = io.WriteString(w, "{")
	}
	_, _ = io.WriteString(w, "}")
}

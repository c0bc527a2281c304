package execute_test

import (
	"bytes"
	"context"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/cocreated/hub/graph/execute"
)

// answering is a context in which errors are gathered.
func answering(t *testing.T) context.Context {
	t.Helper()
	return graphql.WithResponseContext(t.Context(), graphql.DefaultErrorPresenter, graphql.DefaultRecover)
}

func fields(names ...string) []graphql.CollectedField {
	collected := make([]graphql.CollectedField, len(names))
	for i, name := range names {
		collected[i] = graphql.CollectedField{Field: &ast.Field{Alias: name, Name: name}}
	}
	return collected
}

func written(value graphql.Marshaler) string {
	var out bytes.Buffer
	value.MarshalGQL(&out)
	return out.String()
}

// TestFieldSet resolves fields: some at once, root fields beside one another, and one panics.
func TestFieldSet(t *testing.T) {
	t.Parallel()
	ctx := answering(t)
	oc := &graphql.OperationContext{
		RecoverFunc:            graphql.DefaultRecover,
		RootResolverMiddleware: func(ctx context.Context, next graphql.RootResolver) graphql.Marshaler { return next(ctx) },
	}
	says := func(text string) func(context.Context) graphql.Marshaler {
		return func(context.Context) graphql.Marshaler { return graphql.MarshalString(text) }
	}
	set := execute.NewFieldSet(fields("a", "b", "c", "d"))
	set.Values[0] = graphql.MarshalString("first")
	set.Resolve(ctx, oc, 1, true, false, says("second"))
	// Each waits for the other: one after the other they would for ever.
	here, there := make(chan struct{}), make(chan struct{})
	set.ResolveRootConcurrently(ctx, oc, 2, true, false, func(context.Context) graphql.Marshaler {
		close(here)
		<-there
		return graphql.MarshalString("third")
	})
	set.ResolveRootConcurrently(ctx, oc, 3, true, false, func(context.Context) graphql.Marshaler {
		<-here
		close(there)
		panic("on purpose")
	})
	set.Dispatch(ctx)
	if got, want := written(set), `{"a":"first","b":"second","c":"third","d":null}`; got != want || set.Invalids != 0 {
		t.Errorf("it is %s with %d invalid, not %s", got, set.Invalids, want)
	}
	if errs := graphql.GetErrors(ctx); len(errs) != 1 {
		t.Errorf("the errors are %v", errs)
	}
	if got := written(execute.NewFieldSet(nil)); got != "{}" {
		t.Errorf("an object of nothing is %s", got)
	}
}

// TestInvalid counts what must not be null: null where a field is not, and the null by which one that may be says that
// something below it is not.
func TestInvalid(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		nonNull bool
		value   graphql.Marshaler
		want    uint32
	}{
		"NonNull": {true, graphql.Null, 1}, "Nullable": {false, graphql.Null, 0}, "Below": {false, graphql.RequiredNull, 1}, "Value": {true, graphql.MarshalInt(1), 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			set := execute.NewFieldSet(fields("a"))
			set.Resolve(answering(t), &graphql.OperationContext{}, 0, true, test.nonNull, func(context.Context) graphql.Marshaler { return test.value })
			if set.Invalids != test.want {
				t.Errorf("%d are invalid", set.Invalids)
			}
		})
	}
}

// TestList resolves the objects of a list in their order; one that panics is null, and the error says which it was.
func TestList(t *testing.T) {
	t.Parallel()
	ctx := graphql.WithFieldContext(answering(t), &graphql.FieldContext{Field: fields("list")[0]})
	list := execute.List(ctx, 3, func(ctx context.Context, i int) graphql.Marshaler {
		if i == 1 {
			panic("on purpose")
		}
		return graphql.MarshalInt(*graphql.GetFieldContext(ctx).Index)
	})
	if got := written(list); got != "[0,null,2]" {
		t.Errorf("the list is %s", got)
	}
	if errs := graphql.GetErrors(ctx); len(errs) != 1 || errs[0].Path.String() != "list[1]" {
		t.Errorf("the errors are %v", errs)
	}
	if got := written(execute.List(ctx, 0, nil)); got != "[]" {
		t.Errorf("a list of nothing is %s", got)
	}
}

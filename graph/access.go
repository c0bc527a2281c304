package graph

import (
	"context"
	"fmt"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/cocreated/hub/graph/generated"
	"github.com/cocreated/hub/graph/model"
	"github.com/cocreated/hub/storage/account"
	"github.com/cocreated/hub/storage/act"
	"github.com/cocreated/hub/storage/policy"
)

// principal is who asks.
func (r *Resolver) principal(ctx context.Context) policy.Principal { return r.who(ctx) }

// actor is who changes something, with what the policies let them do.
func (r *Resolver) actor(ctx context.Context) act.Actor {
	return r.principal(ctx).Actor(r.requestID(ctx))
}

// nobody is who asks where credentials are not looked at: the public.
func nobody(context.Context) policy.Principal { return policy.Principal{} }

// viewer is a principal as it is shown to themselves.
func viewer(who policy.Principal) *model.Viewer {
	shown := &model.Viewer{Kind: who.Kind, Locales: who.Locales, Scopes: who.Scopes}
	if who.Name != "" {
		shown.Name = &who.Name
	}
	if who.Role != "" {
		shown.Role = &who.Role
	}
	return shown
}

// directives are those of the schema that do something. What they say is for clients; see [newDoor].
func (d door) directives(who func(context.Context) policy.Principal) generated.DirectiveRoot {
	return generated.DirectiveRoot{
		Requires: func(ctx context.Context, _ any, next graphql.Resolver, _ account.Role, _ bool) (any, error) {
			asked := graphql.GetFieldContext(ctx)
			if err := who(ctx).Admit(d[asked.Object][asked.Field.Name]); err != nil {
				return nil, err
			}
			return next(ctx)
		},
	}
}

// admitFiles keeps the hub from receiving the files of those who may not ask for the mutations that they come along with.
func (d door) admitFiles(who func(context.Context) policy.Principal, present graphql.ErrorPresenterFunc) func(context.Context, *graphql.OperationContext) *gqlerror.Error {
	return func(ctx context.Context, operation *graphql.OperationContext) *gqlerror.Error {
		// Nothing that everybody may ask for comes with files.
		err := who(ctx).Admit(act.VerbTranslate)
		for _, field := range graphql.CollectFields(operation, operation.Operation.SelectionSet, []string{mutationType}) {
			if verb, isAsked := d[mutationType][field.Name]; isAsked && err == nil {
				err = who(ctx).Admit(verb)
			}
		}
		if err != nil {
			return present(ctx, err)
		}
		return nil
	}
}

// introspection lets those ask for the schema for whom it is.
type introspection struct {
	public bool
	who    func(context.Context) policy.Principal
}

var _ interface {
	graphql.HandlerExtension
	graphql.OperationContextMutator
	graphql.RootFieldInterceptor
} = introspection{}

func (introspection) ExtensionName() string { return "Introspection" }

func (introspection) Validate(graphql.ExecutableSchema) error { return nil }

// MutateOperationContext switches it on for everybody, because gqlgen's own refusal looks like a failure of the hub. What
// asks for the schema has no complexity for gqlgen; a few kilobytes could bring many megabytes.
func (introspection) MutateOperationContext(_ context.Context, operation *graphql.OperationContext) *gqlerror.Error {
	operation.DisableIntrospection = false
	if found := introspections(operation.Operation.SelectionSet); found > maxIntrospections {
		return &gqlerror.Error{
			Message:    fmt.Sprintf("The operation asks %d times for the schema or a type of it; at most %d times is allowed.", found, maxIntrospections),
			Extensions: map[string]any{"code": "LIMIT_EXCEEDED", "limit": "introspection", "max": maxIntrospections, "found": found},
		}
	}
	return nil
}

// maxIntrospections is how often an operation may ask for the schema, or a type of it: clients do so once or twice.
const maxIntrospections = 3

// introspections counts how often a selection at the root asks for the schema.
func introspections(selection ast.SelectionSet) (found int) {
	for _, one := range selection {
		switch one := one.(type) {
		case *ast.Field:
			if one.Name == "__schema" || one.Name == "__type" {
				found++
			}
		case *ast.InlineFragment:
			found += introspections(one.SelectionSet)
		case *ast.FragmentSpread:
			if one.Definition != nil {
				found += introspections(one.Definition.SelectionSet)
			}
		}
	}
	return found
}

// InterceptRootField comes before each field of a query, whatever the transport.
func (i introspection) InterceptRootField(ctx context.Context, next graphql.RootResolver) graphql.Marshaler {
	field := graphql.GetRootFieldContext(ctx)
	if name := field.Field.Name; name == "__schema" || name == "__type" {
		if err := i.who(ctx).Admit(policy.ReadSchema); err != nil && !i.public {
			graphql.AddError(graphql.WithFieldContext(ctx, &graphql.FieldContext{Object: field.Object, Field: field.Field}), err)
			return graphql.Null
		}
	}
	return next(ctx)
}

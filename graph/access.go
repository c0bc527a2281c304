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

// credential is who asks.
func (r *Resolver) credential(ctx context.Context) account.Credential { return r.who(ctx) }

// actor is who changes something, with what the policies let them do.
func (r *Resolver) actor(ctx context.Context) act.Actor {
	credential := r.credential(ctx)
	return act.Actor{
		AccountID: credential.AccountID, TokenID: credential.TokenID,
		RequestID: r.requestID(ctx), Permit: policy.Permit(credential),
	}
}

// nobody is who asks where credentials are not looked at: the public.
func nobody(context.Context) account.Credential { return account.Credential{} }

// viewer is a credential as it is shown to whom it belongs.
func viewer(credential account.Credential) *model.Viewer {
	shown := &model.Viewer{Kind: credential.Kind, Locales: credential.Locales, Scopes: credential.Scopes}
	if credential.Name != "" {
		shown.Name = &credential.Name
	}
	if credential.Role != "" {
		shown.Role = &credential.Role
	}
	return shown
}

// directives are those of the schema that do something.
func directives(who func(context.Context) account.Credential) generated.DirectiveRoot {
	return generated.DirectiveRoot{
		Requires: func(ctx context.Context, _ any, next graphql.Resolver, role account.Role, inPerson bool) (any, error) {
			scope := account.Read
			if graphql.GetFieldContext(ctx).Object == mutationType {
				scope = account.Write
			}
			if err := (policy.Rule{Role: role, InPerson: inPerson}).Check(who(ctx), scope); err != nil {
				return nil, err
			}
			return next(ctx)
		},
	}
}

const mutationType = "Mutation"

// admitFiles keeps the hub from receiving the files of those who may not ask for the mutations that they come along with.
func admitFiles(who func(context.Context) account.Credential, present graphql.ErrorPresenterFunc) func(context.Context, *graphql.OperationContext) *gqlerror.Error {
	return func(ctx context.Context, operation *graphql.OperationContext) *gqlerror.Error {
		err := policy.Require(who(ctx), account.Translator, account.Write)
		for _, field := range graphql.CollectFields(operation, operation.Operation.SelectionSet, []string{mutationType}) {
			if rule, decided := policy.For(field.Name); decided && err == nil {
				err = rule.Check(who(ctx), account.Write)
			}
		}
		if err != nil {
			return present(ctx, err)
		}
		return nil
	}
}

// mustBeGuarded panics where a field has effects, or goes on for long, and nobody has said who may ask for it. What was
// forgotten must not be open.
func mustBeGuarded(schema *ast.Schema) {
	for _, root := range []*ast.Definition{schema.Mutation, schema.Subscription} {
		if root == nil {
			continue
		}
		for _, field := range root.Fields {
			requires, public := field.Directives.ForName("requires") != nil, field.Directives.ForName("public") != nil
			if requires == public {
				panic(fmt.Sprintf("graph: the field %s.%s needs either @requires(role: …) or @public", root.Name, field.Name))
			}
		}
	}
}

// introspection lets those ask for the schema for whom it is.
type introspection struct {
	public bool
	who    func(context.Context) account.Credential
}

var _ interface {
	graphql.HandlerExtension
	graphql.OperationContextMutator
	graphql.RootFieldInterceptor
} = introspection{}

func (introspection) ExtensionName() string { return "Introspection" }

func (introspection) Validate(graphql.ExecutableSchema) error { return nil }

// MutateOperationContext switches it on for everybody, because gqlgen's own refusal looks like a failure of the hub.
func (introspection) MutateOperationContext(_ context.Context, operation *graphql.OperationContext) *gqlerror.Error {
	operation.DisableIntrospection = false
	return nil
}

// InterceptRootField comes before each field of a query, whatever the transport.
func (i introspection) InterceptRootField(ctx context.Context, next graphql.RootResolver) graphql.Marshaler {
	field := graphql.GetRootFieldContext(ctx)
	if name := field.Field.Name; name == "__schema" || name == "__type" {
		if err := policy.Introspect(i.who(ctx), i.public); err != nil {
			graphql.AddError(graphql.WithFieldContext(ctx, &graphql.FieldContext{Object: field.Object, Field: field.Field}), err)
			return graphql.Null
		}
	}
	return next(ctx)
}

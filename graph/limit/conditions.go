package limit

import (
	"context"
	"fmt"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// conditions refuses @skip(if: $v) and @include(if: $v) when $v is null. Validation lets a nullable variable stand there if it has a
// default, and the specification makes an error of the null that a client sends all the same; gqlgen would panic.
type conditions struct{}

var _ interface {
	graphql.HandlerExtension
	graphql.OperationContextMutator
} = conditions{}

func (conditions) ExtensionName() string { return "ConditionsNotNull" }

func (conditions) Validate(graphql.ExecutableSchema) error { return nil }

func (conditions) MutateOperationContext(_ context.Context, operation *graphql.OperationContext) *gqlerror.Error {
	null := map[string]bool{}
	for name, value := range operation.Variables {
		if value == nil {
			null[name] = true
		}
	}
	if len(null) == 0 {
		return nil
	}
	name := nullCondition(operation.Operation.SelectionSet, null, map[string]bool{})
	if name == "" {
		return nil
	}
	return &gqlerror.Error{
		Message:    fmt.Sprintf("Variable \"$%s\": null is not allowed, because @skip or @include depends on it.", name),
		Extensions: map[string]any{"code": codeBadUserInput},
	}
}

// nullCondition finds the first variable that is null and decides about a selection. Each fragment is searched once.
func nullCondition(set ast.SelectionSet, null, searched map[string]bool) string {
	for _, selection := range set {
		var directives ast.DirectiveList
		var inner ast.SelectionSet
		switch s := selection.(type) {
		case *ast.Field:
			directives, inner = s.Directives, s.SelectionSet
		case *ast.InlineFragment:
			directives, inner = s.Directives, s.SelectionSet
		case *ast.FragmentSpread:
			directives = s.Directives
			if !searched[s.Name] {
				searched[s.Name] = true
				inner = s.Definition.SelectionSet
			}
		}
		for _, directive := range directives {
			if directive.Name != "skip" && directive.Name != "include" {
				continue
			}
			if condition := directive.Arguments.ForName("if").Value; condition.Kind == ast.Variable && null[condition.Raw] {
				return condition.Raw
			}
		}
		if name := nullCondition(inner, null, searched); name != "" {
			return name
		}
	}
	return ""
}

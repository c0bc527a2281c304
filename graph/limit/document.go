package limit

import (
	"context"
	"fmt"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/parser"
)

// document refuses a document that is too large in any respect. It mutates nothing: a parameter mutator is the only hook of gqlgen
// that runs before validation.
type document struct {
	limits Limits
}

var _ interface {
	graphql.HandlerExtension
	graphql.OperationParameterMutator
} = document{}

func (document) ExtensionName() string { return "DocumentLimits" }

// Validate makes sure that the schema has no `ofType` of its own, because the walk takes every field of that name for introspection.
func (document) Validate(schema graphql.ExecutableSchema) error {
	for name, definition := range schema.Schema().Types {
		if !strings.HasPrefix(name, "__") && definition.Fields.ForName(typeUnwrapping) != nil {
			return fmt.Errorf("limit: %s.%s would not count towards the depth limit; name the field otherwise", name, typeUnwrapping)
		}
	}
	return nil
}

func (d document) MutateOperationParameters(_ context.Context, request *graphql.RawParams) *gqlerror.Error {
	if request.Query == "" {
		return &gqlerror.Error{
			Message:    "The request holds no query.",
			Extensions: map[string]any{"code": codeBadUserInput},
		}
	}

	source := &ast.Source{Input: request.Query}
	if err := d.limits.checkText(source); err != nil {
		return err
	}
	query, err := parser.ParseQueryWithTokenLimit(source, d.limits.Tokens)
	if err != nil {
		return nil //nolint:nilerr // gqlgen parses again, and reports the syntax error with its own code.
	}
	return d.limits.checkDocument(query)
}

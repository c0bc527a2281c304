package limit

import (
	"context"
	"fmt"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/maypok86/otter/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/parser"
)

// maxPassed are the bytes of all documents that are known to be small enough.
const maxPassed = 8 << 20

// document refuses a document that is too large in any respect. It mutates nothing: a parameter mutator is the only hook of gqlgen
// that runs before validation.
type document struct {
	limits Limits
	// passed are documents that were not refused, of late: clients send the same ones again and again.
	passed *otter.Cache[string, struct{}]
}

func newDocument(limits Limits) document {
	return document{limits: limits, passed: otter.Must(&otter.Options[string, struct{}]{
		MaximumWeight: maxPassed, Weigher: func(text string, _ struct{}) uint32 { return uint32(len(text)) + 64 },
	})}
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

	if _, ok := d.passed.GetIfPresent(request.Query); ok {
		return nil
	}
	source := &ast.Source{Input: request.Query}
	if err := d.limits.checkText(source); err != nil {
		return err
	}
	query, err := parser.ParseQueryWithTokenLimit(source, d.limits.Tokens)
	if err != nil {
		return nil //nolint:nilerr // gqlgen parses again, and reports the syntax error with its own code.
	}
	if err := d.limits.checkDocument(query); err != nil {
		return err
	}
	d.passed.Set(request.Query, struct{}{})
	return nil
}

package budget

import (
	"context"
	"fmt"
	"math"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/handler/extension"
	"github.com/vektah/gqlparser/v2/ast"
)

// What is taken to be needed, in milliseconds of the database, before anything is known.
const (
	// perStatement is for each field that leads to other objects: it may need a statement of its own.
	perStatement = 1.5
	// perComplexity is for what is read: complexity is about how many values an answer may have.
	perComplexity = 1.0 / 500
	// perSearch is for each search besides: it looks through all texts.
	perSearch = 60
)

// searches are the fields that look through everything.
var searches = map[string]bool{"search": true}

// estimate is the work that an operation may need.
func estimate(ctx context.Context) float64 {
	operation := graphql.GetOperationContext(ctx)
	work := 1.0
	if stats := extension.GetComplexityStats(ctx); stats != nil {
		work += float64(stats.Complexity) * perComplexity
	}
	return work + fields(operation.Operation.SelectionSet)
}

// fields is the work for the fields of a selection, without what they hold. Documents are bounded, so fragments may be
// gone through wherever they are spread.
func fields(selection ast.SelectionSet) (work float64) {
	for _, one := range selection {
		switch one := one.(type) {
		case *ast.Field:
			if len(one.SelectionSet) == 0 {
				continue
			}
			work += perStatement + fields(one.SelectionSet)
			if searches[one.Name] {
				work += perSearch
			}
		case *ast.InlineFragment:
			work += fields(one.SelectionSet)
		case *ast.FragmentSpread:
			if one.Definition != nil {
				work += fields(one.Definition.SelectionSet)
			}
		}
	}
	return work
}

func formatPolicy(o Options) string {
	return fmt.Sprintf(`"work";q=%d;w=%d`, int(o.burst()), int(math.Ceil(o.burst()/o.perSecond())))
}

func formatLeft(o Options, left float64) string {
	return fmt.Sprintf(`"work";r=%d;t=%d`, int(max(0, left)), int(math.Ceil((o.burst()-left)/o.perSecond())))
}

package limit

import (
	"context"
	"math"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/handler/extension"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// complexity is gqlgen's complexity limit with the hub's code and message. gqlgen spells fragments out as it counts, which is safe only
// because the document limits bound the fields of the spelled-out document first; both stand in [Apply] for that reason.
type complexity struct {
	*extension.ComplexityLimit
}

var _ interface {
	graphql.HandlerExtension
	graphql.OperationContextMutator
} = complexity{}

func newComplexity(maximum int) complexity {
	return complexity{extension.FixedComplexityLimit(maximum)}
}

func (c complexity) MutateOperationContext(ctx context.Context, operation *graphql.OperationContext) *gqlerror.Error {
	err := c.ComplexityLimit.MutateOperationContext(ctx, operation)
	if err == nil {
		return nil
	}
	stats := extension.GetComplexityStats(graphql.WithOperationContext(ctx, operation))
	return exceeded("complexity", stats.ComplexityLimit, stats.Complexity,
		"The operation has a complexity of %d; at most %d is allowed. Ask for smaller pages or for fewer fields.",
		stats.Complexity, stats.ComplexityLimit)
}

const (
	defaultPageSize = 20
	maxPageSize     = 100
)

// Connection is the complexity of a field that answers with a page of a list: one for the field, and what one element costs for each
// element of the page. Without first and last the page has the default size of 20. A size that the field will refuse counts as the
// nearest one that it allows, and the result stops at the largest 32-bit number.
func Connection(childComplexity int, first, last *int) int {
	size := defaultPageSize
	switch {
	case first != nil && last != nil:
		size = max(*first, *last)
	case first != nil:
		size = *first
	case last != nil:
		size = *last
	}
	size = min(max(size, 0), maxPageSize)
	child := min(max(childComplexity, 0), math.MaxInt32)
	return int(min(1+int64(size)*int64(child), math.MaxInt32))
}

package content

import (
	"maps"
	"slices"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/schema"

	"github.com/cocreated/hub/storage/argument"
)

// scope is what a cascading filter of a list makes hold for the entries of the
// same kind that are reached from it: a list of an early edition shows no link
// to what a later one added.
type scope struct {
	kind      *Kind
	condition schema.QueryWithArgs
}

// scope finds the cascading filters among the conditions that hold together.
func (w *where) scope(object map[string]any) (*scope, error) {
	conditions, err := w.cascading(object)
	if err != nil || conditions == nil {
		return nil, err
	}
	return &scope{kind: w.kind, condition: joined(" AND ", "", conditions)}, nil
}

func (w *where) cascading(object map[string]any) ([]schema.QueryWithArgs, error) {
	var conditions []schema.QueryWithArgs
	for _, key := range slices.Sorted(maps.Keys(object)) {
		if key == "and" {
			for _, inner := range object[key].([]map[string]any) {
				found, err := w.cascading(inner)
				if err != nil {
					return nil, err
				}
				conditions = append(conditions, found...)
			}
			continue
		}
		filter, ok := w.kind.Filters[key]
		if !ok || !filter.cascades {
			continue
		}
		if highest := filter.highest(object[key].(map[string]any)); highest != "" {
			condition, err := w.compare(filter, "lte", highest)
			if err != nil {
				return nil, err
			}
			conditions = append(conditions, condition)
		}
	}
	return conditions, nil
}

// highest is the highest value that the comparisons let pass; empty is any.
func (f Filter) highest(operators map[string]any) string {
	highest := len(f.ordered)
	for operator, value := range operators {
		var allowed []string
		switch value = argument.Plain(value); operator {
		case "in":
			allowed = argument.Words(value)
		case "eq", "lte":
			allowed = []string{value.(string)}
		default:
			continue
		}
		top := -1
		for _, v := range allowed {
			top = max(top, slices.Index(f.ordered, v))
		}
		highest = min(highest, top)
	}
	if highest < 0 || highest >= len(f.ordered) {
		return ""
	}
	return f.ordered[highest]
}

// apply narrows a query for entries of the kind; of other kinds it says nothing.
func (s *scope) apply(kind *Kind, query *bun.SelectQuery) {
	if s != nil && s.kind == kind {
		query.Where("?", s.condition)
	}
}

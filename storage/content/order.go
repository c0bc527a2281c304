package content

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/schema"

	"github.com/cocreated/hub/storage/argument"
	"github.com/cocreated/hub/storage/fault"
)

// Order says by what a list can be sorted: SQL over k and e, and its type. Entries
// whose value is null come last in either direction.
type Order struct {
	SQL, Type string
	computed  string // or the name of a computed column
}

// Orders by the value of the enum in the schema.
type Orders map[string]Order

// ByTitle sorts by title as readers of many languages expect (Unicode
// Collation Algorithm), not by bytes.
func ByTitle() Order {
	return Order{SQL: titleSQL + ` COLLATE "und-x-icu"`, Type: `text COLLATE "und-x-icu"`}
}

// ByComputed sorts by a computed column.
func ByComputed(name, as string) Order { return Order{computed: name, Type: as} }

// sortOrder is a compiled `orderBy`; the id is always its last key.
type sortOrder struct {
	keys []SortKey
	name string // tells one sorting from another, for cursors
}

// SortKey is a value that a list is sorted by.
type SortKey struct {
	Value      schema.QueryWithArgs
	As         string
	Descending bool
	// NotNull says that there always is a value: an index that is read backwards has what is null first.
	NotNull bool
}

// maxOrders is how many keys an `orderBy` may have.
const maxOrders = 5

// sorted compiles an `orderBy` argument; without one the oldest entry is first.
func (r *Reader) sorted(kind *Kind, orderBy []map[string]any) (*sortOrder, error) {
	if len(orderBy) > maxOrders {
		return nil, fault.Invalid("orderBy", "max", "at most %d fields can be sorted by", maxOrders)
	}
	sorting := &sortOrder{}
	var used []string
	for i, object := range orderBy {
		field, noField := argument.Input(object).Text("field")
		direction, noDirection := argument.Input(object).Text("direction")
		if err := errors.Join(noField, noDirection); err != nil {
			return nil, err
		}
		if slices.Contains(used, field) {
			return nil, fault.Invalid(fault.Path("orderBy", i), "unique", "%s is sorted by twice", field)
		}
		used = append(used, field)
		order, ok := kind.Orders[field]
		if !ok {
			return nil, fmt.Errorf("content: %s has no order %q, though the schema has", kind.Name, field)
		}
		sql := order.SQL
		if order.computed != "" {
			sql = kind.Computed[order.computed]
		}
		sorting.keys = append(sorting.keys, SortKey{
			Value: r.expression("(" + sql + ")"), As: order.Type, Descending: direction == "DESC", NotNull: r.public && strings.Contains(sql, titleSQL), // what is published has a title
		})
		sorting.name += field + " " + direction + ","
	}
	sorting.keys = append(sorting.keys, SortKey{Value: bun.SafeQuery("k.id"), As: "uuid", NotNull: true})
	return sorting, nil
}

// apply orders the query and selects the values it is ordered by.
func (s *sortOrder) apply(query *bun.SelectQuery, backwards bool) {
	s.order(query, backwards)
	var values []schema.QueryWithArgs
	for _, key := range s.keys {
		values = append(values, bun.SafeQuery("?::text", key.Value))
	}
	query.ColumnExpr("jsonb_build_array? AS sort_keys", joined(", ", "", values))
}

// order orders the query. Backwards, all directions are turned round.
func (s *sortOrder) order(query *bun.SelectQuery, backwards bool) {
	for _, key := range s.keys {
		direction := "ASC"
		if key.Descending != backwards {
			direction = "DESC"
		}
		nulls := "LAST"
		if backwards || key.NotNull && direction == "DESC" {
			nulls = "FIRST"
		}
		query.OrderExpr("? ? NULLS ?", key.Value, bun.Safe(direction), bun.Safe(nulls))
	}
}

// beyond is the condition for the rows after a cursor, or before it.
func (s *sortOrder) beyond(values []*string, backwards bool) schema.QueryWithArgs {
	condition := bun.SafeQuery("false")
	for i, key := range slices.Backward(s.keys) {
		value, as := values[i], bun.Safe(key.As)
		operator := bun.Safe(">")
		if key.Descending != backwards {
			operator = "<"
		}
		var further, same schema.QueryWithArgs
		switch {
		case value == nil && backwards:
			further, same = bun.SafeQuery("? IS NOT NULL", key.Value), bun.SafeQuery("? IS NULL", key.Value)
		case value == nil:
			further, same = bun.SafeQuery("false"), bun.SafeQuery("? IS NULL", key.Value)
		case backwards:
			further = bun.SafeQuery("? ? ?::?", key.Value, operator, *value, as)
			same = bun.SafeQuery("? = ?::?", key.Value, *value, as)
		default:
			further = bun.SafeQuery("(? ? ?::? OR ? IS NULL)", key.Value, operator, *value, as, key.Value)
			same = bun.SafeQuery("? = ?::?", key.Value, *value, as)
		}
		condition = bun.SafeQuery("(? OR (? AND ?))", further, same, condition)
	}
	return condition
}

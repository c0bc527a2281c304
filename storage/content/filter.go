package content

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/google/uuid"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/schema"

	"github.com/cocreated/hub/storage/argument"
	"github.com/cocreated/hub/storage/fault"
	"github.com/cocreated/hub/storage/pg"
)

// Filter says how `where` compares one field.
type Filter struct {
	sql      string   // the value compared: SQL over k, e and t; ?0 the time, ?1 the languages
	computed string   // or the name of a computed column
	relation string   // or the name of a relation, compared by id or slug
	as       string   // SQL type the given values are cast to
	ordered  []string // values of an enum in their order, where gte and lte make sense
	list     bool     // the column holds a list; compared by contains
	folded   bool     // text is compared without regard to case and accents
	title    bool     // what is compared is the title
	cascades bool
}

// Filters by the name of the field.
type Filters map[string]Filter

// Column compares a column of the kind's table, or any SQL over its row, with
// values of an SQL type.
func Column(sql, as string) Filter { return Filter{sql: sql, as: as} }

// Title compares the title in the first language asked for that has one.
func Title() Filter { return Filter{sql: titleSQL, as: "text", folded: true, title: true} }

// TextColumn compares a column that holds words.
func TextColumn(sql string) Filter { return Filter{sql: sql, as: "text", folded: true} }

// ListColumn asks whether a column that holds a list contains a value.
func ListColumn(sql, as string) Filter { return Filter{sql: sql, as: as, list: true} }

// Computed compares a computed column.
func Computed(name, as string) Filter { return Filter{computed: name, as: as} }

// Ordered compares a column that holds one of the values, in that order.
func Ordered(sql string, values ...string) Filter {
	return Filter{sql: sql, as: "text", ordered: values}
}

// Cascading makes the filter hold for the entries of the same kind that are
// reached by relations from the filtered list, up to its highest value.
func (f Filter) Cascading() Filter { f.cascades = true; return f }

// By compares the entries that a relation points to, by id or slug.
func By(relation string) Filter { return Filter{relation: relation} }

const titleSQL = `(SELECT w.title FROM texts AS w WHERE w.entry_id = k.id AND w.part_id IS NULL AND w.locale = ANY(?1::text[])
	ORDER BY array_position(?1::text[], w.locale) LIMIT 1)`

// maxListed is how many values a filter may list, and how many conditions a
// `where` may hold.
const maxListed = 100

// where compiles a `where` argument.
type where struct {
	reader     *Reader
	kind       *Kind
	conditions int
	// targets are the kinds to which relations point that something is compared with.
	targets []*Kind
}

// compile turns one object of a `where` into a condition. The keys of an object
// hold together.
func (w *where) compile(at string, object map[string]any) (schema.QueryWithArgs, error) {
	var all []schema.QueryWithArgs
	for _, key := range slices.Sorted(maps.Keys(object)) {
		value, at := object[key], fault.Path(at, key)
		if argument.IsNil(value) {
			return schema.QueryWithArgs{}, fault.Invalid(at, "null", "null is not a condition; leave the field out to accept everything")
		}
		if w.conditions++; w.conditions > maxListed {
			return schema.QueryWithArgs{}, fault.Invalid("where", "max", "at most %d conditions can be combined", maxListed)
		}
		condition, err := w.condition(at, key, value)
		if err != nil {
			return schema.QueryWithArgs{}, err
		}
		all = append(all, condition)
	}
	return joined(" AND ", "true", all), nil
}

func (w *where) condition(at, key string, value any) (schema.QueryWithArgs, error) {
	switch key {
	case "and", "or":
		var parts []schema.QueryWithArgs
		for i, object := range value.([]map[string]any) {
			part, err := w.compile(fault.Path(at, i), object)
			if err != nil {
				return schema.QueryWithArgs{}, err
			}
			parts = append(parts, part)
		}
		if len(parts) == 0 {
			return schema.QueryWithArgs{}, fault.Invalid(at, "empty", "list at least one condition")
		}
		return joined(map[string]string{"and": " AND ", "or": " OR "}[key], "", parts), nil
	case "not":
		inner, err := w.compile(at, value.(map[string]any))
		// What is unknown is not the case, so that `not` leaves the rest.
		return bun.SafeQuery("(?) IS NOT TRUE", inner), err
	}
	filter, ok := w.kind.Filters[key]
	if !ok {
		return schema.QueryWithArgs{}, fmt.Errorf("content: %s has no filter %q, though the schema has", w.kind.Name, key)
	}
	return w.filter(at, filter, value.(map[string]any))
}

func (w *where) filter(at string, filter Filter, operators map[string]any) (schema.QueryWithArgs, error) {
	var all []schema.QueryWithArgs
	for _, operator := range slices.Sorted(maps.Keys(operators)) {
		at, value := fault.Path(at, operator), argument.Plain(operators[operator])
		if argument.IsNil(value) {
			return schema.QueryWithArgs{}, fault.Invalid(at, "null", "null is not a condition; leave the field out to accept everything")
		}
		if n := length(value); n > maxListed {
			return schema.QueryWithArgs{}, fault.Invalid(at, "max", "at most %d values can be listed, %d are", maxListed, n)
		}
		var condition schema.QueryWithArgs
		var err error
		if filter.relation != "" {
			condition, err = w.related(at, filter, operator, value)
		} else {
			condition, err = w.compare(filter, operator, value)
		}
		if err != nil {
			return schema.QueryWithArgs{}, err
		}
		all = append(all, condition)
	}
	if len(all) == 0 {
		return schema.QueryWithArgs{}, fault.Invalid(at, "empty", "name at least one comparison")
	}
	return joined(" AND ", "", all), nil
}

func (w *where) value(filter Filter) schema.QueryWithArgs {
	sql := filter.sql
	if filter.computed != "" {
		sql = w.kind.Computed[filter.computed]
	}
	return w.reader.expression("(" + sql + ")")
}

var comparisons = map[string]string{"eq": "=", "ne": "IS DISTINCT FROM", "gt": ">", "gte": ">=", "lt": "<", "lte": "<="}

func (w *where) compare(filter Filter, operator string, value any) (schema.QueryWithArgs, error) {
	column, cast := w.value(filter), bun.Safe(filter.as)
	if filter.ordered != nil && operator != "eq" && operator != "ne" && operator != "in" {
		rank := slices.Index(filter.ordered, fmt.Sprint(value))
		column, value, cast = bun.SafeQuery("array_position(?::text[], ?)", pg.Texts(filter.ordered), column), rank+1, "integer"
	}
	switch operator {
	case "in":
		return bun.SafeQuery("? = ANY(?::?[])", column, pg.Texts(argument.Words(value)), cast), nil
	case "isNull":
		return bun.SafeQuery("(? IS NULL) = ?", column, value), nil
	case "contains", "startsWith":
		if filter.list {
			return bun.SafeQuery("?::? = ANY(?)", value, cast, column), nil
		}
		said := fmt.Sprint(value)
		if operator == "contains" {
			return bun.SafeQuery("public.hub_plain(?) LIKE public.hub_plain(?)", column, "%"+escapeLike(said)+"%"), nil
		}
		condition := bun.SafeQuery("public.hub_plain(?) ^@ public.hub_plain(?)", column, said)
		if filter.title && !w.reader.inSource {
			return w.titled(said, condition), nil
		}
		return condition, nil
	}
	sql, ok := comparisons[operator]
	if !ok {
		return schema.QueryWithArgs{}, fmt.Errorf("content: unknown comparison %q", operator)
	}
	// In brackets, because the cast binds closer than the sign of a number.
	return bun.SafeQuery("? ? (?)::?", column, bun.Safe(sql), value, cast), nil
}

// titled is a condition on the title that is served, which holds for none but entries with such a title in one of the
// languages: an index finds those, by the first and the last text that begins so, because a plan that is made once does not
// know what LIKE will be compared with.
func (w *where) titled(prefix string, condition schema.QueryWithArgs) schema.QueryWithArgs {
	found := w.reader.db.NewSelect().TableExpr("texts AS p").Column("p.entry_id").
		Where("p.kind = ?", w.kind.Name).Where("p.part_id IS NULL").Where("p.locale = ANY(?::text[])", pg.Texts(w.reader.locales)).
		Where("public.hub_plain(p.title) ~>=~ public.hub_plain(?)", prefix).
		Where("public.hub_plain(p.title) ~<~ (public.hub_plain(?) || chr(1114111))", prefix)
	if w.reader.alone() != "" {
		return bun.SafeQuery("k.id IN (?)", found)
	}
	return bun.SafeQuery("(k.id IN (?) AND ?)", found, condition)
}

// related compares the targets of a relation: exists, id { eq in } or slug { eq in }.
func (w *where) related(at string, filter Filter, operator string, value any) (schema.QueryWithArgs, error) {
	if target := w.kind.Relations[filter.relation].target; target != "" {
		w.targets = append(w.targets, w.reader.kinds.byName[target])
	} else {
		w.targets = append(w.targets, w.reader.kinds.All()...)
	}
	links := w.reader.db.NewSelect().TableExpr("links AS r").ColumnExpr("1").
		Where("r.entry_id = k.id").Where("r.part_id IS NULL").Where("r.relation = ?", filter.relation)
	if operator == "exists" {
		if value == true {
			return bun.SafeQuery("EXISTS (?)", links), nil
		}
		return bun.SafeQuery("NOT EXISTS (?)", links), nil
	}
	operators := value.(map[string]any)
	wanted, err := listed(at, operators)
	if err != nil {
		return schema.QueryWithArgs{}, err
	}
	if operator == "slug" {
		// In any language: a slug of any language finds its entry.
		named := w.reader.db.NewSelect().TableExpr("texts AS s").Column("s.entry_id").
			Where("s.part_id IS NULL").Where("s.slug = ANY(?::text[])", pg.Texts(wanted))
		if target := w.kind.Relations[filter.relation].target; target != "" {
			named.Where("s.kind = ?", target) // by the index
		}
		return w.pointing(filter, named), nil
	}
	ids := make([]uuid.UUID, len(wanted))
	for i, id := range wanted {
		if _, ids[i], err = DecodeID(at, id); err != nil {
			return schema.QueryWithArgs{}, err
		}
	}
	return w.pointing(filter, bun.SafeQuery("SELECT unnest(?::uuid[])", pg.UUIDs(ids))), nil
}

// pointing is the condition that the relation of the filter points to one of some entries. They are looked for first:
// they are few, and what points to them is found by an index.
func (w *where) pointing(filter Filter, targets schema.QueryAppender) schema.QueryWithArgs {
	return bun.SafeQuery("k.id IN (SELECT r.entry_id FROM links AS r WHERE r.part_id IS NULL AND r.relation = ? AND r.target_id IN (?))", filter.relation, targets)
}

// listed reads { eq } or { in } as a list.
func listed(at string, operators map[string]any) ([]string, error) {
	var wanted []string
	for operator, value := range operators {
		if value = argument.Plain(value); argument.IsNil(value) {
			return nil, fault.Invalid(fault.Path(at, operator), "null", "null is not a condition; leave the field out to accept everything")
		}
		if operator == "in" {
			wanted = append(wanted, argument.Words(value)...)
		} else {
			wanted = append(wanted, fmt.Sprint(value))
		}
	}
	if len(operators) != 1 {
		return nil, fault.Invalid(at, "oneOf", "name exactly one comparison")
	}
	if len(wanted) > maxListed {
		return nil, fault.Invalid(at, "max", "at most %d values can be listed, %d are", maxListed, len(wanted))
	}
	return wanted, nil
}

func joined(operator, empty string, parts []schema.QueryWithArgs) schema.QueryWithArgs {
	if len(parts) == 0 {
		return bun.SafeQuery(empty)
	}
	args := make([]any, len(parts))
	for i, part := range parts {
		args[i] = part
	}
	return bun.SafeQuery("("+strings.TrimSuffix(strings.Repeat("?"+operator, len(parts)), operator)+")", args...)
}

func escapeLike(s string) string {
	return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(s)
}

func length(value any) int {
	if v := reflect.ValueOf(value); v.Kind() == reflect.Slice {
		return v.Len()
	}
	return 1
}

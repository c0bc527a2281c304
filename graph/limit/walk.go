package limit

import (
	"math"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// typeUnwrapping is the field of introspection's __Type that takes off one list or non-null wrapper.
const typeUnwrapping = "ofType"

// extent is the size of a selection set with all its fragments spelled out.
type extent struct {
	depth int
	nodes int
}

// walk measures a document in one pass over its text: every definition is visited once, and a fragment's extent is remembered, so that
// a chain of fragments that each spread the next one twice costs no more than its length.
type walk struct {
	fragments map[string]*ast.FragmentDefinition
	extents   map[*ast.FragmentDefinition]extent

	operations extent // depth of the deepest, nodes of all together
	fragment   extent // the largest of each

	aliases    int
	directives int
	repeats    int
	repeated   string // the response name that repeats most
}

// checkDocument applies the limits that need the syntax tree.
func (l Limits) checkDocument(query *ast.QueryDocument) *gqlerror.Error {
	// Both come first: they are known without walking.
	if found := len(query.Operations); found > l.Operations {
		return exceeded("operations", l.Operations, found,
			"The document has %d operations; at most %d are allowed.", found, l.Operations)
	}
	if found := len(query.Fragments); found > l.Fragments {
		return exceeded("fragments", l.Fragments, found,
			"The document has %d fragments; at most %d are allowed.", found, l.Fragments)
	}

	w := measure(query)
	if found := max(w.operations.depth, w.fragment.depth); found > l.Depth {
		return exceeded("depth", l.Depth, found,
			"The document nests fields %d levels deep; at most %d are allowed.", found, l.Depth)
	}
	if w.aliases > l.Aliases {
		return exceeded("aliases", l.Aliases, w.aliases,
			"The document has %d aliases; at most %d are allowed.", w.aliases, l.Aliases)
	}
	if w.directives > l.Directives {
		return exceeded("directives", l.Directives, w.directives,
			"The document has %d directives; at most %d are allowed.", w.directives, l.Directives)
	}
	if w.repeats > l.Repeats {
		return exceeded("repeats", l.Repeats, w.repeats,
			"The document selects %q %d times in one selection set; at most %d are allowed.", w.repeated, w.repeats, l.Repeats)
	}
	if found := max(w.operations.nodes, w.fragment.nodes); found > l.Nodes {
		return exceeded("nodes", l.Nodes, found,
			"The document selects %d fields, fragments spelled out; at most %d are allowed.", found, l.Nodes)
	}
	return nil
}

func measure(query *ast.QueryDocument) *walk {
	w := &walk{
		fragments: make(map[string]*ast.FragmentDefinition, len(query.Fragments)),
		extents:   make(map[*ast.FragmentDefinition]extent, len(query.Fragments)),
	}
	for _, fragment := range query.Fragments {
		// Of two fragments with one name the first is meant, as in validation; that there are two is for validation to say.
		if _, ok := w.fragments[fragment.Name]; !ok {
			w.fragments[fragment.Name] = fragment
		}
	}

	for _, operation := range query.Operations {
		w.directives += len(operation.Directives)
		for _, variable := range operation.VariableDefinitions {
			w.directives += len(variable.Directives)
		}
		size := w.set(operation.SelectionSet)
		w.operations.depth = max(w.operations.depth, size.depth)
		w.operations.nodes = add(w.operations.nodes, size.nodes)
	}
	// A fragment that nothing spreads is validated all the same.
	for _, fragment := range query.Fragments {
		size := w.definition(fragment)
		w.fragment.depth = max(w.fragment.depth, size.depth)
		w.fragment.nodes = max(w.fragment.nodes, size.nodes)
	}
	return w
}

// definition measures a fragment once. Its entry is there, and empty, while it is being measured: a spread that leads back to it adds
// nothing and ends there, and validation refuses the cycle.
func (w *walk) definition(fragment *ast.FragmentDefinition) extent {
	if size, ok := w.extents[fragment]; ok {
		return size
	}
	w.extents[fragment] = extent{}
	w.directives += len(fragment.Directives)
	size := w.set(fragment.SelectionSet)
	w.extents[fragment] = size
	return size
}

// set measures the selection set of an operation, a fragment or a field.
func (w *walk) set(set ast.SelectionSet) extent {
	if len(set) == 0 {
		return extent{}
	}
	w.countRepeats(set, "", make(map[occurrence]int, len(set)))
	return w.selections(set)
}

func (w *walk) selections(set ast.SelectionSet) extent {
	var sum extent
	for _, selection := range set {
		var size extent
		switch s := selection.(type) {
		case *ast.Field:
			w.directives += len(s.Directives)
			if s.Alias != s.Name {
				w.aliases++
			}
			size = w.set(s.SelectionSet)
			size.nodes = add(size.nodes, 1)
			if s.Name != typeUnwrapping {
				size.depth++
			}
		case *ast.InlineFragment:
			w.directives += len(s.Directives)
			size = w.selections(s.SelectionSet)
		case *ast.FragmentSpread:
			w.directives += len(s.Directives)
			if fragment, ok := w.fragments[s.Name]; ok {
				size = w.definition(fragment)
			}
		}
		sum.depth = max(sum.depth, size.depth)
		sum.nodes = add(sum.nodes, size.nodes)
	}
	return sum
}

// occurrence tells apart what a client may well ask for on many types at once: `... on Course { id } ... on Event { id }`.
type occurrence struct {
	typeCondition string
	responseName  string
}

func (w *walk) countRepeats(set ast.SelectionSet, typeCondition string, seen map[occurrence]int) {
	for _, selection := range set {
		switch s := selection.(type) {
		case *ast.Field:
			key := occurrence{typeCondition, s.Alias}
			seen[key]++
			if seen[key] > w.repeats {
				w.repeats, w.repeated = seen[key], s.Alias
			}
		case *ast.InlineFragment:
			inner := typeCondition
			if s.TypeCondition != "" {
				inner = s.TypeCondition
			}
			w.countRepeats(s.SelectionSet, inner, seen)
		}
	}
}

// add stops at the largest 32-bit number: fragments that double reach any number, and no limit is that high.
func add(a, b int) int {
	return min(a+b, math.MaxInt32)
}

package limit

import (
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
)

// FuzzMeasure looks for documents on which the walk panics or does not end, and compares it with a naive one that remembers nothing.
func FuzzMeasure(f *testing.F) {
	for _, seed := range []string{
		"{ a b: c { d @e } }",
		"{ ...A } fragment A on T { ...B ...B x } fragment B on T { y { z } }",
		"{ ...A } fragment A on T { b { ...A } }",
		"{ ...A ...B } fragment A on T { ...B } fragment B on T { ...A c }",
		"{ ... on T { a ... { a ofType { ofType { b } } } } ...Missing }",
		"query Q($v: Int @d) @d { a } fragment A on T { a } fragment A on T { b { c } }",
		"{ thing(where: [{a: 1}]) { id } }",
		strings.Repeat("{", 200),
	} {
		f.Add(seed)
	}
	limits := Limits{}.withDefaults()
	few := Limits{Tokens: 10}.withDefaults()
	f.Fuzz(func(t *testing.T, text string) {
		source := &ast.Source{Input: text}
		if _, err := parser.ParseQueryWithTokenLimit(source, few.Tokens); few.checkText(source) == nil && tooManyTokens(err) {
			t.Errorf("the parser counts more tokens in %q", text)
		}
		if limits.checkText(source) != nil {
			return
		}
		query, err := parser.ParseQueryWithTokenLimit(source, limits.Tokens)
		if err != nil {
			return
		}
		w := measure(query)
		refusal := limits.checkDocument(query)

		naive := naiveWalk{query: query, budget: 10_000}
		nodes, depth := 0, 0
		for _, operation := range query.Operations {
			n, d := naive.set(operation.SelectionSet)
			nodes, depth = nodes+n, max(depth, d)
		}
		if naive.gaveUp {
			return
		}
		if nodes != w.operations.nodes || depth != w.operations.depth {
			t.Errorf("measured %+v, want %d nodes and depth %d in %q", w.operations, nodes, depth, text)
		}
		if (nodes > limits.Nodes || depth > limits.Depth) && refusal == nil {
			t.Errorf("passed with %d nodes and depth %d: %q", nodes, depth, text)
		}
	})
}

func tooManyTokens(err error) bool {
	return err != nil && strings.Contains(err.Error(), "exceeded token limit")
}

// naiveWalk spells every fragment out, and gives up on cycles and on what takes too long.
type naiveWalk struct {
	query  *ast.QueryDocument
	budget int
	open   []string
	gaveUp bool
}

func (w *naiveWalk) set(set ast.SelectionSet) (nodes, depth int) {
	for _, selection := range set {
		if w.budget--; w.budget < 0 {
			w.gaveUp = true
			return 0, 0
		}
		n, d := 0, 0
		switch s := selection.(type) {
		case *ast.Field:
			n, d = w.set(s.SelectionSet)
			n++
			if s.Name != "ofType" {
				d++
			}
		case *ast.InlineFragment:
			n, d = w.set(s.SelectionSet)
		case *ast.FragmentSpread:
			n, d = w.spread(s.Name)
		}
		nodes, depth = nodes+n, max(depth, d)
	}
	return nodes, depth
}

func (w *naiveWalk) spread(name string) (nodes, depth int) {
	for _, open := range w.open {
		if open == name {
			w.gaveUp = true
			return 0, 0
		}
	}
	fragment := w.query.Fragments.ForName(name)
	if fragment == nil {
		return 0, 0
	}
	w.open = append(w.open, name)
	defer func() { w.open = w.open[:len(w.open)-1] }()
	return w.set(fragment.SelectionSet)
}

package segment

import (
	"strings"

	"github.com/yuin/goldmark/ast"
	extensions "github.com/yuin/goldmark/extension/ast"
)

// runs cuts the words of a block that lie between two positions. It says no where
// the tree and the text do not fit one another, which the caller survives.
func (c *cutter) runs(block ast.Node, from, to int) ([]Run, bool) {
	runs, end, known := c.children(block, from)
	if !known || end > to || strings.TrimSpace(c.text[end:to]) != "" {
		return nil, false
	}
	return c.withText(runs, end, to), written(runs)+c.text[end:to] == c.text[from:to]
}

// maxDepth is how deep codes may stand within one another.
const maxDepth = 50

// children cuts what stands in a node, from a position on, and tells where it ends.
func (c *cutter) children(parent ast.Node, at int) (runs []Run, end int, known bool) {
	c.depth++
	defer func() { c.depth-- }()
	if c.depth > maxDepth {
		return nil, 0, false
	}
	for child := parent.FirstChild(); child != nil; child = child.NextSibling() {
		if child.Kind() == extensions.KindFootnoteBacklink {
			continue // drawn, but not written
		}
		start := c.start(child)
		if start < at {
			return nil, 0, false
		}
		if runs, known = c.lineBreak(runs, child.PreviousSibling(), at, start); !known {
			return nil, 0, false
		}
		var code *Code
		if code, at, known = c.node(child, start); !known {
			return nil, 0, false
		}
		if code == nil {
			runs = c.withText(runs, start, at)
		} else {
			runs = append(runs, Run{Code: code})
		}
	}
	return runs, at, true
}

// lineBreak adds what lies between two neighbours: nothing, or the end of a line
// with what the next one begins with, such as the sign of a quotation.
func (c *cutter) lineBreak(runs []Run, before ast.Node, from, to int) ([]Run, bool) {
	between := c.text[from:to]
	if between == "" {
		return runs, true
	}
	line, _ := before.(*ast.Text)
	blank := strings.TrimSpace(between) == ""
	switch {
	case line != nil && line.HardLineBreak():
		return append(runs, Run{Code: &Code{Kind: Break, Open: between}}), true
	case blank:
		return c.withText(runs, from, to), true
	case line != nil && line.SoftLineBreak():
		return append(runs, Run{Code: &Code{Kind: Break, Open: between, Optional: true}}), true
	}
	return nil, false
}

// withText adds text, to that before it where there is some.
func (c *cutter) withText(runs []Run, from, to int) []Run {
	if from == to {
		return runs
	}
	if last := len(runs) - 1; last >= 0 && runs[last].Code == nil {
		runs[last].Text = c.text[from-len(runs[last].Text) : to]
		return runs
	}
	return append(runs, Run{Text: c.text[from:to]})
}

// start is where the markup of a node begins; -1 where that is not to be found.
func (c *cutter) start(node ast.Node) int {
	switch node.(type) {
	case *ast.Text:
		return node.Pos()
	case *ast.Emphasis, *extensions.Strikethrough:
		// Goldmark knows where the signs begin, which may be those of several.
		if node.FirstChild() == nil {
			return -1
		}
		inside := c.start(node.FirstChild())
		return inside - c.signs(node, inside)
	case *ast.Link, *ast.Image, *ast.CodeSpan, *ast.AutoLink, *ast.RawHTML, *extensions.FootnoteLink, *extensions.TaskCheckBox:
		return node.Pos()
	}
	return -1
}

// signs is how many signs stand on each side of what is emphasised.
func (c *cutter) signs(node ast.Node, inside int) int {
	if emphasis, ok := node.(*ast.Emphasis); ok {
		return emphasis.Level
	}
	if inside >= 2 && c.text[inside-2:inside] == "~~" {
		return 2
	}
	return 1
}

// node cuts one node that starts at a position, and tells where it ends; there is
// no code where the node is text.
func (c *cutter) node(node ast.Node, start int) (code *Code, end int, known bool) {
	switch node := node.(type) {
	case *ast.Text:
		return nil, node.Segment.Stop, true
	case *ast.Emphasis:
		kind := Italic
		if node.Level == 2 {
			kind = Bold
		}
		return c.emphasised(node, kind, start)
	case *extensions.Strikethrough:
		return c.emphasised(node, Strikethrough, start)
	case *ast.Link:
		return c.link(node, node.Reference, Link, "[", start)
	case *ast.Image:
		return c.link(node, node.Reference, Image, "![", start)
	}
	kind, ok := standing[node.Kind()]
	end, ended := c.ends[node]
	if !ok || !ended || end <= start || end > len(c.text) {
		return nil, 0, false
	}
	return &Code{Kind: kind, Open: c.text[start:end]}, end, true
}

// standing are the codes that span nothing.
var standing = map[ast.NodeKind]Kind{
	ast.KindCodeSpan:            CodeSpan,
	ast.KindAutoLink:            Address,
	ast.KindRawHTML:             HTML,
	extensions.KindFootnoteLink: Footnote,
	extensions.KindTaskCheckBox: Checkbox,
}

func (c *cutter) emphasised(node ast.Node, kind Kind, start int) (*Code, int, bool) {
	first := c.start(node.FirstChild())
	inside, end, known := c.children(node, first)
	signs := first - start
	if !known || start < 0 || end+signs > len(c.text) {
		return nil, 0, false
	}
	opening, closing := c.text[start:first], c.text[end:end+signs]
	return &Code{Kind: kind, Open: opening, Close: closing, Spans: true, Inside: inside}, end + signs, opening == closing
}

func (c *cutter) link(node ast.Node, reference *ast.ReferenceLink, kind Kind, opening string, start int) (*Code, int, bool) {
	inside, closing, known := c.children(node, start+len(opening))
	end, ended := c.ends[node]
	if !known || !ended || closing >= end || end > len(c.text) || c.text[closing] != ']' || !strings.HasPrefix(c.text[start:], opening) {
		return nil, 0, false
	}
	code := &Code{Kind: kind, Open: opening, Close: c.text[closing:end], Spans: true, Inside: inside}
	if reference != nil && reference.Type != ast.ReferenceLinkFull {
		code.label = written(inside)
	}
	return code, end, true
}

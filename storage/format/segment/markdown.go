package segment

import (
	"slices"
	"strconv"
	"sync"
	"unicode"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// Dialect is what bodies may use beyond CommonMark.
func Dialect() []goldmark.Extender {
	return []goldmark.Extender{extension.Table, extension.Strikethrough, extension.TaskList, extension.Footnote, extension.DefinitionList}
}

var dialect = sync.OnceValue(func() parser.Parser {
	parser := goldmark.New(goldmark.WithExtensions(Dialect()...)).Parser()
	parser.AddOptions(recordEnds{})
	return parser
})

// Markdown cuts a text in Markdown. Markup that it cannot place stays among the
// words, where the translator sees it; nothing is ever lost.
func Markdown(source string) []Piece {
	cut := cutter{text: source, ends: map[ast.Node]int{}}
	context := parser.NewContext()
	context.Set(endsKey, cut.ends)
	document := dialect().Parse(text.NewReader([]byte(source)), parser.WithContext(context))

	blocks := blocksOfWords(document)
	slices.SortStableFunc(blocks, func(a, b ast.Node) int { return a.Lines().At(0).Start - b.Lines().At(0).Start })
	for _, block := range blocks {
		cut.block(block)
	}
	cut.markup(len(source))
	return cut.pieces
}

// blocksOfWords are the blocks that hold words themselves, not in further blocks.
func blocksOfWords(document ast.Node) []ast.Node {
	var blocks []ast.Node
	_ = ast.Walk(document, func(node ast.Node, entering bool) (ast.WalkStatus, error) {
		if node.Type() == ast.TypeInline {
			return ast.WalkSkipChildren, nil
		}
		if child := node.FirstChild(); entering && child != nil && child.Type() == ast.TypeInline && node.Lines().Len() > 0 {
			blocks = append(blocks, node)
		}
		return ast.WalkContinue, nil
	})
	return blocks
}

// cutter cuts one text. What lies between two blocks of words is markup, whatever
// it is, so that the pieces cover the text.
type cutter struct {
	text   string
	ends   map[ast.Node]int
	at     int // up to where the text is cut
	pieces []Piece
	codes  int
	depth  int // of the code that is being cut
}

// markup adds what lies before the position as a piece of markup.
func (c *cutter) markup(to int) {
	if to > c.at {
		c.pieces = append(c.pieces, Piece{ID: "m" + strconv.Itoa(len(c.pieces)+1), Markup: c.text[c.at:to]})
		c.at = to
	}
}

func (c *cutter) block(block ast.Node) {
	lines := block.Lines()
	from, to := lines.At(0).Start, lines.At(lines.Len()-1).Stop
	for from < to && isSpace(c.text[from]) {
		from++
	}
	for to > from && isSpace(c.text[to-1]) {
		to--
	}
	if from < c.at || from == to {
		return
	}
	runs, known := c.runs(block, from, to)
	if !known {
		runs = []Run{{Text: c.text[from:to]}}
	}
	c.markup(from)
	for _, code := range Codes(runs) {
		c.codes++
		code.ID = "c" + strconv.Itoa(c.codes)
	}
	c.pieces = append(c.pieces, Piece{ID: "s" + strconv.Itoa(len(c.pieces)+1), Runs: runs})
	c.at = to
}

func isSpace(b byte) bool { return b < 0x80 && unicode.IsSpace(rune(b)) }

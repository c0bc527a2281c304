package segment

import (
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// Goldmark says where the markup of a link or a code begins and not where it ends,
// but its parsers stand there when they are done. So each is followed by one who
// writes down where.

var endsKey = parser.NewContextKey()

// recordEnds has every parser of inline markup followed.
type recordEnds struct{}

// SetParserOption implements parser.Option.
func (recordEnds) SetParserOption(config *parser.Config) {
	for i, prioritized := range config.InlineParsers {
		if inline, ok := prioritized.Value.(parser.InlineParser); ok {
			config.InlineParsers[i].Value = follower{inline}
		}
	}
}

type follower struct{ parser.InlineParser }

// Parse implements parser.InlineParser.
func (f follower) Parse(parent ast.Node, block text.Reader, context parser.Context) ast.Node {
	node := f.InlineParser.Parse(parent, block, context)
	if ends, ok := context.Get(endsKey).(map[ast.Node]int); ok && node != nil {
		_, position := block.Position()
		ends[node] = position.Start
	}
	return node
}

// CloseBlock implements parser.CloseBlocker, for those that do.
func (f follower) CloseBlock(parent ast.Node, block text.Reader, context parser.Context) {
	if closer, ok := f.InlineParser.(parser.CloseBlocker); ok {
		closer.CloseBlock(parent, block, context)
	}
}

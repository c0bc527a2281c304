package limit

import (
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/lexer"
)

// checkText applies the limits that need no syntax tree, and stops reading at the first that is exceeded. The parser has a token limit
// and a nesting limit of its own, but reports both as syntax errors.
func (l Limits) checkText(source *ast.Source) *gqlerror.Error {
	tokens, open := 0, 0
	text := lexer.New(source)
	for {
		token, err := text.ReadToken()
		if err != nil || token.Kind == lexer.EOF {
			return nil //nolint:nilerr // what is no GraphQL is the parser's to report.
		}

		tokens++
		if tokens > l.Tokens {
			return exceeded("tokens", l.Tokens, tokens, "The document has more than the %d tokens allowed.", l.Tokens)
		}
		switch token.Kind {
		case lexer.BraceL, lexer.ParenL, lexer.BracketL:
			open++
		case lexer.BraceR, lexer.ParenR, lexer.BracketR:
			open--
		}
		if open > l.Nesting {
			return exceeded("nesting", l.Nesting, open, "The document nests brackets deeper than the %d levels allowed.", l.Nesting)
		}
	}
}

package content

import (
	"bytes"
	"strings"
	"sync"

	"github.com/microcosm-cc/bluemonday"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"

	"github.com/cocreated/hub/storage/format/segment"
)

// LinkScheme begins links of bodies to other entries: `hub:kind/slug`. What an
// address on a website looks like is each website's own business.
const LinkScheme = "hub:"

// RichText is a body in Markdown (CommonMark with tables and footnotes of
// GitHub's dialect), in the language in which it was found.
type RichText struct {
	Markdown   string
	Locale     Locale
	IsFallback bool
}

// Heading is a heading of a body and the anchor by which the HTML knows it.
type Heading struct {
	Level  int
	Text   string
	Anchor string
}

var markdown = sync.OnceValue(func() goldmark.Markdown {
	return goldmark.New(
		goldmark.WithExtensions(segment.Dialect()...),
		goldmark.WithParserOptions(parser.WithAutoHeadingID()),
	)
})

// sanitizer is a second, independent fence behind goldmark, which already leaves
// raw HTML out: nothing that runs or loads from elsewhere passes it.
var sanitizer = sync.OnceValue(func() *bluemonday.Policy {
	policy := bluemonday.UGCPolicy()
	policy.AllowURLSchemes(strings.TrimSuffix(LinkScheme, ":"))
	policy.AllowAttrs("id").Globally()
	policy.AllowAttrs("class").Matching(bluemonday.SpaceSeparatedTokens).OnElements("a", "div", "section", "sup", "li", "ul")
	policy.AllowAttrs("role").OnElements("a", "div", "section")
	policy.AllowElements("input")
	policy.AllowAttrs("type").OnElements("input")
	policy.AllowAttrs("checked", "disabled").OnElements("input")
	return policy
})

// HTML renders the body as safe HTML; headings carry anchors.
func (r *RichText) HTML() (string, error) {
	var out bytes.Buffer
	if err := markdown().Convert([]byte(r.Markdown), &out, parserContext()); err != nil {
		return "", err
	}
	return sanitizer().SanitizeReader(&out).String(), nil
}

// Text renders the body without any markup, a line per block.
func (r *RichText) Text() string {
	source, document := r.parse()
	var out strings.Builder
	_ = ast.Walk(document, func(node ast.Node, entering bool) (ast.WalkStatus, error) {
		switch node := node.(type) {
		case *ast.Text:
			if entering {
				out.Write(node.Segment.Value(source))
				if node.SoftLineBreak() || node.HardLineBreak() {
					out.WriteByte(' ')
				}
			}
		case *ast.String:
			if entering {
				out.Write(node.Value)
			}
		case *ast.CodeBlock, *ast.FencedCodeBlock:
			if entering {
				out.Write(node.Lines().Value(source))
			}
		default:
			if !entering && node.Type() == ast.TypeBlock && out.Len() > 0 && !strings.HasSuffix(out.String(), "\n") {
				out.WriteByte('\n')
			}
		}
		return ast.WalkContinue, nil
	})
	return strings.TrimSpace(out.String())
}

// Headings lists the headings in order, for a table of contents.
func (r *RichText) Headings() []*Heading {
	source, document := r.parse()
	headings := []*Heading{}
	_ = ast.Walk(document, func(node ast.Node, entering bool) (ast.WalkStatus, error) {
		heading, ok := node.(*ast.Heading)
		if !ok || !entering {
			return ast.WalkContinue, nil
		}
		anchor, _ := heading.AttributeString("id")
		id, _ := anchor.([]byte)
		headings = append(headings, &Heading{Level: heading.Level, Text: inlineText(heading, source), Anchor: string(id)})
		return ast.WalkSkipChildren, nil
	})
	return headings
}

// Addresses are those that the links of a body lead to.
func (r *RichText) Addresses() []string {
	if r.Markdown == "" {
		return nil
	}
	source, document := r.parse()
	var found []string
	_ = ast.Walk(document, func(node ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch node := node.(type) {
		case *ast.Link:
			found = append(found, string(node.Destination))
		case *ast.Image:
			found = append(found, string(node.Destination))
		case *ast.AutoLink:
			found = append(found, string(node.URL(source)))
		}
		return ast.WalkContinue, nil
	})
	return found
}

func (r *RichText) parse() ([]byte, ast.Node) {
	source := []byte(r.Markdown)
	return source, markdown().Parser().Parse(text.NewReader(source), parserContext())
}

// parserContext gives every rendering ids of its own.
func parserContext() parser.ParseOption {
	return parser.WithContext(parser.NewContext(parser.WithIDs(newAnchors())))
}

func inlineText(node ast.Node, source []byte) string {
	var out strings.Builder
	_ = ast.Walk(node, func(node ast.Node, entering bool) (ast.WalkStatus, error) {
		if leaf, ok := node.(*ast.Text); ok && entering {
			out.Write(leaf.Segment.Value(source))
		}
		return ast.WalkContinue, nil
	})
	return out.String()
}

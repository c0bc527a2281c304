package segment_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cocreated/hub/storage/format/segment"
)

// TestMarkdown shows what a translator is given: words as they are, codes as {kind
// words}, and nothing of the markup between the pieces.
func TestMarkdown(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		source string
		want   []string
	}{
		"Empty":         {"", nil},
		"Heading":       {"## A *big* **world** ##\n", []string{"A {italic big} {bold world}"}},
		"Setext":        {"Title\n=====\n\nText", []string{"Title", "Text"}},
		"Nested":        {"***both*** *a **b** c* __d__", []string{"{italic {bold both}} {italic a {bold b} c} {bold d}"}},
		"Strikethrough": {"~~two~~ ~one~", []string{"{strikethrough two} {strikethrough one}"}},
		"Link":          {`[a **b**](https://example.org/x_(y) "t") c`, []string{"{link a {bold b}} c"}},
		"LinkedImage":   {"[![a cat](cat.png)](https://example.org)", []string{"{link {image a cat}}"}},
		"References":    {"[one] [two][] [three][one]\n\n[one]: https://example.org/1\n[two]: https://example.org/2", []string{"{link one} {link two} {link three}"}},
		"Standing":      {"a `b*c*` <https://example.org> <br> d[^1]\n\n[^1]: note", []string{"a {code} {address} {html} d{footnote}", "note"}},
		"Lists":         {"- one\n  more\n- [x] done\n  1. inner\n\n+ other", []string{"one\n  more", "{checkbox}done", "inner", "other"}},
		"Quote":         {"> one\n> two *a\n> b*", []string{"one{break}two {italic a{break}b}"}},
		"HardBreaks":    {"one  \ntwo\\\nthree", []string{"one{break}two{break}three"}},
		"Table":         {"| a | *b* |\n|---|:-:|\n| 1 | `x\\|y` ~~z~~ |\n", []string{"a", "{italic b}", "1", "{code} {strikethrough z}"}},
		"Definitions":   {"Term\n: What it *is*", []string{"Term", "What it {italic is}"}},
		"Protected":     {"```go\nfunc *x*\n```\n\n    indented\n\n---\n\n<div>\nraw *x*\n</div>\n\nend", []string{"end"}},
		"NoWords":       {"—\n\n![](cat.png)\n\nend", []string{"end"}},
		"Escapes":       {`5 \* 3 \[no link](x) a_b_c &amp;`, []string{`5 \* 3 \[no link](x) a_b_c &amp;`}},
		"Cyrillic":      {"**Позив** за [пројекте](x)", []string{"{bold Позив} за {link пројекте}"}},
		"Windows":       {"# a\r\n\r\nb *c*\r\nd", []string{"a", "b {italic c}\r\nd"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			pieces := segment.Markdown(test.source)
			if joined := segment.Join(pieces); joined != test.source {
				t.Errorf("joined again it is %q", joined)
			}
			if diff := cmp.Diff(test.want, shown(pieces)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func shown(pieces []segment.Piece) []string {
	var all []string
	for _, piece := range pieces {
		if piece.Words() {
			all = append(all, show(piece.Runs))
		}
	}
	return all
}

func show(runs []segment.Run) string {
	var out strings.Builder
	for _, run := range runs {
		switch {
		case run.Code == nil:
			out.WriteString(run.Text)
		case run.Code.Spans:
			fmt.Fprintf(&out, "{%s %s}", run.Code.Kind, show(run.Code.Inside))
		default:
			fmt.Fprintf(&out, "{%s}", run.Code.Kind)
		}
	}
	return out.String()
}

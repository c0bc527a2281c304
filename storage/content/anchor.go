package content

import (
	"strconv"
	"strings"
	"unicode"

	"github.com/yuin/goldmark/ast"
)

// anchors makes the ids of headings. Goldmark's own keep ASCII letters only and
// would call every Bulgarian heading the same.
type anchors struct{ used map[string]bool }

func newAnchors() *anchors { return &anchors{used: map[string]bool{}} }

// Generate implements goldmark's parser.IDs.
func (a *anchors) Generate(value []byte, _ ast.NodeKind) []byte {
	base := strings.Join(strings.FieldsFunc(strings.ToLower(string(value)), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}), "-")
	if base == "" {
		base = "section"
	}
	id := base
	for n := 2; a.used[id]; n++ {
		id = base + "-" + strconv.Itoa(n)
	}
	a.used[id] = true
	return []byte(id)
}

// Put implements goldmark's parser.IDs.
func (a *anchors) Put(value []byte) { a.used[string(value)] = true }

package segment_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cocreated/hub/storage/format/segment"
)

func word(text string) segment.Run { return segment.Run{Text: text} }

func around(id string, inside ...segment.Run) segment.Run {
	return segment.Run{Code: &segment.Code{ID: id, Spans: true, Inside: inside}}
}

func standing(id string) segment.Run { return segment.Run{Code: &segment.Code{ID: id}} }

func TestFill(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		source string
		runs   []segment.Run // of the first piece that holds words
		want   string
	}{
		"OtherOrder": {"- **big** `x` house", []segment.Run{word("casa "), standing("c2"), word(" "), around("c1", word("grande"))}, "- casa `x` **grande**"},
		// The markup of a translation is that of its source, whatever a tool made of it.
		"OwnMarkup":        {"[here](https://example.org)", []segment.Run{{Code: &segment.Code{ID: "c1", Spans: true, Open: "x", Close: "](evil)", Inside: []segment.Run{word("qui")}}}}, "[qui](https://example.org)"},
		"ShortcutKeeps":    {"[Ref] x\n\n[Ref]: y", []segment.Run{around("c1", word("Ref")), word(" y")}, "[Ref] y\n\n[Ref]: y"},
		"ShortcutIsNamed":  {"[Ref] x\n\n[Ref]: y", []segment.Run{around("c1", word("Rif")), word(" y")}, "[Rif][Ref] y\n\n[Ref]: y"},
		"SignsAreEscaped":  {"a", []segment.Run{word("*b* [c](d) `e` <f>")}, `\*b\* \[c\](d) \` + "`e\\`" + ` \<f\>`},
		"NoListIsMade":     {"a", []segment.Run{word("1. b")}, `1\. b`},
		"NoHeadingIsMade":  {"a", []segment.Run{word("# b")}, `\# b`},
		"CellStaysOne":     {"| a | b |\n|---|---|", []segment.Run{word("x | y")}, "| x \\| y | b |\n|---|---|"},
		"HeadingStaysOne":  {"# a", []segment.Run{word("b\n\nc")}, "# b c"},
		"EscapesStay":      {`5 \* 3`, []segment.Run{word(`5 \* 3 *x*`)}, `5 \* 3 \*x\*`},
		"BreakMayGo":       {"> a\n> b", []segment.Run{word("a b")}, "> a b"},
		"MeantNoMarkup":    {"a", []segment.Run{word("2 * 3 < 7 & snake_case")}, "2 * 3 < 7 & snake_case"},
		"NothingIsAPuzzle": {"a *b*", []segment.Run{word("—"), around("c1", word("–"))}, "—*–*"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			pieces := segment.Markdown(test.source)
			got, problem := segment.Fill(pieces, map[string][]segment.Run{firstWords(pieces): test.runs})
			if problem != nil || got != test.want {
				t.Errorf("got %q, %v; want %q", got, problem, test.want)
			}
		})
	}
}

func TestFillRefuses(t *testing.T) {
	t.Parallel()
	pieces := segment.Markdown("**a** `b` [c](d)")
	for name, test := range map[string]struct {
		runs []segment.Run
		want segment.Problem
	}{
		"Missing": {[]segment.Run{word("a"), around("c3", word("c"))}, segment.Problem{
			Missing: []string{"c1", "c2"}, Message: "the bold c1 (****) is missing; the code c2 (`b`) is missing",
		}},
		"Unknown": {[]segment.Run{around("c1"), standing("c2"), around("c3"), standing("c9")}, segment.Problem{
			Unknown: []string{"c9"}, Message: "the code c9 is not one of its source's",
		}},
		"Repeated": {[]segment.Run{around("c1"), standing("c2"), standing("c2"), around("c3")}, segment.Problem{
			Repeated: []string{"c2"}, Message: "the code c2 (`b`) stands there twice",
		}},
		"OtherForm": {[]segment.Run{standing("c1"), standing("c2"), around("c3")}, segment.Problem{
			Unknown: []string{"c1"}, Message: "the bold c1 (****) is not one of its source's",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test.want.Piece = "s1"
			_, problem := segment.Fill(pieces, map[string][]segment.Run{"s1": test.runs})
			if diff := cmp.Diff(&test.want, problem); diff != "" {
				t.Error(diff)
			}
		})
	}
	// Bold cannot begin within a word where it begins with a sign.
	_, problem := segment.Fill(segment.Markdown("a **b** c"), map[string][]segment.Run{"s1": {word("a"), around("c1", word("(b)")), word("c")}})
	if problem == nil || !strings.Contains(problem.Message, "cannot") {
		t.Errorf("stray markup was let in: %v", problem)
	}
}

func TestAlign(t *testing.T) {
	t.Parallel()
	source := segment.Markdown("# The **call**\n\nOpen `now` [here](x)")
	aligned, ok := segment.Align(source, "# Il **bando**\n\n[Qui](x) aperto `now`")
	if !ok {
		t.Fatal("the two are built alike")
	}
	if got := show(aligned[firstWords(source)]); got != "Il {bold bando}" {
		t.Errorf("the heading is %q", got)
	}
	for name, translation := range map[string]string{
		"OtherLink":   "# Il **bando**\n\nAperto `now` [qui](y)",
		"OtherBlocks": "# Il **bando**\n\nAperto `now`\n\n[qui](x)",
		"OtherSigns":  "# Il __bando__\n\nAperto `now` [qui](x)",
		"Underlined":  "Il **bando**\n===\n\nAperto `now` [qui](x)",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, ok := segment.Align(source, translation); ok {
				t.Error("the two are built differently")
			}
		})
	}
}

func firstWords(pieces []segment.Piece) string {
	for _, piece := range pieces {
		if piece.Words() {
			return piece.ID
		}
	}
	return ""
}

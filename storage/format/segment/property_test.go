package segment_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/cocreated/hub/storage/demo"
	"github.com/cocreated/hub/storage/format/segment"
)

// TestEveryText is cut so that it can be joined, and filled with its own words, to
// the same bytes, whatever it is.
func TestEveryText(t *testing.T) {
	t.Parallel()
	noise := rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOf(rapid.SampledFrom(strings.Split("*|**|_|~~|`|[|]|(|)|!|<|>|a|b c|\n|\n\n|> |- |1. |# |\t|    |\\|[^1]|:|\r\n|---|&amp;|<b>|é", "|"))).Draw(t, "noise"), "")
	})
	rapid.Check(t, func(t *rapid.T) {
		unchanged(t, rapid.OneOf(noise, rapid.String(), markdown()).Draw(t, "text"))
	})
}

// TestGeneratedMarkdown is translated, and keeps its markup.
func TestGeneratedMarkdown(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		source := markdown().Draw(t, "text")
		translated(t, source)
		for _, words := range shown(segment.Markdown(source)) {
			for _, sign := range []string{"**", "~~", "](", "<b>", "`", "|"} {
				if strings.Contains(words, sign) {
					t.Fatalf("markup is left among the words %q of %q", words, source)
				}
			}
		}
	})
}

func TestBodiesOfTheDemo(t *testing.T) {
	t.Parallel()
	records, err := demo.Open()
	if err != nil {
		t.Fatal(err)
	}
	bodies := 0
	for decoder := json.NewDecoder(records); decoder.More(); {
		var record any
		if err := decoder.Decode(&record); err != nil {
			t.Fatal(err)
		}
		bodiesIn(record, func(body string) {
			bodies++
			unchanged(t, body)
			translated(t, body)
		})
	}
	if bodies < 40 {
		t.Errorf("there were %d bodies only", bodies)
	}
}

func bodiesIn(value any, do func(string)) {
	switch value := value.(type) {
	case []any:
		for _, element := range value {
			bodiesIn(element, do)
		}
	case map[string]any:
		for name, member := range value {
			if body, ok := member.(string); ok && name == "body" {
				do(body)
			}
			bodiesIn(member, do)
		}
	}
}

func unchanged(t rapid.TB, source string) {
	t.Helper()
	pieces := segment.Markdown(source)
	if joined := segment.Join(pieces); joined != source {
		t.Fatalf("%q became %q", source, joined)
	}
	filled, problem := segment.Fill(pieces, translations(pieces, func(text string) string { return text }))
	if problem != nil || filled != source {
		t.Fatalf("%q filled with its own words became %q: %v", source, filled, problem)
	}
	if aligned, ok := segment.Align(pieces, source); !ok || len(aligned) == 0 && slices.ContainsFunc(pieces, func(piece segment.Piece) bool { return piece.Runs != nil }) {
		t.Fatalf("%q does not align with itself", source)
	}
}

func translated(t rapid.TB, source string) {
	t.Helper()
	pieces := segment.Markdown(source)
	filled, problem := segment.Fill(pieces, translations(pieces, strings.ToUpper))
	if problem != nil {
		t.Fatalf("%q could not be translated: %v", source, problem)
	}
	if !strings.EqualFold(filled, source) {
		t.Fatalf("%q became %q", source, filled)
	}
	again := segment.Markdown(filled)
	if len(again) != len(pieces) {
		t.Fatalf("%q became %q", source, filled)
	}
	for i := range pieces {
		if got, want := show(again[i].Runs), strings.ToUpper(show(pieces[i].Runs)); !strings.EqualFold(got, want) || again[i].Markup != pieces[i].Markup {
			t.Fatalf("%q became %q in %q", want, got, filled)
		}
	}
}

func translations(pieces []segment.Piece, translate func(string) string) map[string][]segment.Run {
	all := map[string][]segment.Run{}
	for _, piece := range pieces {
		if piece.Runs != nil {
			all[piece.ID] = rewritten(piece.Runs, translate)
		}
	}
	return all
}

// rewritten translates runs as a tool does that knows the ids of codes only.
func rewritten(runs []segment.Run, translate func(string) string) []segment.Run {
	var out []segment.Run
	for _, run := range runs {
		if run.Code == nil {
			out = append(out, segment.Run{Text: translate(run.Text)})
			continue
		}
		out = append(out, segment.Run{Code: &segment.Code{ID: run.Code.ID, Spans: run.Code.Spans, Inside: rewritten(run.Code.Inside, translate)}})
	}
	return out
}

// markdown draws texts of all that bodies may hold.
func markdown() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string { return strings.Join(blocks(t, 2), "\n\n") + "\n" })
}

func blocks(t *rapid.T, depth int) []string {
	var all []string
	for range rapid.IntRange(1, 4).Draw(t, "blocks") {
		all = append(all, block(t, depth))
	}
	return all
}

func block(t *rapid.T, depth int) string {
	kinds := []string{"paragraph", "heading", "table", "code", "rule", "html"}
	if depth > 0 {
		kinds = append(kinds, "list", "quote")
	}
	switch kind := rapid.SampledFrom(kinds).Draw(t, "block"); kind {
	case "heading":
		return strings.Repeat("#", rapid.IntRange(1, 6).Draw(t, "level")) + " " + inline(t, 2, " ")
	case "table":
		return "| " + inline(t, 1, " ") + " | " + inline(t, 1, " ") + " |\n|---|:-:|\n| " + inline(t, 1, " ") + " | " + inline(t, 0, " ") + " |"
	case "code":
		return rapid.SampledFrom([]string{"```go\nx := *y*\n\n# z\n```", "~~~\n[a](b)\n~~~"}).Draw(t, "code")
	case "rule":
		return "***"
	case "html":
		return "<div class=\"x\">\n*raw*\n</div>"
	case "list":
		marker := rapid.SampledFrom([]string{"- ", "* ", "1. ", "- [ ] "}).Draw(t, "marker")
		var items []string
		for range rapid.IntRange(1, 3).Draw(t, "items") {
			indent := strings.Repeat(" ", len(strings.TrimSuffix(marker, "[ ] ")))
			items = append(items, marker+strings.ReplaceAll(inline(t, 2, "\n")+"\n\n"+strings.Join(blocks(t, depth-1), "\n\n"), "\n", "\n"+indent))
		}
		return strings.Join(items, "\n")
	case "quote":
		return "> " + strings.ReplaceAll(strings.Join(blocks(t, depth-1), "\n\n"), "\n", "\n> ")
	}
	return inline(t, 2, "\n")
}

// inline draws words with codes; newline is what may stand between two words
// besides a space.
func inline(t *rapid.T, depth int, newline string) string {
	words := []string{rapid.SampledFrom([]string{"hub", "Europe", "été", "пројекат", "家"}).Draw(t, "word")}
	for range rapid.IntRange(0, 4).Draw(t, "words") {
		kinds := []string{"word", "code", "address", "html", "image", "escape", "entity"}
		if depth > 0 {
			kinds = append(kinds, "bold", "italic", "strike", "link")
		}
		switch kind := rapid.SampledFrom(kinds).Draw(t, "inline"); kind {
		case "code":
			words = append(words, rapid.SampledFrom([]string{"`a*b*`", "``a`b``", "` x `"}).Draw(t, "code"))
		case "address":
			words = append(words, "<https://example.org/a_b>")
		case "html":
			words = append(words, "<b>raw</b>")
		case "image":
			words = append(words, `![a *cat*](cat.png "Cat")`)
		case "escape":
			words = append(words, rapid.SampledFrom([]string{`\*`, `\[x\]`, `\_a`, `2 * 3`}).Draw(t, "escape"))
		case "entity":
			words = append(words, "&amp; x")
		case "bold":
			words = append(words, "**"+inline(t, depth-1, newline)+" end**")
		case "italic":
			words = append(words, "_"+inline(t, depth-1, newline)+" end_")
		case "strike":
			words = append(words, "~~"+inline(t, depth-1, newline)+" end~~")
		case "link":
			// No link stands within a link.
			words = append(words, "["+inline(t, 0, newline)+"](https://example.org/(x) 'a title')")
		default:
			words = append(words, kind)
		}
		words = append(words, rapid.SampledFrom([]string{"and", "et", "и"}).Draw(t, "glue"))
	}
	var out strings.Builder
	for i, word := range words {
		if i > 0 {
			out.WriteString(rapid.SampledFrom([]string{" ", " ", newline}).Draw(t, "between"))
		}
		out.WriteString(word)
	}
	return out.String()
}

// FuzzMarkdown looks for a text that is not the same after it was cut and joined.
func FuzzMarkdown(f *testing.F) {
	for _, seed := range []string{"*a **b** c*", "> - [a](b \"c\")\n>   d", "| a |\n|---|\n| `b` |", "[^1]\n\n[^1]: a\n\n    b", "[a]: b\n\n[A][] ![c][a]"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, source string) { unchanged(t, source) })
}

// BenchmarkMarkdown cuts and fills a body as long as one may be.
func BenchmarkMarkdown(b *testing.B) {
	for name, unit := range map[string]string{"Prose": "Some *words* with a [link](https://example.org) to `code`.\n", "Nested": "*a **b "} {
		b.Run(name, func(b *testing.B) {
			source := strings.Repeat(unit, 200_000/len(unit))
			b.SetBytes(int64(len(source)))
			for b.Loop() {
				pieces := segment.Markdown(source)
				if _, problem := segment.Fill(pieces, translations(pieces, strings.ToUpper)); problem != nil {
					b.Fatal(problem)
				}
			}
		})
	}
}

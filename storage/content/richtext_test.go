package content

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestHTML(t *testing.T) {
	for name, test := range map[string]struct{ markdown, want string }{
		"Paragraph": {"Hello *there*", "<p>Hello <em>there</em></p>"},
		"Heading":   {"## Why together?", `<h2 id="why-together">Why together?</h2>`},
		"Cyrillic":  {"## Защо заедно", `<h2 id="защо-заедно">Защо заедно</h2>`},
		"Table":     {"|a|b|\n|-|-|\n|1|2|", "<td>1</td>"},
		"Link":      {"[x](https://example.org)", `<a href="https://example.org" rel="nofollow">x</a>`},
		"Entry":     {"[x](hub:course/first-steps#two)", `<a href="hub:course/first-steps#two" rel="nofollow">x</a>`},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := (&RichText{Markdown: test.markdown}).HTML()
			if err != nil || !strings.Contains(got, test.want) {
				t.Errorf("got %q, %v; want %q in it", got, err, test.want)
			}
		})
	}
}

func TestHTMLIsSafe(t *testing.T) {
	for _, markdown := range []string{
		"<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[x](javascript:alert(1))", "![x](javascript:alert(1))",
		"[x](data:text/html,<script>alert(1)</script>)", "<iframe src=https://example.org></iframe>", "<a href=x onclick=alert(1)>y</a>",
		"<style>body{}</style>", "[x](vbscript:x)", "[x]: javascript:alert(1)\n\n[x]", "<svg onload=alert(1)>", "<form action=x><button>y</button></form>",
	} {
		got, err := (&RichText{Markdown: markdown}).HTML()
		if err != nil {
			t.Fatal(err)
		}
		for _, bad := range []string{"<script", "onerror", "onclick", "onload", "javascript:", "vbscript:", "data:", "<iframe", "<style", "<svg", "<form"} {
			if strings.Contains(strings.ToLower(got), bad) {
				t.Errorf("%q became %q", markdown, got)
			}
		}
	}
}

func TestHeadings(t *testing.T) {
	text := &RichText{Markdown: "# One\n\ntext\n\n## Two *words*\n\n## Two words\n\n## ???\n"}
	want := []*Heading{
		{Level: 1, Text: "One", Anchor: "one"},
		{Level: 2, Text: "Two words", Anchor: "two-words"},
		{Level: 2, Text: "Two words", Anchor: "two-words-2"},
		{Level: 2, Text: "???", Anchor: "section"},
	}
	if diff := cmp.Diff(want, text.Headings()); diff != "" {
		t.Error(diff)
	}
	html, err := text.HTML()
	if err != nil {
		t.Fatal(err)
	}
	for _, heading := range want {
		if !strings.Contains(html, `id="`+heading.Anchor+`"`) {
			t.Errorf("the HTML has no anchor %q", heading.Anchor)
		}
	}
}

func TestText(t *testing.T) {
	text := &RichText{Markdown: "# One\n\nTwo **three**\nfour [five](https://example.org)\n\n- six\n- seven\n\n```\neight\n```\n"}
	if diff := cmp.Diff("One\nTwo three four five\nsix\nseven\neight", text.Text()); diff != "" {
		t.Error(diff)
	}
}

func TestSnippet(t *testing.T) {
	long := strings.Repeat("Prima del resto. ", 30) + "I <volontari> aiutano." + strings.Repeat(" E poi altro.", 30)
	for name, test := range map[string]struct {
		prose string
		words []string
		want  string
	}{
		"Marked":   {"Deux subventions & plus", []string{"subvention"}, "Deux <mark>subventions</mark> &amp; plus"},
		"Accents":  {"La création", []string{"creation"}, "La <mark>création</mark>"},
		"Unmarked": {"Nothing here", []string{"word"}, "Nothing here"},
		"Empty":    {"", []string{"word"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, snippet(test.prose, test.words)); diff != "" {
				t.Error(diff)
			}
		})
	}
	got := snippet(long, []string{"volontariato"})
	if !strings.HasPrefix(got, "… ") || !strings.HasSuffix(got, " …") || !strings.Contains(got, "&lt;<mark>volontari</mark>&gt;") || len(got) > 300 {
		t.Errorf("got %q", got)
	}
}

package main

import (
	"context"
	"fmt"
	"html"
	"iter"
	"strings"
)

// slides are some pages to go with a webinar: what it is about, and the lesson that it belongs to.
func (m *maker) slides(webinar *record) made {
	spoken, number := webinar.field("language"), webinar.field("number")
	described := newRecord(webinar.ref("slides"), webinar.Slug+"-slides.pdf", "application/pdf", spoken, func(language string) assetText {
		return assetText{Title: fmt.Sprintf(words[language].Slides, number, webinar.text(language, "title")), Caption: words[language].Sample}
	})
	return made{described, func(ctx context.Context) ([]byte, error) { return m.print(ctx, m.slidesPage(webinar)) }}
}

// perSlide is about how many characters of HTML a slide has room for.
const perSlide = 620

func (m *maker) slidesPage(webinar *record) string {
	spoken := webinar.field("language")
	organiser := m.records.named("organisation", webinar.ref("organiser"))
	lesson := m.records.named("course", webinar.ref("lesson"))
	title := webinar.text(spoken, "title")
	var page strings.Builder
	fmt.Fprintf(&page, `<!doctype html><html lang="%s"><meta charset="utf-8"><title>%s</title><style>
@page { size: 254mm 142.9mm; margin: 0 }
body { margin: 0; font: 15pt/1.45 "DejaVu Sans"; color: #1a1a1a }
section { box-sizing: border-box; height: 142.8mm; padding: 16mm 20mm; break-after: page; border-left: 5mm solid %s }
section:last-child { break-after: auto } h1 { font-size: 28pt; line-height: 1.25 } h2 { font-size: 20pt; margin-top: 0 }
</style><body>`, spoken, html.EscapeString(title), colours[webinar.ref("area")])
	fmt.Fprintf(&page, "<section><p>CO-CREATED · %s</p><h1>%s</h1><p>%s: %s</p></section>",
		fmt.Sprintf(words[spoken].Placing, webinar.field("number")), html.EscapeString(title), words[spoken].Organiser, html.EscapeString(organiser.text(spoken, "title")))
	if abstract := webinar.text(spoken, "abstract"); abstract != "" {
		fmt.Fprintf(&page, "<section><h2>%s</h2><p>%s</p></section>", html.EscapeString(title), html.EscapeString(abstract))
	}
	head := html.EscapeString(lesson.text(spoken, "title"))
	fmt.Fprintf(&page, "<section><h2>%s</h2><p>%s</p></section>", head, html.EscapeString(lesson.text(spoken, "summary")))
	for group := range grouped(lesson.text(spoken, "body")) {
		fmt.Fprintf(&page, "<section><h2>%s</h2>%s</section>", head, markdown(group))
	}
	fmt.Fprintf(&page, "<section><h2>%s</h2><p>%s: CC BY 4.0</p></section></body></html>", words[spoken].Sample, words[spoken].Licence)
	return page.String()
}

// grouped puts paragraphs together as long as they fit on a slide.
func grouped(body string) iter.Seq[string] {
	return func(yield func(string) bool) {
		var group []string
		for paragraph := range strings.SplitSeq(strings.TrimSpace(body), "\n\n") {
			if len(group) > 0 && len(strings.Join(group, "\n\n"))+len(paragraph) > perSlide {
				if !yield(strings.Join(group, "\n\n")) {
					return
				}
				group = nil
			}
			if paragraph != "" {
				group = append(group, paragraph)
			}
		}
		if len(group) > 0 {
			yield(strings.Join(group, "\n\n"))
		}
	}
}

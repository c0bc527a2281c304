package main

import (
	"bytes"
	"fmt"
	"html"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	xhtml "github.com/yuin/goldmark/renderer/html"
)

var renderer = goldmark.New(goldmark.WithExtensions(extension.Table), goldmark.WithRendererOptions(xhtml.WithXHTML()))

// markdown is a body as XHTML.
func markdown(body string) string {
	var out bytes.Buffer
	if err := renderer.Convert([]byte(body), &out); err != nil {
		panic(err) // a buffer takes everything
	}
	return out.String()
}

// document is a publication as a page to print.
func (m *maker) document(publication *record, language string) string {
	title := html.EscapeString(publication.text(language, "title"))
	chapters := m.chapters(publication, language)
	var page strings.Builder
	fmt.Fprintf(&page, `<!doctype html><html lang="%s"><head><meta charset="utf-8"><title>%s</title><style>
@page { size: A4; margin: 22mm 20mm }
body { margin: 0; font: 10.5pt/1.5 "DejaVu Sans"; color: #1a1a1a }
header { border-left: 4mm solid #1d4e89; padding-left: 6mm; margin-bottom: 10mm }
h1 { font-size: 22pt; line-height: 1.25 } h2 { font-size: 16pt; color: #1d4e89; break-after: avoid; margin-top: 10mm }
h3, h4, dt { break-after: avoid } h3 { font-size: 13pt } h4 { font-size: 11pt; margin-bottom: 1mm }
dt { font-weight: bold; margin-top: 3mm } dd { margin: 0; break-inside: avoid }
table { border-collapse: collapse } th, td { border: 0.3mm solid #777; padding: 1mm 2mm; text-align: left }
</style></head><body><header><p>CO-CREATED</p><h1>%s</h1>%s</header><main>`, language, title, title, m.imprint(publication, language))
	if len(chapters) > 1 {
		fmt.Fprintf(&page, "<nav><h2>%s</h2><ol>", words[language].Contents)
		for i, chapter := range chapters {
			fmt.Fprintf(&page, `<li><a href="#c%d">%s</a></li>`, i+1, html.EscapeString(chapter.title))
		}
		page.WriteString("</ol></nav>")
	}
	for i, chapter := range chapters {
		fmt.Fprintf(&page, `<section id="c%d"><h2>%s</h2>%s</section>`, i+1, html.EscapeString(chapter.title), chapter.body)
	}
	page.WriteString("</main></body></html>")
	return page.String()
}

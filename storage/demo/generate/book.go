package main

import (
	"fmt"
	"html"
	"strings"

	"github.com/google/uuid"
)

// electronicBook is the media type of EPUB.
const electronicBook = "application/epub+zip"

// book is a publication as an EPUB 3.
func (m *maker) book(publication *record, language string) ([]byte, error) {
	title := html.EscapeString(publication.text(language, "title"))
	chapters := m.chapters(publication, language)
	files := []file{
		{"META-INF/container.xml", `<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>
<rootfile full-path="book/package.opf" media-type="application/oebps-package+xml"/></rootfiles></container>
`},
		{"book/package.opf", m.packageDocument(publication, language, len(chapters))},
		{"book/nav.xhtml", bookPage(language, title, navigation(language, title, chapters))},
		{"book/title.xhtml", bookPage(language, title, fmt.Sprintf("<h1>%s</h1>%s", title, m.imprint(publication, language)))},
	}
	for i, chapter := range chapters {
		head := html.EscapeString(chapter.title)
		files = append(files, file{
			fmt.Sprintf("book/chapter%d.xhtml", i+1),
			bookPage(language, head, fmt.Sprintf("<section><h2>%s</h2>%s</section>", head, chapter.body)),
		})
	}
	return pack(electronicBook, files)
}

func bookPage(language, title, body string) string {
	return fmt.Sprintf(`<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="%[1]s" xml:lang="%[1]s">
<head><title>%s</title></head>
<body>%s</body>
</html>
`, language, title, body)
}

func navigation(language, title string, chapters []chapter) string {
	var list strings.Builder
	fmt.Fprintf(&list, `<nav epub:type="toc"><h1>%s</h1><ol><li><a href="title.xhtml">%s</a></li>`, words[language].Contents, title)
	for i, chapter := range chapters {
		fmt.Fprintf(&list, `<li><a href="chapter%d.xhtml">%s</a></li>`, i+1, html.EscapeString(chapter.title))
	}
	list.WriteString("</ol></nav>")
	return list.String()
}

// packageDocument names the parts of the book, their order, and what readers with
// special needs may expect.
func (m *maker) packageDocument(publication *record, language string, chapters int) string {
	var creators, manifest, spine strings.Builder
	for _, slug := range publication.refs("publishers") {
		fmt.Fprintf(&creators, "<dc:publisher>%s</dc:publisher>", html.EscapeString(m.records.named("organisation", slug).text(language, "title")))
	}
	for i := range chapters {
		fmt.Fprintf(&manifest, `<item id="chapter%[1]d" href="chapter%[1]d.xhtml" media-type="application/xhtml+xml"/>`, i+1)
		fmt.Fprintf(&spine, `<itemref idref="chapter%d"/>`, i+1)
	}
	id := uuid.NewSHA1(uuid.NameSpaceURL, []byte(publication.Slug+"/"+language))
	return fmt.Sprintf(`<?xml version="1.0" encoding="UTF-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" xml:lang="%[1]s">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:identifier id="id">urn:uuid:%[2]s</dc:identifier><dc:title>%[3]s</dc:title><dc:language>%[1]s</dc:language>%[4]s
<dc:date>%[5]s</dc:date><dc:rights>CC BY 4.0</dc:rights><dc:description>%[6]s</dc:description>
<meta property="dcterms:modified">%[5]s-01-01T00:00:00Z</meta>
<meta property="schema:accessMode">textual</meta><meta property="schema:accessModeSufficient">textual</meta>
<meta property="schema:accessibilityFeature">structuralNavigation</meta><meta property="schema:accessibilityFeature">tableOfContents</meta>
<meta property="schema:accessibilityHazard">none</meta>
</metadata>
<manifest><item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/><item id="title" href="title.xhtml" media-type="application/xhtml+xml"/>%[7]s</manifest>
<spine><itemref idref="title"/><itemref idref="nav"/>%[8]s</spine>
</package>
`, language, id, html.EscapeString(publication.text(language, "title")), creators.String(), publication.field("year"), words[language].Excerpt, manifest.String(), spine.String())
}

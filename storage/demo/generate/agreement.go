package main

import (
	"fmt"
	"html"
	"strings"
)

// openDocument is the media type of texts of OpenDocument.
const openDocument = "application/vnd.oasis.opendocument.text"

// clauses of the volunteering agreement to fill in, in English.
var clauses = []struct{ heading, text string }{
	{"1. Tasks", "The volunteer will: ………………… The volunteer will not: lift patients, handle money, drive children."},
	{"2. Hours", "About …… hours a week, from …………… to ……………, at …………………"},
	{"3. Contact person", "…………………, telephone ……………, shows the place on the first day, with its exits and its first-aid box."},
	{"4. Insurance", "The organisation insures the volunteer against accidents and against liability for the whole time of this agreement."},
	{"5. Expenses", "The organisation refunds these costs, each with its receipt: …………………"},
	{"6. Personal data", "The organisation keeps the name, one way to reach the volunteer, availability, skills and an emergency contact, until two years after the last activity."},
	{"7. Certificate", "At the end the organisation describes in writing what the volunteer has done and learnt."},
	{"8. How to stop", "Either side may end this agreement at any time, by telling the other. It is not a contract of employment."},
	{"Signatures", "For the organisation: …………………  The volunteer: …………………  Place and day: …………………"},
}

const officeNamespaces = `xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" ` +
	`xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" ` +
	`xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/" office:version="1.3"`

// agreement is a template of a volunteering agreement, as a text that can be edited.
func agreement() ([]byte, error) {
	var body strings.Builder
	body.WriteString(`<text:h text:style-name="Heading_20_1" text:outline-level="1">Volunteering agreement</text:h>`)
	fmt.Fprintf(&body, "<text:p>%s</text:p>", words[source].Excerpt)
	body.WriteString("<text:p>Between ………………… (the organisation) and ………………… (the volunteer).</text:p>")
	for _, clause := range clauses {
		fmt.Fprintf(&body, `<text:h text:style-name="Heading_20_2" text:outline-level="2">%s</text:h><text:p>%s</text:p>`, clause.heading, html.EscapeString(clause.text))
	}
	const start = `<?xml version="1.0" encoding="UTF-8"?>` + "\n"
	return pack(openDocument, []file{
		{"content.xml", start + `<office:document-content ` + officeNamespaces + `><office:body><office:text>` + body.String() + `</office:text></office:body></office:document-content>`},
		{"styles.xml", start + `<office:document-styles ` + officeNamespaces + `><office:styles>` +
			`<style:default-style style:family="paragraph"><style:paragraph-properties fo:margin-bottom="0.25cm"/><style:text-properties fo:language="en" fo:country="GB" fo:font-size="11pt"/></style:default-style>` +
			`<style:style style:name="Heading_20_1" style:display-name="Heading 1" style:family="paragraph" style:default-outline-level="1"><style:text-properties fo:font-size="20pt" fo:font-weight="bold"/></style:style>` +
			`<style:style style:name="Heading_20_2" style:display-name="Heading 2" style:family="paragraph" style:default-outline-level="2"><style:text-properties fo:font-size="13pt" fo:font-weight="bold"/></style:style>` +
			`</office:styles></office:document-styles>`},
		{"meta.xml", start + `<office:document-meta ` + officeNamespaces + `><office:meta><dc:title>Volunteering agreement</dc:title><dc:language>en</dc:language></office:meta></office:document-meta>`},
		{"META-INF/manifest.xml", start + `<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">` +
			`<manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="` + openDocument + `"/>` +
			`<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/><manifest:file-entry manifest:full-path="styles.xml" manifest:media-type="text/xml"/>` +
			`<manifest:file-entry manifest:full-path="meta.xml" manifest:media-type="text/xml"/></manifest:manifest>`},
	})
}

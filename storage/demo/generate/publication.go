package main

import (
	"context"
	"fmt"
	"html"
	"strings"
)

// publication is one of the files of a publication, in its language and format.
func (m *maker) publication(publication, file *record) made {
	language, format := file.field("language"), file.field("format")
	name := strings.TrimPrefix(file.field("path"), "files/")
	kind := strings.ToUpper(name[strings.LastIndex(name, ".")+1:])
	title := func(in string) string { return publication.text(in, "title") }
	if format == openDocument {
		term := m.records.named("term", "volunteering-agreement")
		title = func(in string) string { return sentence(term.text(in, "title")) }
	}
	described := newRecord(file.ref("asset"), name, format, language, func(in string) assetText {
		return assetText{Title: fmt.Sprintf("%s (%s, %s)", title(in), nameOf(language, in), kind), Caption: words[in].Excerpt}
	})
	return made{described, func(ctx context.Context) ([]byte, error) {
		switch format {
		case openDocument:
			return agreement()
		case electronicBook:
			return m.book(publication, language)
		default:
			return m.print(ctx, m.document(publication, language))
		}
	}}
}

// chapter is one of a publication: a title, and what follows it as XHTML.
type chapter struct{ title, body string }

// chapters are made of what the publication is about.
func (m *maker) chapters(publication *record, language string) []chapter {
	switch {
	case publication.ref("edition") != "":
		return []chapter{m.glossary(publication.ref("edition"), language)}
	case publication.ref("questionnaire") != "":
		return []chapter{questions(m.records.named("questionnaire", publication.ref("questionnaire")), language)}
	case len(publication.refs("courses")) == 0:
		return []chapter{outputs(m.records.of("project")[0], language)}
	}
	var all []chapter
	for _, course := range publication.refs("courses") {
		all = append(all, lessons(m.records.named("course", course), language))
	}
	return all
}

// glossary is an edition of the dictionary. The later one holds the earlier one.
func (m *maker) glossary(edition, language string) chapter {
	of := m.records.named("dictionary", edition)
	var body strings.Builder
	body.WriteString("<dl>")
	for _, term := range m.records.of("term") {
		if of.Slug == "first" && term.field("edition") != "FIRST" {
			continue
		}
		fmt.Fprintf(&body, "<dt>%s</dt><dd>%s</dd>", html.EscapeString(term.text(language, "title")), html.EscapeString(term.text(language, "definition")))
	}
	body.WriteString("</dl>")
	return chapter{of.text(language, "title"), body.String()}
}

func questions(questionnaire *record, language string) chapter {
	var body strings.Builder
	fmt.Fprintf(&body, "<p>%s</p>", html.EscapeString(questionnaire.text(language, "intro")))
	for _, section := range questionnaire.Parts {
		if section.Kind != "section" {
			continue
		}
		fmt.Fprintf(&body, "<h3>%s</h3><ul>", html.EscapeString(section.text(language, "title")))
		for _, question := range section.Parts {
			fmt.Fprintf(&body, "<li>%s</li>", html.EscapeString(question.text(language, "text")))
		}
		body.WriteString("</ul>")
	}
	return chapter{questionnaire.text(language, "title"), body.String()}
}

// outputs are what the project has made, phase by phase.
func outputs(project *record, language string) chapter {
	var body strings.Builder
	fmt.Fprintf(&body, "<p>%s</p>", html.EscapeString(project.text(language, "summary")))
	for _, phase := range project.Parts {
		if phase.Kind != "phase" {
			continue
		}
		fmt.Fprintf(&body, "<h3>%s</h3><ul>", html.EscapeString(phase.text(language, "title")))
		for _, output := range phase.Parts {
			fmt.Fprintf(&body, "<li>%s</li>", html.EscapeString(output.text(language, "title")))
		}
		body.WriteString("</ul>")
	}
	return chapter{project.text(language, "title"), body.String()}
}

// lessons are a course, whole where the language has it, else in short.
func lessons(course *record, language string) chapter {
	var body strings.Builder
	fmt.Fprintf(&body, "<p>%s</p>", html.EscapeString(course.text(language, "summary")))
	for _, module := range course.Parts {
		fmt.Fprintf(&body, "<h3>%s</h3>", html.EscapeString(module.text(language, "title")))
		for _, lesson := range module.Parts {
			if lesson.Kind != "lesson" {
				continue
			}
			fmt.Fprintf(&body, "<h4>%s</h4>", html.EscapeString(lesson.text(language, "title")))
			if summary := lesson.text(language, "summary"); summary != "" {
				fmt.Fprintf(&body, "<p><em>%s</em></p>", html.EscapeString(summary))
			}
			body.WriteString(markdown(lesson.text(language, "body")))
		}
	}
	return chapter{course.text(language, "title"), body.String()}
}

// imprint says what a publication is about, who publishes it, and that it is no more
// than an excerpt.
func (m *maker) imprint(publication *record, language string) string {
	var publishers []string
	for _, slug := range publication.refs("publishers") {
		publishers = append(publishers, m.records.named("organisation", slug).text(language, "title"))
	}
	said := words[language]
	return fmt.Sprintf("<p>%s</p><p>%s: %s. %s.</p><p>%s: CC BY 4.0. %s</p>",
		html.EscapeString(publication.text(language, "abstract")), said.Publishers, html.EscapeString(strings.Join(publishers, "; ")), publication.field("year"),
		said.Licence, said.Excerpt)
}

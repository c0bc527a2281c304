package review

import (
	"context"
	"fmt"
	"html/template"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/review"
)

// sheet is what the page shows.
type sheet struct {
	Style, Icon string
	Title       string
	// Source is the language of the source; nil where the source itself is looked over.
	Source, Language *named
	Sections         []section
	// Word is what whoever submitted the text wants to have known.
	Word       string
	Due, Until string
	// Comment is what was typed, and Problem is what is wrong with the form; both are empty at first.
	Comment, Problem string
}

// named is a language and its name in English.
type named struct{ Tag, Name string }

type section struct {
	Heading string
	Fields  []field
}

type field struct {
	Name  string
	Stale bool
	// Source is nil where the source itself is looked over.
	Source, Text *cell
}

// cell is what one language says in a field; without words it says nothing.
type cell struct {
	Language *named
	Lines    []string
	Rich     template.HTML
}

// Empty tells whether it says nothing.
func (c *cell) Empty() bool { return len(c.Lines) == 0 && c.Rich == "" }

func newSheet(ctx context.Context, invitation *review.Invitation, of *review.Sheet) (*sheet, error) {
	shown := &sheet{Title: of.Title, Language: nameOf(of.Locale), Until: moment(invitation.ExpiresAt)}
	if of.Source != of.Locale {
		shown.Source = nameOf(of.Source)
	}
	if due := invitation.Review.DueAt; due != nil {
		shown.Due = moment(*due)
	}
	comments, err := invitation.Review.Comments(ctx)
	if err != nil {
		return nil, err
	}
	// What people said to one another afterwards is not for others.
	if len(comments) > 0 && comments[0].State != nil && *comments[0].State == review.Open {
		shown.Word = comments[0].Body
	}
	for _, part := range of.Sections {
		next := section{Heading: heading(string(invitation.Review.Kind), part)}
		for _, said := range part.Fields {
			place := fmt.Sprintf("%d-%d", len(shown.Sections), len(next.Fields))
			row := field{Name: spoken(said.Name), Stale: said.Stale}
			if row.Text, err = newCell("t"+place+"-", shown.Language, said.Text); err != nil {
				return nil, err
			}
			if shown.Source != nil {
				if row.Source, err = newCell("s"+place+"-", shown.Source, said.Source); err != nil {
					return nil, err
				}
			}
			next.Fields = append(next.Fields, row)
		}
		shown.Sections = append(shown.Sections, next)
	}
	return shown, nil
}

// newCell renders what is said; ids within it begin with a prefix, since several texts stand on the page.
func newCell(prefix string, in *named, words *review.Words) (*cell, error) {
	shown := &cell{Language: in}
	if words == nil {
		return shown, nil
	}
	shown.Lines = words.Lines
	if words.Rich != nil {
		html, err := words.Rich.HTML()
		if err != nil {
			return nil, err
		}
		shown.Rich = embedded(prefix, html)
	}
	return shown, nil
}

var (
	ids      = regexp.MustCompile(` id="`)
	anchors  = regexp.MustCompile(` href="#`)
	headings = regexp.MustCompile(`(</?h)([1-6])`)
	images   = regexp.MustCompile(`<img [^>]*>`)
	altText  = regexp.MustCompile(` alt="([^"]*)"`)
)

// lowest is the level of the headings of the page below which those of a body stand.
const lowest = 3

// embedded makes the safe HTML of a body part of a page that has others: its ids are its own, and its headings stand
// below those of the page. Of images it shows what they say: to load them would tell other sites who reads. In what the
// sanitizer writes, none of it can be mistaken for text: it escapes quotes and angles there.
func embedded(prefix, html string) template.HTML {
	html = ids.ReplaceAllString(html, ` id="`+prefix)
	html = anchors.ReplaceAllString(html, ` href="#`+prefix)
	html = headings.ReplaceAllStringFunc(html, func(tag string) string {
		level := int(tag[len(tag)-1] - '0')
		return tag[:len(tag)-1] + strconv.Itoa(min(level+lowest, 6))
	})
	html = images.ReplaceAllStringFunc(html, func(tag string) string {
		said := altText.FindStringSubmatch(tag)
		if said == nil || said[1] == "" {
			return `<span class="image">Image without a text</span>`
		}
		return `<span class="image">Image: ` + said[1] + `</span>`
	})
	return template.HTML(html) //nolint:gosec // sanitized by content.RichText, and changed in nothing that matters
}

// heading names the entry by its kind, and a part by its kind and, where it has one, by its title.
func heading(entry string, of *review.Section) string {
	if of.Part == "" {
		return spoken(entry)
	}
	kind := spoken(of.Part)
	for _, said := range of.Fields {
		for _, words := range []*review.Words{said.Text, said.Source} {
			if said.Name == "title" && words != nil && len(words.Lines) > 0 {
				return kind + ": " + words.Lines[0]
			}
		}
	}
	return kind
}

// spoken writes a name of the schema as people do: `altText` is Alt text.
func spoken(name string) string {
	var out strings.Builder
	for i, r := range name {
		switch {
		case i == 0:
			out.WriteRune(unicode.ToUpper(r))
		case unicode.IsUpper(r):
			out.WriteByte(' ')
			out.WriteRune(unicode.ToLower(r))
		default:
			out.WriteRune(r)
		}
	}
	return out.String()
}

func nameOf(locale content.Locale) *named {
	tag := string(locale)
	parsed, err := language.Parse(tag)
	if err != nil {
		return &named{Tag: tag, Name: tag}
	}
	return &named{Tag: tag, Name: display.English.Tags().Name(parsed)}
}

func moment(at time.Time) string { return at.UTC().Format("2 January 2006, 15:04") + " UTC" }

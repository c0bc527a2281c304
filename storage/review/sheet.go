package review

import (
	"context"
	"encoding/json"

	"github.com/google/uuid"

	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/fault"
)

// Sheet is what a language says of an entry, beside what its source says: for people, to be read.
type Sheet struct {
	// Title of the entry in the language; that of the source, where it has none.
	Title string
	// Source is the language in which the entry was written; the same as Locale where that is looked over.
	Source, Locale content.Locale
	// Sections are the entry and its parts, in the order in which they are read.
	Sections []*Section
}

// Section is the entry itself or one of its parts.
type Section struct {
	// Part is the kind of part; empty for the entry itself.
	Part string
	// Depth is how many parts it lies within; 0 for the entry and 1 for its own parts.
	Depth  int
	Fields []*Field
}

// Field is one field in both languages.
type Field struct {
	Name string
	// Source and Text are what it says; nil where it says nothing. In the source language both are the same.
	Source, Text *Words
	// Stale says that the source has changed since it was translated.
	Stale bool
}

// Words are what one language says in one field.
type Words struct {
	// Lines are one for each paragraph, or for each point of a list.
	Lines []string
	// Rich is a body, in place of lines.
	Rich *content.RichText
}

// Sheet reads what the review is about, as it is now.
func (s *Store) Sheet(ctx context.Context, review *Review) (*Sheet, error) {
	kind, known := s.kinds.Named(string(review.Kind))
	if !known {
		return nil, fault.Missing("entry", "the entry is of a kind that this hub does not know")
	}
	sheet := &Sheet{Locale: review.Locale}
	if err := s.db.NewRaw("SELECT source_locale FROM entries WHERE id = ?", review.EntryID).Scan(ctx, &sheet.Source); err != nil {
		return nil, err
	}
	var parts []*partRow
	err := s.db.NewRaw("SELECT id, parent_id, kind FROM parts WHERE entry_id = ? ORDER BY position, id", review.EntryID).Scan(ctx, &parts)
	if err != nil {
		return nil, err
	}
	texts, err := s.texts(ctx, review.EntryID, sheet.Source, sheet.Locale)
	if err != nil {
		return nil, err
	}
	sheet.add(texts[uuid.Nil], "", 0, kind.TextFieldNames(), kind.Body)
	sheet.addParts(texts, parts, kind.Parts, uuid.Nil, 1)
	sheet.Title = texts[uuid.Nil].title()
	return sheet, nil
}

type partRow struct {
	ID       uuid.UUID
	ParentID uuid.NullUUID
	Kind     string
}

// textRow is a text as it is stored.
type textRow struct {
	PartID uuid.NullUUID
	Locale content.Locale
	Title  *string
	Fields json.RawMessage
	Body   *string
	Stale  json.RawMessage
}

// pair is what both languages say.
type pair struct{ source, text *textRow }

func (p *pair) title() string {
	for _, row := range []*textRow{p.text, p.source} {
		if row != nil && row.Title != nil {
			return *row.Title
		}
	}
	return ""
}

// texts reads all texts of an entry in two languages, by part.
func (s *Store) texts(ctx context.Context, entry uuid.UUID, source, locale content.Locale) (map[uuid.UUID]*pair, error) {
	var rows []*textRow
	err := s.db.NewRaw("SELECT part_id, locale, title, fields, body, stale FROM texts WHERE entry_id = ? AND locale IN (?, ?)", entry, source, locale).Scan(ctx, &rows)
	if err != nil {
		return nil, err
	}
	pairs := map[uuid.UUID]*pair{uuid.Nil: {}}
	for _, row := range rows {
		of := pairs[row.PartID.UUID]
		if of == nil {
			of = &pair{}
			pairs[row.PartID.UUID] = of
		}
		if row.Locale == source {
			of.source = row
		}
		if row.Locale == locale {
			of.text = row
		}
	}
	return pairs, nil
}

// addParts adds the parts below one, kind by kind, and what is below them.
func (s *Sheet) addParts(texts map[uuid.UUID]*pair, parts []*partRow, kinds []*content.PartKind, parent uuid.UUID, depth int) {
	for _, kind := range kinds {
		for _, part := range parts {
			if part.Kind != kind.Name || part.ParentID.UUID != parent {
				continue
			}
			s.add(texts[part.ID], kind.Name, depth, kind.TextFieldNames(), kind.Body)
			s.addParts(texts, parts, kind.Parts, part.ID, depth+1)
		}
	}
}

// add adds a section of the fields that say something in either language.
func (s *Sheet) add(texts *pair, part string, depth int, names []string, body bool) {
	if texts == nil {
		return
	}
	section := &Section{Part: part, Depth: depth}
	if body {
		names = append(names, "body")
	}
	for _, name := range names {
		field := &Field{Name: name, Source: texts.source.words(name), Text: texts.text.words(name), Stale: texts.text.isStale(name)}
		if field.Source != nil || field.Text != nil {
			section.Fields = append(section.Fields, field)
		}
	}
	if len(section.Fields) > 0 {
		s.Sections = append(s.Sections, section)
	}
}

func (t *textRow) isStale(name string) bool {
	var pins map[string]json.RawMessage
	if t == nil || json.Unmarshal(t.Stale, &pins) != nil {
		return false
	}
	return pins[name] != nil
}

// words are what a text says in a field; nil where it says nothing.
func (t *textRow) words(name string) *Words {
	switch {
	case t == nil:
		return nil
	case name == "title" && t.Title != nil:
		return &Words{Lines: []string{*t.Title}}
	case name == "body" && t.Body != nil:
		return &Words{Rich: &content.RichText{Markdown: *t.Body, Locale: t.Locale}}
	}
	var fields map[string]any
	if json.Unmarshal(t.Fields, &fields) != nil || fields[name] == nil {
		return nil
	}
	return &Words{Lines: lines(fields[name])}
}

// lines are the words within a value, in their order.
func lines(value any) []string {
	switch value := value.(type) {
	case string:
		return []string{value}
	case []any:
		var all []string
		for _, element := range value {
			all = append(all, lines(element)...)
		}
		return all
	}
	encoded, _ := json.Marshal(value) // it was read from JSON
	return []string{string(encoded)}
}

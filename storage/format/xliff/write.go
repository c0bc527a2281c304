package xliff

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"github.com/cocreated/hub/storage/format/segment"
)

// Write writes a document, which must have something to translate: XLIFF knows no
// empty files. Units without words are left out.
func Write(out io.Writer, document *Document) error {
	for i := range document.Files {
		if !document.Files[i].hasWords() {
			return fmt.Errorf("xliff: the file %q has nothing to translate", document.Files[i].Original)
		}
	}
	if len(document.Files) == 0 {
		return fmt.Errorf("xliff: there is nothing to translate")
	}
	if _, err := io.WriteString(out, xml.Header); err != nil {
		return err
	}
	w := &writer{to: xml.NewEncoder(out), finder: newFinder(document.Glossary)}
	w.element("xliff", attributes{
		{"xmlns", core},
		{"xmlns:gls", glossary},
		{"version", version},
		{"srcLang", document.SourceLanguage},
		{"trgLang", document.TargetLanguage},
	}, func() {
		for i := range document.Files {
			w.file(&document.Files[i])
		}
	})
	w.token(xml.CharData("\n"))
	if w.err != nil {
		return w.err
	}
	return w.to.Close()
}

func (f *File) hasWords() bool { return anyWords(f.Units) || anyWordsBelow(f.Groups) }

func anyWordsBelow(groups []Group) bool {
	for i := range groups {
		if anyWords(groups[i].Units) || anyWordsBelow(groups[i].Groups) {
			return true
		}
	}
	return false
}

func anyWords(units []Unit) bool {
	for i := range units {
		if units[i].HasWords() {
			return true
		}
	}
	return false
}

// HasWords tells whether there is something to translate in a unit; an image alone,
// for example, is nothing.
func (u *Unit) HasWords() bool {
	for _, piece := range cut(u.Source, u.Markdown) {
		if piece.Words() {
			return true
		}
	}
	return false
}

// writer writes elements on lines of their own, as deep as they stand, but for what
// is within a source or target, where every space counts.
type writer struct {
	to     *xml.Encoder
	finder *finder
	depth  int
	err    error
}

type attributes [][2]string

func (w *writer) token(token xml.Token) {
	if w.err == nil {
		w.err = w.to.EncodeToken(token)
	}
}

func (w *writer) open(name string, attributes attributes) {
	start := xml.StartElement{Name: xml.Name{Local: name}}
	for _, attribute := range attributes {
		start.Attr = append(start.Attr, xml.Attr{Name: xml.Name{Local: attribute[0]}, Value: attribute[1]})
	}
	w.token(start)
}

func (w *writer) close(name string) { w.token(xml.EndElement{Name: xml.Name{Local: name}}) }

func (w *writer) line() { w.token(xml.CharData("\n" + strings.Repeat("  ", w.depth))) }

// element writes an element that holds others.
func (w *writer) element(name string, attributes attributes, inside func()) {
	if w.depth > 0 {
		w.line()
	}
	w.open(name, attributes)
	w.depth++
	inside()
	w.depth--
	w.line()
	w.close(name)
}

// leaf writes an element that holds text.
func (w *writer) leaf(name string, attributes attributes, inside func()) {
	w.line()
	w.open(name, attributes)
	inside()
	w.close(name)
}

func (w *writer) words(text string) func() {
	return func() { w.token(xml.CharData(text)) }
}

func (w *writer) file(file *File) {
	w.element("file", attributes{{"id", token(file.ID)}, {"original", file.Original}, {"canResegment", "no"}}, func() {
		w.notes(file.Notes)
		w.units(file.Units)
		w.groups(file.Groups)
	})
}

func (w *writer) groups(groups []Group) {
	for i := range groups {
		w.element("group", attributes{{"id", token(groups[i].ID)}, {"name", groups[i].Name}}, func() {
			w.units(groups[i].Units)
			w.groups(groups[i].Groups)
		})
	}
}

func (w *writer) units(units []Unit) {
	for i := range units {
		if units[i].HasWords() {
			w.unit(&units[i])
		}
	}
}

func (w *writer) unit(unit *Unit) {
	pieces := cut(unit.Source, unit.Markdown)
	targets, aligned := align(unit, pieces)
	notes := unit.Notes
	if !aligned {
		notes = append([]Note{{Category: "translation", Text: strings.Join(unit.Target, "\n")}}, notes...)
	}
	state := attributes{{"state", string(Initial)}}
	if len(targets) > 0 {
		state = attributes{{"state", string(unit.State)}}
	}
	if unit.SubState != "" {
		state = append(state, [2]string{"subState", unit.SubState})
	}
	w.element("unit", attributes{{"id", unit.ID.String()}, {"name", unit.Name}, {"xml:space", "preserve"}}, func() {
		w.terms(w.finder.in(unit.Source))
		w.notes(notes)
		data := w.originalData(pieces)
		for _, piece := range pieces {
			if !piece.Words() {
				w.element("ignorable", attributes{{"id", piece.ID}}, func() {
					w.leaf("source", nil, func() { w.piece(&piece, data) })
				})
				continue
			}
			w.element("segment", append(attributes{{"id", piece.ID}}, state...), func() {
				w.leaf("source", nil, func() { w.runs(piece.Runs, data) })
				if target, ok := targets[piece.ID]; ok {
					w.leaf("target", nil, func() { w.runs(target, data) })
				}
			})
		}
	})
}

func (w *writer) terms(terms []Term) {
	if len(terms) == 0 {
		return
	}
	w.element("gls:glossary", nil, func() {
		for _, term := range terms {
			w.element("gls:glossEntry", nil, func() {
				w.leaf("gls:term", nil, w.words(term.Term))
				for _, translation := range term.Translations {
					w.leaf("gls:translation", nil, w.words(translation))
				}
				if term.Definition != "" {
					w.leaf("gls:definition", nil, w.words(term.Definition))
				}
			})
		}
	})
}

func (w *writer) notes(notes []Note) {
	if len(notes) == 0 {
		return
	}
	w.element("notes", nil, func() {
		for _, note := range notes {
			var category attributes
			if note.Category != "" {
				category = attributes{{"category", note.Category}}
			}
			w.leaf("note", category, w.words(note.Text))
		}
	})
}

// cut makes the pieces of the source of a unit.
func cut(source []string, markdown bool) []segment.Piece {
	if markdown {
		return segment.Markdown(strings.Join(source, ""))
	}
	var pieces []segment.Piece
	for i, text := range source {
		for _, piece := range segment.Plain(text) {
			piece.ID = fmt.Sprintf("s%d", i+1)
			pieces = append(pieces, piece)
		}
	}
	return pieces
}

// align gives each piece its translation. It says no where there is one that does
// not fit.
func align(unit *Unit, pieces []segment.Piece) (map[string][]segment.Run, bool) {
	switch {
	case len(unit.Target) == 0:
		return nil, true
	case unit.Markdown:
		targets, aligned := segment.Align(pieces, strings.Join(unit.Target, ""))
		if !aligned {
			return nil, false
		}
		return targets, true
	case len(unit.Target) != len(pieces):
		return nil, false
	}
	targets := map[string][]segment.Run{}
	for i, piece := range pieces {
		targets[piece.ID] = []segment.Run{{Text: unit.Target[i]}}
	}
	return targets, true
}

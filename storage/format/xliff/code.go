package xliff

import (
	"encoding/xml"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/cocreated/hub/storage/format/segment"
)

// codeTypes are how XLIFF names what codes do.
var codeTypes = map[segment.Kind][2]string{
	segment.Bold:          {"fmt", "xlf:b"},
	segment.Italic:        {"fmt", "xlf:i"},
	segment.Strikethrough: {"fmt", "hub:strikethrough"},
	segment.Break:         {"fmt", "xlf:lb"},
	segment.CodeSpan:      {"fmt", "hub:code"},
	segment.Link:          {"link", "hub:link"},
	segment.Address:       {"link", "hub:address"},
	segment.Footnote:      {"link", "hub:footnote"},
	segment.Image:         {"image", "hub:image"},
	segment.Checkbox:      {"ui", "hub:checkbox"},
	segment.HTML:          {"other", "hub:html"},
}

// originalData writes the markup of all pieces, each once, and tells by which ids.
func (w *writer) originalData(pieces []segment.Piece) map[string]string {
	ids, ordered := map[string]string{}, []string{}
	add := func(markup string) {
		if _, known := ids[markup]; !known && markup != "" {
			ids[markup] = fmt.Sprintf("d%d", len(ordered)+1)
			ordered = append(ordered, markup)
		}
	}
	for _, piece := range pieces {
		add(piece.Markup)
		for _, code := range segment.Codes(piece.Runs) {
			add(code.Open)
			add(code.Close)
		}
	}
	if len(ordered) > 0 {
		w.element("originalData", nil, func() {
			for _, markup := range ordered {
				w.leaf("data", attributes{{"id", ids[markup]}}, func() { w.characters(markup) })
			}
		})
	}
	return ids
}

// piece writes what is not translated: markup, or codes and signs without words.
func (w *writer) piece(piece *segment.Piece, data map[string]string) {
	if piece.Runs != nil {
		w.runs(piece.Runs, data)
		return
	}
	w.empty("ph", attributes{{"id", "c" + piece.ID}, {"dataRef", data[piece.Markup]}, {"canCopy", "no"}, {"canDelete", "no"}})
}

func (w *writer) runs(runs []segment.Run, data map[string]string) {
	for _, run := range runs {
		if run.Code == nil {
			w.characters(run.Text)
			continue
		}
		code, kind := run.Code, codeTypes[run.Code.Kind]
		attributes := attributes{{"id", code.ID}, {"type", kind[0]}, {"subType", kind[1]}, {"canCopy", "no"}}
		if !code.Optional {
			attributes = append(attributes, [2]string{"canDelete", "no"})
		}
		if code.Spans {
			w.open("pc", append(attributes, [2]string{"dataRefStart", data[code.Open]}, [2]string{"dataRefEnd", data[code.Close]}))
			w.runs(code.Inside, data)
			w.close("pc")
			continue
		}
		attributes = append(attributes, [2]string{"dataRef", data[code.Open]})
		if code.Kind == segment.Break {
			attributes = append(attributes, [2]string{"equiv", " "})
		} else {
			attributes = append(attributes, [2]string{"disp", code.Open})
		}
		w.empty("ph", attributes)
	}
}

func (w *writer) empty(name string, attributes attributes) {
	w.open(name, attributes)
	w.close(name)
}

// characters writes text, and as code points what XML cannot hold.
func (w *writer) characters(text string) {
	for text != "" {
		bad := strings.IndexFunc(text, func(r rune) bool { return !inXML(r) })
		if bad < 0 {
			bad = len(text)
		}
		if bad > 0 {
			w.token(xml.CharData(text[:bad]))
		}
		if text = text[bad:]; text != "" {
			r, size := utf8.DecodeRuneInString(text)
			w.empty("cp", attributes{{"hex", fmt.Sprintf("%04X", r)}})
			text = text[size:]
		}
	}
}

// inXML tells whether a character may stand in XML 1.0.
func inXML(r rune) bool {
	return r == '\t' || r == '\n' || r == '\r' || r >= ' ' && r != 0xFFFE && r != 0xFFFF
}

package xliff

import (
	"encoding/xml"
	"strconv"

	"github.com/cocreated/hub/storage/format/segment"
)

// content reads what is within a target: text and codes. A code that spans others
// may come as one element or, as some tools write it, as two with the text between.
func (r *reader) content() ([]segment.Run, error) {
	return r.inline(&openCodes{})
}

// openCodes are the codes that were opened by an element of their own, innermost
// last, each with the runs that come before it.
type openCodes struct {
	codes  []*segment.Code
	before [][]segment.Run
}

func (r *reader) inline(open *openCodes) ([]segment.Run, error) {
	var runs []segment.Run
	for {
		token, err := r.next()
		if err != nil {
			return nil, err
		}
		switch token := token.(type) {
		case xml.CharData:
			if err := r.piece(); err != nil {
				return nil, err
			}
			runs = append(runs, segment.Run{Text: string(token)})
		case xml.EndElement:
			if len(open.codes) > 0 {
				r.unit.fail(Built, "the code %q is opened and not closed", open.codes[len(open.codes)-1].ID)
			}
			return runs, nil
		case xml.StartElement:
			if runs, err = r.code(token, open, runs); err != nil {
				return nil, err
			}
		}
	}
}

// code reads one element among the text.
func (r *reader) code(element xml.StartElement, open *openCodes, runs []segment.Run) ([]segment.Run, error) {
	if err := r.piece(); err != nil {
		return nil, err
	}
	if element.Name.Space != core {
		return runs, r.skip()
	}
	id := attribute(element, "id")
	switch element.Name.Local {
	case "cp":
		return r.codePoint(element, runs)
	case "ph":
		return append(runs, segment.Run{Code: &segment.Code{ID: id}}), r.skip()
	case "pc":
		inside, err := r.inline(&openCodes{})
		return append(runs, segment.Run{Code: &segment.Code{ID: id, Spans: true, Inside: inside}}), err
	case "sc":
		open.codes = append(open.codes, &segment.Code{ID: id, Spans: true})
		open.before = append(open.before, runs)
		return nil, r.skip()
	case "ec":
		last := len(open.codes) - 1
		if last < 0 || open.codes[last].ID != attribute(element, "startRef") {
			r.unit.fail(Built, "a code is closed that was not the last to be opened: %q", attribute(element, "startRef"))
			return runs, r.skip()
		}
		code, before := open.codes[last], open.before[last]
		open.codes, open.before = open.codes[:last], open.before[:last]
		code.Inside = runs
		return append(before, segment.Run{Code: code}), r.skip()
	case "mrk":
		// A remark on words; the words count.
		inside, err := r.inline(&openCodes{})
		return append(runs, inside...), err
	case "sm", "em":
		return runs, r.skip()
	}
	r.unit.fail(Built, "the element %q does not belong in a target", element.Name.Local)
	return runs, r.skip()
}

func (r *reader) codePoint(element xml.StartElement, runs []segment.Run) ([]segment.Run, error) {
	value, err := strconv.ParseUint(attribute(element, "hex"), 16, 32)
	if err != nil || value == 0 || value > 0x10FFFF || value >= 0xD800 && value <= 0xDFFF {
		r.unit.fail(Built, "%q is no character that a text may hold", attribute(element, "hex"))
		return runs, r.skip()
	}
	return append(runs, segment.Run{Text: string(rune(value))}), r.skip()
}

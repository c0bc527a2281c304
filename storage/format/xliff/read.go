package xliff

import (
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"

	"golang.org/x/text/language"

	"github.com/cocreated/hub/storage/format/segment"
)

// What a file may hold at most. A body of 200,000 characters has some thousands of
// segments; tools nest elements a few deep.
const (
	MaxSize   = 16 << 20 // bytes of a file
	maxDepth  = 100      // elements within one another
	maxUnits  = 20_000
	maxPieces = 200_000 // segments, codes and texts between them in all units
)

// Return is a file that came back.
type Return struct {
	SourceLanguage, TargetLanguage string // BCP 47 tags, as written
	Units                          []*Returned
}

// Returned is a unit that came back, with what its translator has written.
type Returned struct {
	Written string // the id as it was written
	ID      UnitID
	// Problem is why the unit can not be used; the others can.
	Problem *Error

	segments map[string]*returnedSegment
}

type returnedSegment struct {
	target     []segment.Run
	translated bool
	state      State
}

// Read reads a file that came back. What is wrong with the file as a whole is an
// *Error, what is wrong with a unit is the unit's Problem, and both name the unit.
// Nothing is read from elsewhere, whatever the file refers to: document types are
// refused, and with them entities.
func Read(file string) (*Return, error) {
	if len(file) > MaxSize {
		return nil, broken("", Small, "a file has at most %d MiB", MaxSize>>20)
	}
	r := &reader{
		from: xml.NewDecoder(strings.NewReader(strings.TrimPrefix(file, "\uFEFF"))),
		back: &Return{}, byID: map[string]*Returned{},
	}
	// The file comes as text, so that whatever it was encoded in, it no longer is.
	r.from.CharsetReader = func(_ string, input io.Reader) (io.Reader, error) { return input, nil }
	if err := r.document(); err != nil {
		return nil, err
	}
	return r.back, nil
}

// reader reads by recursive descent: each method starts behind the start of its
// element and ends behind its end.
type reader struct {
	from   *xml.Decoder
	depth  int
	back   *Return
	byID   map[string]*Returned
	unit   *Returned // the one that is being read
	pieces int
}

func (r *reader) unitID() string {
	if r.unit == nil {
		return ""
	}
	return r.unit.Written
}

// next is the next token that says something, within the limits.
func (r *reader) next() (xml.Token, error) {
	for {
		token, err := r.from.Token()
		if err != nil {
			line, _ := r.from.InputPos()
			var syntax *xml.SyntaxError
			if errors.As(err, &syntax) {
				return nil, broken(r.unitID(), WellFormed, "this is no XML in UTF-8, from line %d: %s", syntax.Line, syntax.Msg)
			}
			if errors.Is(err, io.EOF) {
				return nil, broken(r.unitID(), WellFormed, "the file ends in the middle")
			}
			return nil, broken(r.unitID(), WellFormed, "this is no XML in UTF-8, from line %d: %s", line, err)
		}
		switch token.(type) {
		case xml.StartElement:
			if r.depth++; r.depth > maxDepth {
				return nil, broken(r.unitID(), Shallow, "elements stand at most %d deep in one another", maxDepth)
			}
			return token, nil
		case xml.EndElement:
			r.depth--
			return token, nil
		case xml.CharData:
			return token, nil
		case xml.Directive:
			return nil, broken(r.unitID(), WellFormed, "a document type is not allowed")
		}
	}
}

// each calls for each child element in the core namespace; others are modules and
// extensions, which are passed over.
func (r *reader) each(child func(xml.StartElement) error) error {
	for {
		token, err := r.next()
		if err != nil {
			return err
		}
		switch token := token.(type) {
		case xml.EndElement:
			return nil
		case xml.StartElement:
			if token.Name.Space == core {
				err = child(token)
			} else {
				err = r.skip()
			}
			if err != nil {
				return err
			}
		}
	}
}

// skip passes over the rest of an element.
func (r *reader) skip() error {
	for depth := r.depth; r.depth >= depth; {
		if _, err := r.next(); err != nil {
			return err
		}
	}
	return nil
}

func attribute(element xml.StartElement, name string) string {
	for _, attribute := range element.Attr {
		if attribute.Name.Space == "" && attribute.Name.Local == name {
			return attribute.Value
		}
	}
	return ""
}

func (r *reader) document() error {
	for {
		token, err := r.next()
		if err != nil {
			return err
		}
		root, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		if err := r.root(root); err != nil {
			return err
		}
		if err := r.each(r.container); err != nil {
			return err
		}
		return r.end()
	}
}

func (r *reader) root(root xml.StartElement) error {
	written := attribute(root, "version")
	if root.Name.Local != "xliff" {
		return broken("", IsXLIFF, "the file is no XLIFF: it begins with the element %q", root.Name.Local)
	}
	if root.Name.Space != core || written != "2.0" && written != version {
		return broken("", OfVersion, "XLIFF %q is not read, but 2.0 and %s", written, version)
	}
	for name, into := range map[string]*string{"srcLang": &r.back.SourceLanguage, "trgLang": &r.back.TargetLanguage} {
		*into = attribute(root, name)
		if _, err := language.Parse(*into); err != nil {
			return broken("", OfLanguages, "%s is %q, which is no language of BCP 47", name, *into)
		}
	}
	return nil
}

// end looks for what follows the document.
func (r *reader) end() error {
	for {
		token, err := r.from.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		text, isText := token.(xml.CharData)
		_, isComment := token.(xml.Comment)
		if err != nil || !isComment && (!isText || strings.TrimSpace(string(text)) != "") {
			return broken("", WellFormed, "something follows the end of the document")
		}
	}
}

// container reads a file or a group.
func (r *reader) container(element xml.StartElement) error {
	switch element.Name.Local {
	case "file", "group":
		return r.each(r.container)
	case "unit":
		return r.readUnit(element)
	}
	return r.skip()
}

func (r *reader) readUnit(element xml.StartElement) error {
	if len(r.back.Units) == maxUnits {
		return broken("", Small, "a file has at most %d units", maxUnits)
	}
	unit := &Returned{Written: attribute(element, "id"), segments: map[string]*returnedSegment{}}
	r.unit = unit
	defer func() { r.unit = nil }()
	r.back.Units = append(r.back.Units, unit)
	var known bool
	if unit.ID, known = ParseUnitID(unit.Written); !known {
		unit.fail(KnownID, "no unit with such an id was given out")
	}
	if twin := r.byID[unit.Written]; twin != nil {
		unit.fail(Unique, "there are two units with this id")
		twin.fail(Unique, "there are two units with this id")
	}
	r.byID[unit.Written] = unit
	return r.each(func(child xml.StartElement) error {
		if child.Name.Local == "segment" {
			return r.segment(child)
		}
		return r.skip()
	})
}

// fail notes what is wrong with the unit; what was wrong first stays.
func (u *Returned) fail(rule Rule, format string, args ...any) {
	if u.Problem == nil {
		u.Problem = broken(u.Written, rule, format, args...)
	}
}

func (r *reader) segment(element xml.StartElement) error {
	id, back := attribute(element, "id"), &returnedSegment{state: State(attribute(element, "state"))}
	if back.state == "" {
		back.state = Initial
	}
	if !slices.Contains(states, back.state) {
		r.unit.fail(Built, "the segment %q is in the unknown state %q", id, back.state)
	}
	if r.unit.segments[id] != nil {
		r.unit.fail(Unique, "there are two segments with the id %q", id)
	}
	r.unit.segments[id] = back
	if err := r.piece(); err != nil {
		return err
	}
	return r.each(func(child xml.StartElement) error {
		if child.Name.Local != "target" {
			return r.skip()
		}
		var err error
		back.target, err = r.content()
		back.translated = true
		return err
	})
}

// piece counts segments, codes and texts.
func (r *reader) piece() error {
	if r.pieces++; r.pieces > maxPieces {
		return broken(r.unitID(), Small, "a file has at most %d segments, codes and texts between them", maxPieces)
	}
	return nil
}

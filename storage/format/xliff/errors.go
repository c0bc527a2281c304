package xliff

import "fmt"

// Error is what is wrong with a file, or with one of its units, in a way that who
// sent it can mend.
type Error struct {
	Unit    string // the id of the unit as written; empty where it is about the file
	Rule    Rule
	Message string // a sentence for a person, without the unit
}

func (e *Error) Error() string {
	if e.Unit == "" {
		return e.Message
	}
	return "unit " + e.Unit + ": " + e.Message
}

// Rule is what an Error has broken.
type Rule string

// The rules. A file that breaks one of the first six is refused as a whole, a unit
// that breaks one of the others by itself.
const (
	WellFormed  Rule = "xml"      // it is XML in UTF-8, without a document type
	IsXLIFF     Rule = "xliff"    // it is XLIFF
	OfVersion   Rule = "version"  // it is XLIFF 2.0 or 2.1
	OfLanguages Rule = "language" // it names two languages by BCP 47
	Small       Rule = "size"     // neither it nor anything in it is too large
	Shallow     Rule = "depth"    // its elements do not stand too deep in one another

	KnownID   Rule = "id"         // the unit's id is one that was given out
	Unique    Rule = "duplicate"  // no other unit, or segment of the unit, has its id
	Built     Rule = "structure"  // it consists of what XLIFF says it does
	Segmented Rule = "segments"   // it has the segments that its source has
	Complete  Rule = "incomplete" // all its segments are translated, or none
	Coded     Rule = "codes"      // it has the codes that its source has
)

func broken(unit string, rule Rule, format string, args ...any) *Error {
	return &Error{Unit: unit, Rule: rule, Message: fmt.Sprintf(format, args...)}
}

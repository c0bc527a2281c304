// Package xliff writes texts for translators and reads what comes back, as XLIFF
// 2.1 (OASIS Standard, 13 February 2018) with its Glossary module. Markdown is cut
// into segments by package segment, its markup sealed in codes. It knows no kind of
// content and no database: whose texts they are is in ids that it does not read.
package xliff

// Document is what is written: texts of one language for translation into another.
type Document struct {
	// SourceLanguage and TargetLanguage are BCP 47 tags, such as en and sr-Latn.
	SourceLanguage, TargetLanguage string
	Files                          []File
	// Glossary is written to each unit as far as its terms occur there.
	Glossary []Term
}

// File is what a translator sees as one document.
type File struct {
	ID       string // unique in the document
	Original string // what people know it by
	Notes    []Note
	Units    []Unit
	Groups   []Group
}

// Group are units that belong together within a file.
type Group struct {
	ID     string // unique in the file
	Name   string
	Units  []Unit
	Groups []Group
}

// Unit is one text, or one list of texts.
type Unit struct {
	ID       UnitID // unique in the document
	Name     string
	Markdown bool     // there is then one text
	Source   []string // the texts in the language they are written in
	// Target are the texts in the language they are translated into; empty where
	// there are none yet. Where they are built differently from the source they
	// are shown to the translator in a note.
	Target   []string
	State    State
	SubState string // more about State, as `authority:value`; may be empty
	Notes    []Note
}

// Note is a remark for the translator.
type Note struct {
	Category string // may be empty
	Text     string
}

// Term is an entry of the glossary.
type Term struct {
	Term string
	// Also are other words for it, such as synonyms and abbreviations.
	Also         []string
	Translations []string
	Definition   string // may be empty
}

// State is how far the translation of a segment is.
type State string

// The states of XLIFF, in their order.
const (
	Initial    State = "initial"
	Translated State = "translated"
	Reviewed   State = "reviewed"
	Final      State = "final"
)

// states in their order, to compare them.
var states = []State{Initial, Translated, Reviewed, Final}

const (
	core     = "urn:oasis:names:tc:xliff:document:2.0" // of 2.0 and 2.1 alike
	glossary = "urn:oasis:names:tc:xliff:glossary:2.0"
	version  = "2.1"
)

package kind

import (
	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/edit"
)

// Term is a term.
type Term struct {
	bun.BaseModel `bun:"table:terms,alias:k" json:"-"`
	content.Entry
	TermFields
	TermText `bun:"-"`
}

// TermFields are the columns of the table terms.
type TermFields struct {
	Edition       Edition  `json:"edition" validate:"required,oneof=FIRST INTERMEDIATE"`
	Abbreviations []string `json:"abbreviations,omitempty" bun:",array" validate:"dive,required,max=50"`
}

// TermText is what one language says of a term.
type TermText struct {
	Title      string   `json:"title" validate:"required,max=500"`
	Definition *string  `json:"definition,omitempty" validate:"omitempty,max=5000"`
	Synonyms   []string `json:"synonyms,omitempty" validate:"dive,required,max=300"`
}

// Edition is an enum of the schema.
type Edition string

func termKind() *content.Kind {
	return content.KindOf[Term, TermFields, TermText](content.Kind{
		Name:     "term",
		Table:    "terms",
		Keywords: []string{"abbreviations"},
		Concept: &content.ConceptSource{
			Definition: "definition", Also: []string{"synonyms", "abbreviations"}, Broader: "broader", Related: "related", Edition: "edition",
		},
		Relations: content.Relations{
			"domain":     content.ToOne("domain"),
			"broader":    content.ToMany("term"),
			"related":    content.Symmetric("term"),
			"programmes": content.ToMany("programme"),
		},
		Filters: content.Filters{
			"title":         content.Title(),
			"edition":       content.Ordered("k.edition", "FIRST", "INTERMEDIATE").Cascading(),
			"abbreviations": content.ListColumn("k.abbreviations", "text"),
			"domain":        content.By("domain"),
			"programmes":    content.By("programmes"),
			"broader":       content.By("broader"),
		},
		Orders: content.Orders{
			"TITLE":   content.ByTitle(),
			"EDITION": {SQL: "array_position('{FIRST,INTERMEDIATE}'::text[], k.edition)", Type: "integer"},
		},
	})
}

// TermConnection is a page of dictionary terms.
type TermConnection = content.Connection[Term]

// TermEdge is a term in its place in a list.
type TermEdge = content.Edge[Term]

// TermPayload is what became of a write of a term.
type TermPayload = edit.Payload[Term]

// Term is the term itself, the same as its title.
func (t *Term) Term() string { return t.Title }

package kind

import (
	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/edit"
)

// Publication is a publication.
type Publication struct {
	bun.BaseModel `bun:"table:publications,alias:k" json:"-"`
	content.Entry
	PublicationFields
	PublicationText `bun:"-"`
}

// PublicationFields are the columns of the table publications.
type PublicationFields struct {
	Type           PublicationType  `json:"type" validate:"required,oneof=REPORT HANDBOOK GUIDE DICTIONARY LEAFLET"`
	Year           int              `json:"year" validate:"min=1900,max=2200"`
	YearCheck      *string          `json:"yearCheck,omitempty" validate:"omitempty,max=500"`
	Languages      []content.Locale `json:"languages,omitempty" bun:",array"`
	LanguagesCheck *string          `json:"languagesCheck,omitempty" validate:"omitempty,max=500"`
	ISBN           *string          `json:"isbn,omitempty" validate:"omitempty,isbn"`
	Pages          *int             `json:"pages,omitempty" validate:"omitempty,min=1"`
}

// PublicationText is what one language says of a publication.
type PublicationText struct {
	Title    string  `json:"title" validate:"required,max=500"`
	Abstract *string `json:"abstract,omitempty" validate:"omitempty,max=5000"`
}

// File is a file of a publication.
type File struct {
	content.Part
	FileFields
}

// FileFields are the fields of a file of a publication.
type FileFields struct {
	Language   content.Locale `json:"language" validate:"required"`
	Format     string         `json:"format" validate:"required,max=200"`
	Path       string         `json:"path" validate:"required,max=500"`
	Accessible bool           `json:"accessible,omitempty"`
}

// PublicationType is an enum of the schema.
type PublicationType string

func publicationKind() *content.Kind {
	return content.KindOf[Publication, PublicationFields, PublicationText](content.Kind{
		Name:     "publication",
		Table:    "publications",
		Keywords: []string{"isbn"},
		Relations: content.Relations{
			"output":        content.ToPart("project", "output"),
			"publishers":    content.ToMany("organisation"),
			"courses":       content.ToMany("course"),
			"questionnaire": content.ToOne("questionnaire"),
			"edition":       content.ToPart("dictionary", "edition"),
		},
		Card: &content.CardSource{Summary: "abstract"},
		Filters: content.Filters{
			"title":      content.Title(),
			"type":       content.Column("k.type", "text"),
			"year":       content.Column("k.year", "integer"),
			"languages":  content.ListColumn("k.languages", "text"),
			"publishers": content.By("publishers"),
			"courses":    content.By("courses"),
		},
		Orders: content.Orders{
			"TITLE": content.ByTitle(),
			"YEAR":  {SQL: "k.year", Type: "integer"},
		},
		Parts: []*content.PartKind{
			content.PartOf[File, FileFields, content.None](content.PartKind{
				Name: "file",
				Relations: content.Relations{
					"asset": content.ToOne("asset"),
				},
			}),
		},
	})
}

// PublicationConnection is a page of publications.
type PublicationConnection = content.Connection[Publication]

// PublicationEdge is a publication in its place in a list.
type PublicationEdge = content.Edge[Publication]

// PublicationPayload is what became of a write of a publication.
type PublicationPayload = edit.Payload[Publication]

package kind

import (
	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/edit"
)

// Page is a page.
type Page struct {
	bun.BaseModel `bun:"table:pages,alias:k" json:"-"`
	content.Entry
	PageFields
	PageText `bun:"-"`
}

// PageFields are the columns of the table pages.
type PageFields struct {
	Type PageType      `json:"type" validate:"required,oneof=PAGE NEWS"`
	Date *content.Date `json:"date,omitempty" validate:"omitempty"`
}

// PageText is what one language says of a page.
type PageText struct {
	Title   string  `json:"title" validate:"required,max=500"`
	Summary *string `json:"summary,omitempty" validate:"omitempty,max=5000"`
}

// PageType is an enum of the schema.
type PageType string

func pageKind() *content.Kind {
	return content.KindOf[Page, PageFields, PageText](content.Kind{
		Name:  "page",
		Table: "pages",
		Body:  true,
		Relations: content.Relations{
			"image": content.ToOne("asset"),
		},
		Filters: content.Filters{
			"title": content.Title(),
			"type":  content.Column("k.type", "text"),
			"date":  content.Column("k.date", "date"),
		},
		Orders: content.Orders{
			"TITLE": content.ByTitle(),
			"DATE":  {SQL: "k.date", Type: "date"},
		},
	})
}

// PageConnection is a page of pages.
type PageConnection = content.Connection[Page]

// PageEdge is a page in its place in a list.
type PageEdge = content.Edge[Page]

// PagePayload is what became of a write of a page.
type PagePayload = edit.Payload[Page]

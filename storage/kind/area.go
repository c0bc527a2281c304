package kind

import (
	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/edit"
)

// Area is an area.
type Area struct {
	bun.BaseModel `bun:"table:areas,alias:k" json:"-"`
	content.Entry
	AreaFields
	AreaText `bun:"-"`
}

// AreaFields are the columns of the table areas.
type AreaFields struct {
	Scheme AreaScheme `json:"scheme" validate:"required,oneof=TOOLKIT PROGRAMME"`
}

// AreaText is what one language says of an area.
type AreaText struct {
	Title string `json:"title" validate:"required,max=500"`
}

// AreaScheme is an enum of the schema.
type AreaScheme string

func areaKind() *content.Kind {
	return content.KindOf[Area, AreaFields, AreaText](content.Kind{
		Name:  "area",
		Table: "areas",
		Filters: content.Filters{
			"title":  content.Title(),
			"scheme": content.Column("k.scheme", "text"),
		},
		Orders: content.Orders{
			"TITLE": content.ByTitle(),
		},
	})
}

// AreaConnection is a page of areas.
type AreaConnection = content.Connection[Area]

// AreaEdge is an area in its place in a list.
type AreaEdge = content.Edge[Area]

// AreaPayload is what became of a write of an area.
type AreaPayload = edit.Payload[Area]

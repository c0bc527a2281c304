package contenttest

import (
	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/content"
)

// Garden is a kind of which there is one. It has no fields, and languages of its own.
type Garden struct {
	bun.BaseModel `bun:"table:gardens,alias:k" json:"-"`
	content.Entry
	GardenText `bun:"-"`
}

// GardenText is what one language says of a garden.
type GardenText struct {
	Title string `json:"title" validate:"required,max=500"`
}

// Bed is a part to which plants point. Its texts have bodies.
type Bed struct {
	content.Part
	BedText
}

// BedText is what one language says of a bed.
type BedText struct {
	Title *string `json:"title,omitempty" validate:"omitempty,max=300"`
}

func gardenKind() *content.Kind {
	return content.KindOf[Garden, content.None, GardenText](content.Kind{
		Name:      "garden",
		Table:     "gardens",
		Languages: GardenLanguages,
		Single:    true,
		Relations: content.Relations{
			"emblem": content.ToOne("plant").Required(),
		},
		Parts: []*content.PartKind{
			content.PartOf[Bed, content.None, BedText](content.PartKind{Name: "bed", Body: true}),
		},
	})
}

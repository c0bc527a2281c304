package kind

import (
	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/edit"
)

// Dictionary is a dictionary.
type Dictionary struct {
	bun.BaseModel `bun:"table:dictionaries,alias:k" json:"-"`
	content.Entry
	DictionaryText `bun:"-"`
}

// DictionaryText is what one language says of a dictionary.
type DictionaryText struct {
	Title string `json:"title" validate:"required,max=500"`
}

// DictionaryEdition is an edition of the dictionary. A later one includes the earlier.
type DictionaryEdition struct {
	content.Part
	DictionaryEditionFields
	DictionaryEditionText
}

// DictionaryEditionFields are the fields of an edition of the dictionary.
type DictionaryEditionFields struct {
	Number string `json:"number" validate:"required,max=20"`
}

// DictionaryEditionText is what one language says of an edition of the dictionary.
type DictionaryEditionText struct {
	Title *string `json:"title,omitempty" validate:"omitempty,max=300"`
}

func dictionaryKind() *content.Kind {
	return content.KindOf[Dictionary, content.None, DictionaryText](content.Kind{
		Name:   "dictionary",
		Single: true,
		Table:  "dictionaries",
		Parts: []*content.PartKind{
			content.PartOf[DictionaryEdition, DictionaryEditionFields, DictionaryEditionText](content.PartKind{
				Name: "edition",
				Relations: content.Relations{
					"includes": content.ToParts("dictionary", "edition"),
				},
			}),
		},
	})
}

// DictionaryPayload is what became of a write of a dictionary.
type DictionaryPayload = edit.Payload[Dictionary]

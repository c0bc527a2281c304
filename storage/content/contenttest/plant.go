package contenttest

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/fault"
)

// Plant is a kind with fields of all sorts, and parts in parts.
type Plant struct {
	bun.BaseModel `bun:"table:plants,alias:k" json:"-"`
	content.Entry
	PlantFields
	PlantText `bun:"-"`
	// Stage: whether it grows, by when it was sown and the clock.
	Stage string `bun:"stage,scanonly"`
	// Branches counts those that it has; null where it has none.
	Branches *int `bun:"branches,scanonly"`
}

// PlantFields are the columns of the table plants.
type PlantFields struct {
	Size Size `json:"size" validate:"required,oneof=SMALL MEDIUM LARGE GIANT"`
	// Rank follows from the size.
	Rank    int           `json:"rank"`
	Height  *float64      `json:"height,omitempty" validate:"omitempty,min=0"`
	Names   []string      `json:"names,omitempty" bun:",array" validate:"max=20,dive,required,max=50"`
	Label   *string       `json:"label,omitempty" validate:"omitempty,max=100"`
	SownAt  *time.Time    `json:"sownAt,omitempty"`
	Blooms  *content.Date `json:"blooms,omitempty"`
	Climate *Climate      `json:"climate,omitempty" bun:"climate,type:jsonb"`
}

// Size is an enum in the order of its values.
type Size string

// NoSize is one that the derivation refuses.
const NoSize Size = "GIANT"

// Climate is a field with fields.
type Climate struct {
	From int `json:"from" validate:"max=60"`
	To   int `json:"to" validate:"gtefield=From,max=60"`
}

// PlantText is what one language says of a plant.
type PlantText struct {
	Title       string   `json:"title" validate:"required,max=500"`
	Description *string  `json:"description,omitempty" validate:"omitempty,max=5000"`
	Synonyms    []string `json:"synonyms,omitempty" validate:"dive,required,max=300"`
	Care        *Care    `json:"care,omitempty"`
}

// Care is a field of a text with fields.
type Care struct {
	Water string `json:"water,omitempty" validate:"max=300"`
	Light string `json:"light,omitempty" validate:"max=300"`
}

// Branch is a part with parts.
type Branch struct {
	content.Part
	BranchFields
	BranchText
}

// BranchFields are the fields of a branch.
type BranchFields struct {
	Length float64 `json:"length,omitempty" validate:"min=0"`
}

// BranchText is what one language says of a branch.
type BranchText struct {
	Title *string `json:"title,omitempty" validate:"omitempty,max=300"`
}

// Leaf is a part of a part. Others may point to it.
type Leaf struct {
	content.Part
	LeafFields
	LeafText
}

// LeafFields are the fields of a leaf.
type LeafFields struct {
	Colour string `json:"colour" validate:"required,max=20"`
}

// LeafText is what one language says of a leaf.
type LeafText struct {
	Title *string `json:"title,omitempty" validate:"omitempty,max=300"`
}

// Song is a part without texts, which speaks one language.
type Song struct {
	content.Part
	SongFields
}

// SongFields are the fields of a song.
type SongFields struct {
	Language content.Locale `json:"language" validate:"required"`
	Words    string         `json:"words,omitempty" validate:"max=500"`
}

// What keeps plants from being published.
const (
	DescriptionMissing content.PublishProblemCode = "DESCRIPTION_MISSING"
	LabelMissing       content.PublishProblemCode = "LABEL_MISSING"
)

func plantKind() *content.Kind {
	return content.KindOf[Plant, PlantFields, PlantText](content.Kind{
		Name:     "plant",
		Table:    "plants",
		Body:     true,
		Keywords: []string{"names"},
		Concept:  &content.ConceptSource{Definition: "description", Also: []string{"synonyms", "names"}, Related: "companions"},
		Relations: content.Relations{
			"parents":    content.ToMany("plant"),
			"companions": content.Symmetric("plant"),
			"bed":        content.ToPart("garden", "bed"),
			"likes":      content.ToParts("plant", "leaf"),
			"seeAlso":    content.ToAny(),
			"emblem":     content.ToAnyOne(),
		},
		Computed: map[string]string{
			"stage":    `CASE WHEN k.sown_at > ?0 THEN 'PLANNED' ELSE 'GROWING' END`,
			"branches": `SELECT nullif(count(*), 0) FROM parts AS b WHERE b.entry_id = k.id AND b.kind = 'branch'`,
		},
		Moments: "SELECT sown_at FROM plants",
		Derived: content.Derive(deriveRank),
		Needs: []content.Need{
			content.NeedText("description", DescriptionMissing, "a large plant must be described", (*PlantFields).isLarge),
			content.NeedRow("fields.label", LabelMissing, `CASE WHEN k.height > 100 AND k.label IS NULL THEN 'a high plant needs a label' END`),
		},
		Filters: content.Filters{
			"title":      content.Title(),
			"size":       content.Ordered("k.size", "SMALL", "MEDIUM", "LARGE").Cascading(),
			"height":     content.Column("k.height", "double precision"),
			"names":      content.ListColumn("k.names", "text"),
			"label":      content.TextColumn("k.label"),
			"stage":      content.Computed("stage", "text"),
			"parents":    content.By("parents"),
			"companions": content.By("companions"),
		},
		Orders: content.Orders{
			"TITLE":    content.ByTitle(),
			"HEIGHT":   {SQL: "k.height", Type: "double precision"},
			"LABEL":    {SQL: "k.label", Type: "text"},
			"BRANCHES": content.ByComputed("branches", "bigint"),
		},
		Parts: []*content.PartKind{
			content.PartOf[Branch, BranchFields, BranchText](content.PartKind{
				Name:   "branch",
				Plural: "branches",
				Body:   true,
				Relations: content.Relations{
					"graftedFrom": content.ToOne("plant"),
				},
				Parts: []*content.PartKind{
					content.PartOf[Leaf, LeafFields, LeafText](content.PartKind{
						Name:      "leaf",
						Plural:    "leaves",
						Relations: content.Relations{"touches": content.ToParts("plant", "leaf")},
					}),
				},
			}),
			content.PartOf[Song, SongFields, content.None](content.PartKind{Name: "song", Language: "language"}),
		},
	})
}

func (f *PlantFields) isLarge() bool { return f.Size == "LARGE" }

// deriveRank sets ranks by sizes, as the database says.
func deriveRank(ctx context.Context, db bun.IDB, plants []*PlantFields) ([]*fault.Error, error) {
	problems := make([]*fault.Error, len(plants))
	for i, fields := range plants {
		err := db.NewRaw(`SELECT coalesce(array_position('{SMALL,MEDIUM,LARGE}'::text[], ?), 0)`, fields.Size).Scan(ctx, &fields.Rank)
		if err != nil {
			return nil, err
		}
		if fields.Size == NoSize {
			problems[i] = &fault.Error{Code: fault.BadInput, Field: "size", Rule: "size", Message: "no plant grows as large"}
		}
	}
	return problems, nil
}

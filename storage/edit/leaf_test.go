package edit

import (
	"testing"
	"time"

	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/content"
)

// Leaf is a kind for tests of the engine itself.
type Leaf struct {
	bun.BaseModel `bun:"table:leaves"`
	content.Entry
	LeafFields
	LeafText `bun:"-"`
}

type LeafFields struct {
	Colour string     `json:"colour" validate:"required,max=20"`
	Seen   *time.Time `json:"seen,omitempty"`
	Tags   []string   `json:"tags,omitempty"`
}

type LeafText struct {
	Title string `json:"title" validate:"required,max=50"`
}

type Vein struct {
	content.Part
	VeinFields
}

type VeinFields struct {
	Length float64 `json:"length"`
}

func testKinds(tb testing.TB) *content.Kinds {
	tb.Helper()
	kinds, err := content.NewKinds(content.KindOf[Leaf, LeafFields, LeafText](content.Kind{
		Name: "leaf", Table: "leaves", Body: true,
		Relations: content.Relations{"beside": content.ToMany("leaf"), "vein": content.ToPart("leaf", "vein"), "any": content.ToAny()},
		Parts:     []*content.PartKind{content.PartOf[Vein, VeinFields, content.None](content.PartKind{Name: "vein"})},
	}))
	if err != nil {
		tb.Fatal(err)
	}
	return kinds
}

var fuzzLanguages = content.Languages{content.ContentLanguages: {"en", "fr", "bg"}}

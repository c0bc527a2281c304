package content_test

import (
	"fmt"

	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/content"
)

// Song is an entry, with columns of its own and with what each language says of it.
type Song struct {
	bun.BaseModel `bun:"table:songs,alias:k"`
	content.Entry
	SongFields
	SongText `bun:"-"`
}

// SongFields are the columns of the table songs.
type SongFields struct {
	Key string `json:"key" validate:"required,oneof=MAJOR MINOR"`
}

// SongText is what one language says of a song.
type SongText struct {
	Title string `json:"title" validate:"required,max=500"`
}

// Verse is a part of a song.
type Verse struct {
	content.Part
	VerseText
}

// VerseText is what one language says of a verse.
type VerseText struct {
	Words *string `json:"words,omitempty"`
}

// A kind is Go structs and a description; wrong wiring is refused with a reason.
func ExampleNewKinds() {
	song := func(answers string) *content.Kind {
		return content.KindOf[Song, SongFields, SongText](content.Kind{
			Name:      "song",
			Table:     "songs",
			Relations: content.Relations{"answers": content.ToMany(answers)},
			Filters:   content.Filters{"title": content.Title(), "key": content.Column("k.key", "text")},
			Orders:    content.Orders{"TITLE": content.ByTitle()},
			Parts: []*content.PartKind{
				content.PartOf[Verse, content.None, VerseText](content.PartKind{Name: "verse"}),
			},
		})
	}
	kinds, err := content.NewKinds(song("song"))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, kind := range kinds.All() {
		fmt.Println(kind.Name, kind.FieldNames(), kind.TextFieldNames(), kind.Relations.Names(), kind.Parts[0].InputName())
	}
	_, err = content.NewKinds(song("poem"))
	fmt.Println(err)
	// Output:
	// song [key] [title] [answers] verses
	// kind "song": the relation "answers" points to the unknown kind "poem"
}

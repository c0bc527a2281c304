package content_test

import (
	"strings"
	"testing"

	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/content"
)

// Shelf is a kind for tests of descriptions.
type Shelf struct {
	bun.BaseModel `bun:"table:shelves"`
	content.Entry
	ShelfFields
	ShelfText `bun:"-"`
}

type ShelfFields struct {
	Height int `json:"height"`
}

type ShelfText struct {
	Title string `json:"title"`
}

type Book struct{ content.Part }

func shelves(relations content.Relations, parts ...content.PartKind) *content.Kind {
	kind := content.Kind{Name: "shelf", Table: "shelves", Relations: relations}
	for _, part := range parts {
		kind.Parts = append(kind.Parts, content.PartOf[Book, content.None, content.None](part))
	}
	return content.KindOf[Shelf, ShelfFields, ShelfText](kind)
}

// changed is a kind in which something is said otherwise.
func changed(change func(*content.Kind)) *content.Kind {
	kind := shelves(nil)
	change(kind)
	return kind
}

// TestWrongWiring describes kinds that cannot be: each is refused at start, with a
// sentence that names what is wrong.
func TestWrongWiring(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		kinds []*content.Kind
		want  string
	}{
		"OK":                       {[]*content.Kind{shelves(content.Relations{"beside": content.ToOne("shelf")}, content.PartKind{Name: "book"})}, ""},
		"Twice":                    {[]*content.Kind{shelves(nil), shelves(nil)}, "twice"},
		"UnknownTarget":            {[]*content.Kind{shelves(content.Relations{"beside": content.ToOne("cupboard")})}, `unknown kind "cupboard"`},
		"NoPartOfTheTarget":        {[]*content.Kind{shelves(content.Relations{"beside": content.ToPart("shelf", "book")})}, "no part of"},
		"PartNamedAsTheKind":       {[]*content.Kind{shelves(nil, content.PartKind{Name: "shelf"})}, "is taken"},
		"RelationNamedAsAColumn":   {[]*content.Kind{shelves(content.Relations{"height": content.ToOne("shelf")})}, `"height" stands for two things`},
		"RelationNamedAsTheHeader": {[]*content.Kind{shelves(content.Relations{"note": content.ToOne("shelf")})}, `"note" stands for two things`},
		"PartsNamedAsARelation": {
			[]*content.Kind{shelves(content.Relations{"books": content.ToMany("shelf")}, content.PartKind{Name: "book"})}, `"books" stands for two things`,
		},
		"FilterByNoRelation": {[]*content.Kind{changed(func(kind *content.Kind) { kind.Filters = content.Filters{"beside": content.By("beside")} })}, `unknown relation "beside"`},
		"NoMoments":          {[]*content.Kind{changed(func(kind *content.Kind) { kind.Computed = map[string]string{"full": "k.sown_at > ?0"} })}, `"full" depends on the time, and it names no moments`},
		"FilterByNoColumn":   {[]*content.Kind{changed(func(kind *content.Kind) { kind.Filters = content.Filters{"full": content.Computed("full", "boolean")} })}, `unknown computed column "full"`},
		"NeedOfNoText": {
			[]*content.Kind{changed(func(kind *content.Kind) {
				kind.Needs = []content.Need{content.NeedText("altText", "X", "", func(*ShelfFields) bool { return true })}
			})}, `"altText", which is none of its texts`,
		},
		"LanguageOfAPart":       {[]*content.Kind{shelves(nil, content.PartKind{Name: "book", Language: "language"})}, `its language "language" is none of its fields`},
		"NameInCapitals":        {[]*content.Kind{changed(func(kind *content.Kind) { kind.Name = "Shelf" })}, "lower camel case"},
		"PartsNamedAsTheHeader": {[]*content.Kind{shelves(nil, content.PartKind{Name: "book", Plural: "texts"})}, `"texts" stands for two things`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := content.NewKinds(c.kinds...)
			switch {
			case c.want == "" && err != nil:
				t.Error(err)
			case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
				t.Errorf("got %v, want it to say %q", err, c.want)
			}
		})
	}
}

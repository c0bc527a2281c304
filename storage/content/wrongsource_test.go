package content_test

import (
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/content"
)

// Stall is a kind for tests of what kinds show.
type Stall struct {
	bun.BaseModel `bun:"table:stalls"`
	content.Entry
	StallFields
	StallText `bun:"-"`
}

type StallFields struct {
	OpensAt time.Time     `json:"opensAt"`
	On      *content.Date `json:"on"`
	Zone    string        `json:"zone"`
	Seats   *Seats        `json:"seats"`
}

type Seats struct {
	Number int `json:"number"`
}

type StallText struct {
	Title string  `json:"title"`
	About *string `json:"about"`
}

// TestWrongSources describes kinds that show what they do not have: each is refused at start,
// with a sentence that names what is wrong and what there is.
func TestWrongSources(t *testing.T) {
	t.Parallel()
	occasion := func(source content.OccasionSource) content.Kind {
		return content.Kind{Occasions: []content.OccasionSource{source}}
	}
	places := func(source content.PlacesSource) content.Kind {
		return content.Kind{Places: []content.PlacesSource{source}}
	}
	for name, c := range map[string]struct {
		kind content.Kind
		want string
	}{
		"Moments":          {occasion(content.OccasionSource{Starts: "opensAt", Zone: "zone", Minutes: "seats.number"}), ""},
		"Days":             {occasion(content.OccasionSource{Part: "book", Starts: "on", Ends: "on"}), ""},
		"NoBeginning":      {occasion(content.OccasionSource{}), "occasion names no field with its beginning"},
		"UnknownField":     {occasion(content.OccasionSource{Starts: "opens"}), `"opens", which is none of the fields opensAt, on, zone, seats, title, about`},
		"UnknownPart":      {occasion(content.OccasionSource{Part: "box", Starts: "on"}), `the part "box"`},
		"NoTime":           {occasion(content.OccasionSource{Starts: "zone"}), `"zone", which is a string and not a day or a moment`},
		"NoZone":           {occasion(content.OccasionSource{Starts: "opensAt"}), "no time zone"},
		"DayAfterMoment":   {occasion(content.OccasionSource{Starts: "opensAt", Ends: "on", Zone: "zone"}), "not a moment"},
		"MomentAfterDay":   {occasion(content.OccasionSource{Starts: "on", Ends: "opensAt"}), "not a day"},
		"MinutesOfDays":    {occasion(content.OccasionSource{Starts: "on", Minutes: "seats.number"}), "whole days"},
		"NoVenue":          {occasion(content.OccasionSource{Starts: "on", Place: "seats"}), "not a place"},
		"NoYesOrNo":        {occasion(content.OccasionSource{Starts: "on", Cancelled: "zone"}), "not yes or no"},
		"Places":           {places(content.PlacesSource{Capacity: "seats.number", Closes: "on", Zone: "zone"}), ""},
		"NoCapacity":       {places(content.PlacesSource{}), "registration names no field with its capacity"},
		"UnknownInside":    {places(content.PlacesSource{Capacity: "seats.count"}), `"seats.count", which is none`},
		"InsideOfAText":    {places(content.PlacesSource{Capacity: "zone.number"}), `"zone.number", which is none`},
		"DaysWithoutZone":  {places(content.PlacesSource{Capacity: "seats.number", Opens: "on"}), "no time zone"},
		"Card":             {content.Kind{Card: &content.CardSource{Summary: "about", Link: "zone"}}, ""},
		"SummaryOfAField":  {content.Kind{Card: &content.CardSource{Summary: "zone"}}, `"zone", which is none of the texts title, about`},
		"UnknownImage":     {content.Kind{Card: &content.CardSource{Image: "beside"}}, `"beside", which is none of the relations`},
		"ManyImages":       {content.Kind{Relations: content.Relations{"images": content.ToMany("stall")}, Card: &content.CardSource{Image: "images"}}, "does not point to one entry"},
		"Concept":          {content.Kind{Concept: &content.ConceptSource{Definition: "about", Also: []string{"zone"}}}, ""},
		"NoDefinition":     {content.Kind{Concept: &content.ConceptSource{}}, "no field with its definition"},
		"DefinitionField":  {content.Kind{Concept: &content.ConceptSource{Definition: "zone"}}, "none of the texts"},
		"AlsoANumber":      {content.Kind{Concept: &content.ConceptSource{Definition: "about", Also: []string{"seats.number"}}}, "not a text or a list of them"},
		"BroaderToOne":     {content.Kind{Relations: content.Relations{"above": content.ToOne("stall")}, Concept: &content.ConceptSource{Definition: "about", Broader: "above"}}, "entries of its own kind"},
		"BroaderUndefined": {content.Kind{Concept: &content.ConceptSource{Definition: "about", Broader: "above"}}, "none of the relations"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.kind.Name, c.kind.Table = "stall", "stalls"
			c.kind.Parts = []*content.PartKind{content.PartOf[Book, content.None, content.None](content.PartKind{Name: "book"})}
			_, err := content.NewKinds(content.KindOf[Stall, StallFields, StallText](c.kind))
			switch {
			case c.want == "" && err != nil:
				t.Error(err)
			case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
				t.Errorf("got %v, want it to say %q", err, c.want)
			}
		})
	}
}

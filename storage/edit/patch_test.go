package edit

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/cocreated/hub/storage/canonical"
	"github.com/cocreated/hub/storage/content"
)

// says is the fact that a member of an input for an entry is about; none for what is no
// single fact.
func says(locale content.Locale, name string) fact {
	switch {
	case locale != "":
		return fact{group: inTexts, locale: locale, name: name}
	case slices.Contains(content.HeaderNames(), name):
		return fact{name: name}
	default:
		return fact{group: inFields, name: name}
	}
}

// TestMerge merges inputs: what they say is so afterwards, null clears, and what they
// leave out is as it was.
func TestMerge(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		from := mustFacts(drawRecord(t))
		input := drawInput(t, from, func(name string) bool { return name != "branches" })
		to := merged(t, from, input)
		said := map[fact]any{}
		for name, value := range input {
			if name != "texts" {
				said[says("", name)] = value
			}
		}
		texts, _ := input["texts"].([]jsonObject)
		for _, text := range texts {
			locale := text["locale"].(content.Locale)
			said[says(locale, "")] = true
			for name, value := range text {
				if name != "locale" {
					said[says(locale, name)] = value
				}
			}
		}
		for at, value := range said {
			want, err := canonical.Encode(value)
			if err != nil {
				t.Fatal(err)
			}
			if value == nil || value == false {
				want = nil
			}
			if diff := cmp.Diff(string(want), string(to[at])); diff != "" {
				t.Errorf("%s is another than was said: %s", at, diff)
			}
		}
		for _, d := range differences(from, to) {
			if _, named := said[d.fact]; !named {
				t.Errorf("%s changed, of which nothing was said", d.fact)
			}
		}
		if twice := merged(t, to, input); !twice.equal(to) {
			t.Errorf("said again it changes: %v", differences(to, twice))
		}
	})
}

// TestMergeOfTwo merges two inputs that say nothing of the same fields: whichever comes
// first, the entry says the same.
func TestMergeOfTwo(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		from := mustFacts(drawRecord(t))
		sides := map[string]bool{}
		side := func(name string) bool {
			if _, drawn := sides[name]; !drawn {
				sides[name] = rapid.Bool().Draw(t, "who says "+name)
			}
			return sides[name]
		}
		// New branches have new ids each time, so that only one may make them, and last.
		one := drawInput(t, from, func(name string) bool { return name != "branches" && side(name) })
		two := drawInput(t, from, func(name string) bool { return name != "branches" && !side(name) })
		oneFirst, twoFirst := merged(t, merged(t, from, one), two), merged(t, merged(t, from, two), one)
		if !oneFirst.equal(twoFirst) {
			t.Errorf("it matters who comes first: %v", differences(oneFirst, twoFirst))
		}
	})
}

// TestMergeOfParts adds, moves and removes branches: each stands once where it belongs,
// and the others keep their order.
func TestMergeOfParts(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		from := mustFacts(drawRecord(t))
		input := drawInput(t, from, func(name string) bool { return name == "branches" })
		to := merged(t, from, input)
		if err := to.misplaced(); err != nil {
			t.Fatal(err)
		}
		touched, added := map[uuid.UUID]bool{}, 0
		items, _ := input["branches"].([]jsonObject)
		for _, item := range items {
			given, there := item["id"].(string)
			if !there {
				added++
				continue
			}
			_, id, err := content.DecodeID("id", given)
			if err != nil {
				t.Fatal(err)
			}
			_, moved := item["position"]
			touched[id] = item["remove"] == true || moved
			if removed := to.kind(id) == ""; removed != (item["remove"] == true) {
				t.Errorf("%v: removed is %v", item, removed)
			}
		}
		left := func(all []uuid.UUID) (others []uuid.UUID) {
			for _, id := range all {
				if !touched[id] && from.kind(id) != "" {
					others = append(others, id)
				}
			}
			return others
		}
		was, now := from.order(uuid.Nil, "branch"), to.order(uuid.Nil, "branch")
		if diff := cmp.Diff(left(was), left(now)); diff != "" {
			t.Errorf("branches that nobody touched have changed places: %s", diff)
		}
		fresh := 0
		slugs := map[string]bool{}
		for _, id := range now {
			if from.kind(id) == "" {
				fresh++
			}
			slug := to.text(fact{part: id, name: "slug"})
			if slug == "" || slugs[slug] {
				t.Errorf("there are two branches %q", slug)
			}
			slugs[slug] = true
		}
		if fresh != added {
			t.Errorf("%d branches are new, want %d", fresh, added)
		}
		// A leaf can be pointed to by its slug and that of the plant alone.
		leaves := map[string]bool{}
		for _, id := range to.partsOfKind(plantKind.Parts, uuid.Nil, "leaf") {
			slug := to.text(fact{part: id, name: "slug"})
			if leaves[slug] {
				t.Errorf("there are two leaves %q", slug)
			}
			leaves[slug] = true
		}
	})
}

// TestMergeRefuses names where in the input something cannot be.
func TestMergeRefuses(t *testing.T) {
	t.Parallel()
	record := &Record{Kind: "plant", Slug: "oak", SourceLocale: "en", Parts: []*PartRecord{
		{Kind: "branch", ID: pointer(content.NewID()), Slug: "low"}, {Kind: "branch", ID: pointer(content.NewID()), Slug: "high"},
	}}
	low := content.EncodeID("branch", *record.Parts[0].ID)
	for name, test := range map[string]struct {
		input jsonObject
		want  string
	}{
		"NoSlug":        {jsonObject{"slug": nil}, "slug required"},
		"NoSlugOfPart":  {jsonObject{"branches": []jsonObject{{"id": low, "slug": nil}}}, "branches[0].slug required"},
		"NoID":          {jsonObject{"branches": []jsonObject{{"id": "x"}}}, "branches[0].id id"},
		"OtherPart":     {jsonObject{"branches": []jsonObject{{"id": content.EncodeID("branch", uuid.Max)}}}, "branches[0].id notFound"},
		"OtherKind":     {jsonObject{"branches": []jsonObject{{"id": content.EncodeID("leaf", *record.Parts[0].ID)}}}, "branches[0].id notFound"},
		"Twice":         {jsonObject{"branches": []jsonObject{{"id": low}, {"id": low}}}, "branches[1].id unique"},
		"RemoveWhich":   {jsonObject{"branches": []jsonObject{{"remove": true}}}, "branches[0].id required"},
		"Position":      {jsonObject{"branches": []jsonObject{{"id": low, "position": -1}}}, "branches[0].position min"},
		"LanguageTwice": {jsonObject{"texts": []jsonObject{{"locale": "it"}, {"locale": "it"}}}, "texts[1].locale unique"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			patch := newPatch(gardenKinds, mustFacts(record))
			patch.entry(plantKind, test.input)
			var got []string
			for _, problem := range patch.problems {
				got = append(got, problem.Field+" "+problem.Rule)
			}
			if strings.Join(got, ", ") != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

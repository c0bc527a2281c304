package contenttest

import (
	"fmt"
	"strings"

	"pgregory.net/rapid"

	"github.com/cocreated/hub/storage/content"
)

// object is a JSON object.
type object = map[string]any

// DrawPlant draws a record of a plant, as an import reads it: any that passes the checks.
// It points to plants and leaves among targets only, which are slugs of plants, and
// `plant-slug/leaf-slug`. Its parts have no ids.
func DrawPlant(t *rapid.T, slug string, targets ...string) map[string]any {
	var plants, leaves []string
	for _, target := range targets {
		if strings.Contains(target, "/") {
			leaves = append(leaves, target)
		} else {
			plants = append(plants, target)
		}
	}
	record := object{
		"kind": "plant", "slug": slug, "sourceLocale": "en", "fields": drawFields(t),
		"texts": drawTexts(t, "en", func() object { return drawText(t, true) }),
	}
	maybe(t, record, "licence", func() any { return words(t, "licence") })
	maybe(t, record, "illustrative", func() any { return true })
	refs := object{}
	several(t, refs, "parents", plants)
	several(t, refs, "likes", leaves)
	if len(plants) > 0 {
		maybe(t, refs, "emblem", func() any { return "plant:" + rapid.SampledFrom(plants).Draw(t, "emblem") })
	}
	if len(refs) > 0 {
		record["refs"] = refs
	}
	if parts := drawParts(t, plants); len(parts) > 0 {
		record["parts"] = parts
	}
	return record
}

func drawFields(t *rapid.T) object {
	size := rapid.IntRange(1, 3).Draw(t, "size")
	fields := object{"size": []string{"SMALL", "MEDIUM", "LARGE"}[size-1], "rank": size}
	maybe(t, fields, "height", func() any { return float64(rapid.IntRange(0, 4000).Draw(t, "height")) / 8 })
	maybe(t, fields, "label", func() any { return words(t, "label") })
	maybe(t, fields, "sownAt", func() any { return fmt.Sprintf("2026-11-%02dT10:00:00.25Z", rapid.IntRange(1, 30).Draw(t, "day")) })
	maybe(t, fields, "blooms", func() any { return fmt.Sprintf("2027-05-%02d", rapid.IntRange(1, 31).Draw(t, "day")) })
	maybe(t, fields, "climate", func() any { return object{"from": -5, "to": rapid.IntRange(-5, 60).Draw(t, "to")} })
	if names := rapid.SliceOfNDistinct(word(), 0, 3, rapid.ID[string]).Draw(t, "names"); len(names) > 0 {
		fields["names"] = names
	}
	return fields
}

// drawTexts draws what languages say; the one that is needed is among them.
func drawTexts(t *rapid.T, needed content.Locale, draw func() object) object {
	texts := object{}
	for _, locale := range Languages()[content.ContentLanguages] {
		if locale == needed || rapid.Bool().Draw(t, "written in "+string(locale)) {
			texts[string(locale)] = draw()
		}
	}
	return texts
}

func drawText(t *rapid.T, whole bool) object {
	text := object{"title": words(t, "title")}
	maybe(t, text, "body", func() any { return "# " + words(t, "heading") + "\n\n" + words(t, "body") })
	if !whole {
		return text
	}
	maybe(t, text, "description", func() any { return words(t, "description") })
	maybe(t, text, "care", func() any { return object{"water": words(t, "water"), "light": "<b>&amp;\u2028" + words(t, "light")} })
	if synonyms := rapid.SliceOfN(word(), 0, 3).Draw(t, "synonyms"); len(synonyms) > 0 {
		text["synonyms"] = synonyms
	}
	return text
}

func drawParts(t *rapid.T, plants []string) []any {
	var parts []any
	for i := range rapid.IntRange(0, 3).Draw(t, "branches") {
		branch := object{"kind": "branch", "slug": fmt.Sprint("branch-", i)}
		maybe(t, branch, "fields", func() any { return object{"length": float64(rapid.IntRange(1, 99).Draw(t, "length"))} })
		maybe(t, branch, "texts", func() any { return drawTexts(t, "en", func() object { return drawText(t, false) }) })
		if len(plants) > 0 {
			maybe(t, branch, "refs", func() any { return object{"graftedFrom": rapid.SampledFrom(plants).Draw(t, "grafted from")} })
		}
		var leaves []any
		for j := range rapid.IntRange(0, 3).Draw(t, "leaves") {
			// A reference names a leaf by its slug alone, whatever the branch.
			leaf := object{"kind": "leaf", "slug": fmt.Sprintf("leaf-%d-%d", i, j), "fields": object{"colour": rapid.SampledFrom([]string{"green", "red"}).Draw(t, "colour")}}
			maybe(t, leaf, "texts", func() any {
				return drawTexts(t, "it", func() object { return object{"title": words(t, "title")} })
			})
			leaves = append(leaves, leaf)
		}
		if leaves != nil {
			branch["parts"] = leaves
		}
		parts = append(parts, branch)
	}
	if rapid.Bool().Draw(t, "it has a song") {
		parts = append(parts, object{"kind": "song", "slug": "song", "fields": object{"language": "it", "words": words(t, "song")}})
	}
	return parts
}

// maybe sets a member, or leaves it out.
func maybe(t *rapid.T, of object, name string, draw func() any) {
	if rapid.Bool().Draw(t, "it has "+name) {
		of[name] = draw()
	}
}

// several sets a relation to some of the targets, in any order.
func several(t *rapid.T, refs object, name string, targets []string) {
	if len(targets) == 0 {
		return
	}
	chosen := rapid.Permutation(targets).Draw(t, name)[:rapid.IntRange(0, len(targets)).Draw(t, "how many "+name)]
	if len(chosen) > 0 {
		refs[name] = chosen
	}
}

// word draws a word, or two that JSON can write in several ways.
func word() *rapid.Generator[string] {
	return rapid.SampledFrom([]string{"oak", "élan", "quote\"d", "back\\slash", "<tag>", "a & b", "дъб", "line\u2028end", "👪"})
}

func words(t *rapid.T, label string) string {
	return strings.Join(rapid.SliceOfN(word(), 1, 4).Draw(t, label), " ")
}

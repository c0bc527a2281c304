package edit

import (
	"encoding/json"
	"maps"
	"slices"

	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/fault"
)

// slugIn is the slug that a record has in a language: its own, or the record's.
func slugIn(record *Record, locale content.Locale) string {
	var text struct {
		Slug *string `json:"slug"`
	}
	if json.Unmarshal(record.Texts[locale], &text) == nil && text.Slug != nil {
		return *text.Slug
	}
	return record.Slug
}

// KeptSlugs are the addresses under which an entry was known and no longer is:
// those that were kept before, those that now records, and those given up by it.
func KeptSlugs(was, now *Record) map[content.Locale][]string {
	kept := map[content.Locale][]string{}
	keep := func(locale content.Locale, slug string) {
		if _, still := now.Texts[locale]; still && slugIn(now, locale) == slug {
			return
		}
		if !slices.Contains(kept[locale], slug) {
			kept[locale] = append(kept[locale], slug)
		}
	}
	for _, record := range []*Record{was, now} {
		for locale, slugs := range record.OldSlugs {
			for _, slug := range slugs {
				keep(locale, slug)
			}
		}
	}
	for locale := range was.Texts {
		keep(locale, slugIn(was, locale))
	}
	for _, slugs := range kept {
		slices.Sort(slugs)
	}
	if len(kept) == 0 {
		return nil
	}
	return kept
}

// SlugPath is where a record says its slug in a language, or in none.
func SlugPath(locale content.Locale) string {
	if locale == "" {
		return "slug"
	}
	return fault.Path("texts", string(locale), "slug")
}

// SlugRows lists the slug of each text.
func (record *CanonicalRecord) SlugRows() []SlugRow {
	var all []SlugRow
	for _, locale := range slices.Sorted(maps.Keys(record.Texts)) {
		all = append(all, SlugRow{EntryID: *record.ID, Kind: record.Kind, Locale: locale, Slug: slugIn(record.Record, locale)})
	}
	return all
}

// HasOneSlug tells whether all texts have the slug of the record.
func (record *CanonicalRecord) HasOneSlug() bool {
	for locale := range record.Texts {
		if slugIn(record.Record, locale) != record.Slug {
			return false
		}
	}
	return true
}

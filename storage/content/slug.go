package content

import (
	"encoding/json"
	"slices"
)

// slugIn is the slug that a record has in a language: its own, or the record's.
func slugIn(record *Record, locale Locale) string {
	var text struct {
		Slug *string `json:"slug"`
	}
	if json.Unmarshal(record.Texts[locale], &text) == nil && text.Slug != nil {
		return *text.Slug
	}
	return record.Slug
}

// keptSlugs are the addresses under which an entry was known and no longer is:
// those that were kept before, those that now records, and those given up by it.
func keptSlugs(was, now *Record) map[Locale][]string {
	kept := map[Locale][]string{}
	keep := func(locale Locale, slug string) {
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

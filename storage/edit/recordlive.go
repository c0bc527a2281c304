package edit

import (
	"maps"
	"slices"

	"github.com/cocreated/hub/storage/content"
)

// AddLive notes what is live of an entry: its languages, and the whole of it
// where that is not what the draft says in these languages.
func (r *Record) AddLive(live *Record) {
	if live == nil {
		return
	}
	r.Published = slices.Sorted(maps.Keys(live.Texts))
	if !live.Same(r.in(r.Published)) || live.Version != r.Version {
		r.Live = live
	}
}

// IsLive tells whether what is live, if anything, is what the record says; where it says no version, any is.
func (r *Record) IsLive(live *Record) bool {
	return live != nil && (r.Version == 0 || r.Version == live.Version) && r.Same(live)
}

// in is the record with its texts of some languages only.
func (r *Record) in(locales []content.Locale) *Record {
	narrowed := *r
	narrowed.Texts = textsIn(r.Texts, locales)
	narrowed.Parts = partsIn(r.Parts, locales)
	return &narrowed
}

func partsIn(parts []*PartRecord, locales []content.Locale) []*PartRecord {
	narrowed := make([]*PartRecord, len(parts))
	for i, part := range parts {
		copied := *part
		copied.Texts, copied.Parts = textsIn(part.Texts, locales), partsIn(part.Parts, locales)
		narrowed[i] = &copied
	}
	return narrowed
}

func textsIn[V any](texts map[content.Locale]V, locales []content.Locale) map[content.Locale]V {
	narrowed := map[content.Locale]V{}
	for locale, text := range texts {
		if slices.Contains(locales, locale) {
			narrowed[locale] = text
		}
	}
	return narrowed
}

package graph

import (
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"github.com/cocreated/hub/graph/model"
	"github.com/cocreated/hub/storage/content"
)

// rightToLeft are the scripts written from right to left (ISO 15924).
var rightToLeft = map[string]bool{"Arab": true, "Hebr": true, "Syrc": true, "Thaa": true}

// ownNames are the names that speakers of a language give it where the tables of
// the Unicode CLDR that Go has are behind: there it is still Serbo-Croatian.
var ownNames = map[content.Locale]string{"sr-Latn": "srpski"}

func languages(locales []content.Locale) []*model.Language {
	all := make([]*model.Language, len(locales))
	for i, locale := range locales {
		tag := language.Make(string(locale))
		direction := model.TextDirectionLtr
		if script, _ := tag.Script(); rightToLeft[script.String()] {
			direction = model.TextDirectionRtl
		}
		name, known := ownNames[locale]
		if !known {
			name = display.Self.Name(tag)
		}
		all[i] = &model.Language{Locale: locale, Name: name, Direction: direction}
	}
	return all
}

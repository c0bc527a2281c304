package content

import "strings"

// stemmers are the languages that Postgres can stem, by primary subtag.
var stemmers = map[string]string{
	"da": "danish", "de": "german", "el": "greek", "en": "english", "es": "spanish", "fi": "finnish", "fr": "french", "ga": "irish",
	"hu": "hungarian", "it": "italian", "lt": "lithuanian", "nl": "dutch", "pt": "portuguese", "ro": "romanian", "ru": "russian",
	"sr": "serbian", "sv": "swedish",
}

// SearchConfig names the text search configuration of a language; the migration
// that makes them knows the same names.
func SearchConfig(locale Locale) string {
	primary, _, _ := strings.Cut(string(locale), "-")
	if stemmer, ok := stemmers[primary]; ok {
		return "public.hub_" + stemmer
	}
	return "public.hub_simple"
}

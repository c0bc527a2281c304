package content

import (
	"io"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/language"

	"github.com/cocreated/hub/storage/fault"
)

// Locale is a language tag in canonical form (BCP 47), such as `en` or `sr-Latn`.
type Locale string

// ParseLocale reads a well-formed BCP 47 tag and brings it into canonical form.
func ParseLocale(s string) (Locale, error) {
	tag, err := language.Parse(s)
	if err != nil || tag == language.Und {
		return "", fault.Invalid("", "locale", "%q is not a language tag (BCP 47)", s)
	}
	return Locale(tag.String()), nil
}

// UnmarshalText lets JSON hold well-formed tags only.
func (l *Locale) UnmarshalText(text []byte) error {
	parsed, err := ParseLocale(string(text))
	if err != nil {
		return err
	}
	*l = parsed
	return nil
}

// UnmarshalGQL reads the scalar Locale.
func (l *Locale) UnmarshalGQL(v any) error {
	s, ok := v.(string)
	if !ok {
		return fault.Invalid("", "type", "a Locale is a string")
	}
	return l.UnmarshalText([]byte(s))
}

// MarshalGQL writes the scalar Locale.
func (l Locale) MarshalGQL(w io.Writer) {
	_, _ = io.WriteString(w, strconv.Quote(string(l)))
}

// ContentLanguages names the set of languages that a kind has by default.
const ContentLanguages = "content"

// Languages are the configured languages, in named sets: a kind is written in
// the languages of one set. The first language of a set is its default.
type Languages map[string][]Locale

// All returns every configured language once, those of the content first.
func (l Languages) All() []Locale {
	all := slices.Clone(l[ContentLanguages])
	names := make([]string, 0, len(l))
	for name := range l {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		for _, locale := range l[name] {
			if !slices.Contains(all, locale) {
				all = append(all, locale)
			}
		}
	}
	return all
}

// Lookup finds the configured language for each asked one as RFC 4647 section
// 3.4 says: `fr-CH` finds `fr` where only that is configured.
func (l Languages) Lookup(asked []Locale) ([]Locale, error) {
	all := l.All()
	if len(asked) > len(all)*2 {
		return nil, fault.Invalid("locales", "max", "at most %d languages can be asked for", len(all)*2)
	}
	found := make([]Locale, 0, len(asked))
	for i, locale := range asked {
		match, ok := lookup(all, locale)
		if !ok {
			return nil, fault.Invalid(fault.Path("locales", i), "locale", "the language %q is not one of this hub's: %s", locale, Enumerate(all))
		}
		if !slices.Contains(found, match) {
			found = append(found, match)
		}
	}
	return found, nil
}

func lookup(all []Locale, asked Locale) (Locale, bool) {
	for tag := string(asked); tag != ""; {
		if slices.Contains(all, Locale(tag)) {
			return Locale(tag), true
		}
		cut := strings.LastIndexByte(tag, '-')
		if cut < 0 {
			break
		}
		// A single letter or digit introduces what follows and goes with it.
		if cut >= 2 && tag[cut-2] == '-' {
			cut -= 2
		}
		tag = tag[:cut]
	}
	return "", false
}

// Enumerate lists values for a sentence.
func Enumerate[T ~string](values []T) string {
	words := make([]string, len(values))
	for i, v := range values {
		words[i] = string(v)
	}
	return strings.Join(words, ", ")
}

package content

import (
	"encoding/json"
	"slices"
)

// Text is what one language says of an entry or of a part, without its body.
type Text struct {
	Locale  Locale          `json:"locale"`
	Slug    string          `json:"slug"`
	Title   *string         `json:"title"`
	Fields  json.RawMessage `json:"fields"`
	HasBody bool            `json:"hasBody"`
}

// Localised is the part of an entry, or of a part, that depends on the language.
// Each field is read in the first of the asked languages that has it.
type Localised struct {
	// Texts in the asked languages, in the order in which they were asked for.
	Texts []Text `bun:"texts,type:jsonb,scanonly" json:"-"`

	asked []Locale
	// settled texts have been forgotten but for what they come to, and whether something is served in another language
	// is known.
	settled, fallback bool
}

// Locale is the first of the asked languages in which there is a text; nil where
// there is none, which happens to parts only.
func (l *Localised) Locale() *Locale {
	if len(l.Texts) == 0 {
		return nil
	}
	return &l.Texts[0].Locale
}

// IsFallback tells whether anything, the body included, is served in another
// language than the first that was asked for.
func (l *Localised) IsFallback() (bool, error) {
	switch {
	case l.settled:
		return l.fallback, nil
	case len(l.Texts) == 0 || len(l.asked) == 0:
		return false, nil
	}
	if l.Texts[0].Locale != l.asked[0] {
		return true, nil
	}
	first, err := l.Texts[0].keys()
	if err != nil {
		return false, err
	}
	for _, other := range l.Texts[1:] {
		keys, err := other.keys()
		if err != nil {
			return false, err
		}
		for key := range keys {
			if !first[key] {
				return true, nil
			}
		}
	}
	return false, nil
}

// keys names the fields that a text has.
func (t *Text) keys() (map[string]bool, error) {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(t.Fields, &fields); err != nil {
		return nil, err
	}
	keys := map[string]bool{}
	for key := range fields {
		keys[key] = true
	}
	if t.Title != nil {
		keys["title"] = true
	}
	if t.HasBody {
		keys["body"] = true
	}
	return keys, nil
}

// resolve fills into with each field in the first language that has it. The
// texts are read from the least wanted to the most wanted, so that what comes
// later covers what came before.
func (l *Localised) resolve(asked []Locale, into any) error {
	l.asked = asked
	slices.SortStableFunc(l.Texts, func(a, b Text) int {
		return slices.Index(asked, a.Locale) - slices.Index(asked, b.Locale)
	})
	for _, text := range slices.Backward(l.Texts) {
		if err := json.Unmarshal(text.Fields, into); err != nil {
			return err
		}
		if text.Title == nil {
			continue
		}
		if err := json.Unmarshal(TitleJSON(*text.Title), into); err != nil {
			return err
		}
	}
	return nil
}

// TitleJSON is a title as the fields of a text would hold it.
func TitleJSON(title string) []byte {
	encoded, _ := json.Marshal(map[string]string{"title": title}) // text can always be written
	return encoded
}

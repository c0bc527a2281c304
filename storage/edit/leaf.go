package edit

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/cocreated/hub/storage/canonical"
	"github.com/cocreated/hub/storage/content"
)

// leaf is what a translator translates: a text, or a list of texts, that is a field
// or stands within one.
type leaf struct {
	name  string // dots lead into a field
	texts []string
	list  bool
}

func (l leaf) field() string {
	field, _, _ := strings.Cut(l.name, ".")
	return field
}

// empty leaves say nothing.
func (l leaf) empty() bool {
	return !slices.ContainsFunc(l.texts, func(text string) bool { return text != "" })
}

// value writes texts in the form of the leaf.
func (l leaf) value(texts []string) json.RawMessage {
	if l.list {
		return canonical.MustEncode(texts)
	}
	return canonical.MustEncode(strings.Join(texts, ""))
}

// leavesOf finds the texts in a field, those within it in alphabetical order.
// Numbers and the like are for nobody to translate.
func leavesOf(name string, value json.RawMessage) []leaf {
	var text string
	if json.Unmarshal(value, &text) == nil {
		return []leaf{{name: name, texts: []string{text}}}
	}
	var texts []string
	if json.Unmarshal(value, &texts) == nil {
		return []leaf{{name: name, texts: texts, list: true}}
	}
	var all []leaf
	within := members(value)
	for _, member := range slices.Sorted(maps.Keys(within)) {
		all = append(all, leavesOf(name+"."+member, within[member])...)
	}
	return all
}

// leaves are the texts of a language, the fields in the order of the kind.
func (h textHolder) leaves(kinds *content.Kinds, locale content.Locale) []leaf {
	said := h.said(locale)
	var all []leaf
	for _, name := range textFields(kinds, h.kind) {
		if value, ok := said[name]; ok {
			all = append(all, leavesOf(name, value)...)
		}
	}
	return all
}

// leaf finds a text of a language; an empty one where there is none.
func (h textHolder) leaf(locale content.Locale, name string) leaf {
	field, _, _ := strings.Cut(name, ".")
	if value, ok := h.said(locale)[field]; ok {
		for _, leaf := range leavesOf(field, value) {
			if leaf.name == name {
				return leaf
			}
		}
	}
	return leaf{name: name}
}

// bodyField is the field whose texts are in Markdown.
const bodyField = "body"

// textFields are the fields of the texts of a kind of entry or of part.
func textFields(all *content.Kinds, name string) []string {
	if kind, ok := all.Named(name); ok {
		return append(kind.TextFieldNames(), bodyField)
	}
	if part, ok := all.PartNamed(name); ok {
		return append(part.TextFieldNames(), bodyField)
	}
	return nil
}

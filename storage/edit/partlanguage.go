package edit

import (
	"slices"

	"github.com/google/uuid"

	"github.com/cocreated/hub/storage/content"
)

// partLanguages are the languages of a part that speaks one, where a difference is
// about such a part: what it says is that language's, as a text is. Nothing else is in
// the difference.
func (t *writeTx) partLanguages(r *change, d difference) []content.Locale {
	if d.group == inOrder {
		return t.orderLanguages(r, d)
	}
	if d.part == uuid.Nil {
		return nil
	}
	return t.languagesOf(r, d.part)
}

// languagesOf are those that a part speaks before and after the write.
func (t *writeTx) languagesOf(r *change, part uuid.UUID) []content.Locale {
	var languages []content.Locale
	for _, version := range []facts{r.from, r.to} {
		kind, known := t.Kinds.PartNamed(version.kind(part))
		if !known || kind.Language == "" {
			continue
		}
		languages = append(languages, content.Locale(version.text(fact{part: part, group: inFields, name: kind.Language})))
	}
	return languages
}

// orderLanguages are those of the parts that come and go. That the others change
// places is said in no language.
func (t *writeTx) orderLanguages(r *change, d difference) []content.Locale {
	before, after := r.from.order(d.part, d.name), r.to.order(d.part, d.name)
	stays := func(id uuid.UUID) bool { return slices.Contains(before, id) && slices.Contains(after, id) }
	moves := func(id uuid.UUID) bool { return !stays(id) }
	if !slices.Equal(slices.DeleteFunc(slices.Clone(before), moves), slices.DeleteFunc(slices.Clone(after), moves)) {
		return nil
	}
	var languages []content.Locale
	for _, id := range slices.Concat(before, after) {
		if moves(id) {
			languages = append(languages, t.languagesOf(r, id)...)
		}
	}
	return languages
}

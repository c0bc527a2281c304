package edit

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/argument"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/fault"
	"github.com/cocreated/hub/storage/pg"
)

// patch merges an input into the facts of an entry. What the input leaves out is
// unchanged, and null clears.
//
// An input has the shape that the schema gives it: fields and relations under
// their names, texts as a list with a language each, and the parts of a kind as a
// list under the plural of its name, where an item with an id is a part that is
// there and one without is new.
type patch struct {
	kinds    *content.Kinds
	now      facts
	problems []*fault.Error
	// origins are where in the input a part stands, and where its texts do.
	origins     map[uuid.UUID]string
	textOrigins map[fact]string
	references  []reference
	seen        map[uuid.UUID]bool
}

// reference is a relation that the input points somewhere, by ids.
type reference struct {
	at       fact
	path     string
	relation content.Relation
	ids      []string
}

// notFields are the members of an input that say something about the write, or
// that are read by themselves.
var notFields = []string{
	"id", "version", "note", "dryRun", "idempotencyKey", "minorEdit", "removeTexts", "texts", "remove", "position", "slug",
	"sourceLocale", "licence", "illustrative",
}

func newPatch(kinds *content.Kinds, now facts) *patch {
	return &patch{
		kinds: kinds, now: now, origins: map[uuid.UUID]string{uuid.Nil: ""}, textOrigins: map[fact]string{}, seen: map[uuid.UUID]bool{},
	}
}

func (p *patch) problem(at, rule, format string, args ...any) {
	p.problems = append(p.problems, fault.Invalid(at, rule, format, args...))
}

// entry merges the input for an entry.
func (p *patch) entry(kind *content.Kind, input map[string]any) {
	for _, name := range []string{"slug", "licence", "illustrative"} {
		value, given := input[name]
		if !given {
			continue
		}
		switch at := (fact{name: name}); {
		case argument.IsNil(value) || argument.Plain(value) == false:
			if name == "slug" {
				p.problem("slug", "required", "an entry cannot be without a slug")
				continue
			}
			delete(p.now, at)
		default:
			p.now.set(at, argument.Plain(value))
		}
	}
	p.holder("", uuid.Nil, kind.Relations, kind.Parts, input)
}

// holder merges what entries and parts have alike.
func (p *patch) holder(at string, part uuid.UUID, relations content.Relations, kinds []*content.PartKind, input map[string]any) {
	p.texts(at, part, input)
	for _, name := range slices.Sorted(maps.Keys(input)) {
		if slices.Contains(notFields, name) {
			continue
		}
		value, at := input[name], fault.Path(at, name)
		if relation, ok := relations[name]; ok {
			p.relation(at, fact{part: part, group: inRefs, name: name}, relation, value)
			continue
		}
		if index := slices.IndexFunc(kinds, func(kind *content.PartKind) bool { return kind.InputName() == name }); index >= 0 {
			if items, ok := value.([]map[string]any); ok {
				p.parts(at, part, kinds[index], items)
			} else {
				p.problem(at, "null", "leave it out to change nothing; to remove a part, say so in it")
			}
			continue
		}
		if field := (fact{part: part, group: inFields, name: name}); argument.IsNil(value) {
			delete(p.now, field)
		} else {
			p.now.set(field, value)
		}
	}
}

func (p *patch) relation(at string, field fact, relation content.Relation, value any) {
	if argument.IsNil(value) {
		delete(p.now, field)
		return
	}
	ids := []string{fmt.Sprint(argument.Plain(value))}
	if relation.IsMany() {
		ids = argument.Words(value)
	}
	p.references = append(p.references, reference{at: field, path: at, relation: relation, ids: ids})
}

// texts merges what languages say.
func (p *patch) texts(at string, part uuid.UUID, input map[string]any) {
	if removed, given := input["removeTexts"]; given && !argument.IsNil(removed) {
		for _, locale := range argument.Words(removed) {
			p.now.removeText(part, content.Locale(locale))
		}
	}
	texts, _ := input["texts"].([]map[string]any)
	for i, text := range texts {
		at, locale := fault.Path(at, "texts", i), content.Locale(fmt.Sprint(argument.Plain(text["locale"])))
		there := fact{part: part, group: inTexts, locale: locale}
		if _, twice := p.textOrigins[there]; twice {
			p.problem(fault.Path(at, "locale"), "unique", "the language %q is given twice", locale)
		}
		p.textOrigins[there] = at
		p.now[there] = json.RawMessage("true")
		for name, value := range text {
			field := fact{part: part, group: inTexts, locale: locale, name: name}
			switch {
			case name == "locale":
			case argument.IsNil(value):
				delete(p.now, field)
			default:
				p.now.set(field, value)
			}
		}
	}
}

// parts merges parts of one kind below an entry or a part.
func (p *patch) parts(at string, parent uuid.UUID, kind *content.PartKind, items []map[string]any) {
	for i, item := range items {
		at := fault.Path(at, i)
		id, known := p.identify(at, kind, item)
		if !known {
			continue
		}
		p.origins[id] = at
		if argument.Plain(item["remove"]) == true {
			p.now.removePart(id)
			continue
		}
		fresh := p.now[fact{part: id, name: "kind"}] == nil
		if fresh {
			p.now.set(fact{part: id, name: "kind"}, kind.Name)
			p.now.set(fact{part: id, name: "parent"}, parent)
		}
		position := -1
		if given := item["position"]; !argument.IsNil(given) {
			if position = argument.Plain(given).(int); position < 0 {
				p.problem(fault.Path(at, "position"), "min", "the first position is 0")
				continue
			}
		}
		if fresh || position >= 0 || p.now.parent(id) != parent {
			if p.within(parent, id) {
				p.problem(fault.Path(at, "id"), "cycle", "a part cannot be moved below itself")
				continue
			}
			p.now.place(id, parent, position)
		}
		p.holder(at, id, kind.Relations, kind.Parts, item)
		p.slug(at, id, parent, kind, item, fresh)
	}
}

// within tells whether an entry or part is the given part, or below it.
func (p *patch) within(at, part uuid.UUID) bool {
	for ; at != uuid.Nil; at = p.now.parent(at) {
		if at == part {
			return true
		}
	}
	return false
}

// identify finds the part that an item is about; a new one has a new id.
func (p *patch) identify(at string, kind *content.PartKind, item map[string]any) (uuid.UUID, bool) {
	given := item["id"]
	if argument.IsNil(given) {
		if argument.Plain(item["remove"]) == true {
			p.problem(fault.Path(at, "id"), "required", "to remove a part, say which")
			return uuid.Nil, false
		}
		return content.NewID(), true
	}
	name, id, err := content.DecodeID(fault.Path(at, "id"), fmt.Sprint(argument.Plain(given)))
	switch {
	case err != nil:
		p.problem(fault.Path(at, "id"), "id", "this is not an id of this hub")
		return id, false
	case name != kind.Name || p.now.kind(id) != kind.Name:
		p.problem(fault.Path(at, "id"), "notFound", "the entry has no %s with this id", kind.Name)
		return id, false
	case p.seen[id]:
		p.problem(fault.Path(at, "id"), "unique", "the part is listed twice")
		return id, false
	}
	p.seen[id] = true
	return id, true
}

// slug names a part: as the input says or, where it is new, after its title.
func (p *patch) slug(at string, id, parent uuid.UUID, kind *content.PartKind, item map[string]any, fresh bool) {
	there := fact{part: id, name: "slug"}
	if given := item["slug"]; !argument.IsNil(given) {
		p.now.set(there, argument.Plain(given))
		return
	}
	if _, given := item["slug"]; given && !fresh {
		p.problem(fault.Path(at, "slug"), "required", "a part cannot be without a slug")
	}
	if !fresh {
		return
	}
	taken := map[string]bool{}
	for _, sibling := range p.now.order(parent, kind.Name) {
		taken[p.now.text(fact{part: sibling, name: "slug"})] = true
	}
	if p.kinds.IsPointedTo(kind.Name) {
		for other := range p.now {
			if other.name == "slug" && other.group == inHeader {
				taken[p.now.text(other)] = true
			}
		}
	}
	p.now.set(there, freeSlug(p.now.title(id), kind.Name, taken))
}

// title is what an entry or a part is called in its source language, or else in
// any.
func (f facts) title(part uuid.UUID) string {
	source := fact{part: part, group: inTexts, locale: content.Locale(f.text(fact{name: "sourceLocale"})), name: "title"}
	if title := f.text(source); title != "" {
		return title
	}
	var found []string
	for at := range f {
		if at.part == part && at.group == inTexts && at.name == "title" {
			found = append(found, f.text(at))
		}
	}
	slices.Sort(found)
	if len(found) == 0 {
		return ""
	}
	return found[0]
}

// slugOf makes a slug of a title: its letters and digits, folded, joined by
// hyphens.
func slugOf(title string) string {
	words := strings.FieldsFunc(content.Fold(title), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	runes := []rune(strings.Join(words, "-"))
	slug := strings.Trim(string(runes[:min(len(runes), maxSlug-20)]), "-")
	if !slugRule.MatchString(slug) {
		return ""
	}
	return slug
}

// freeSlug is a slug after a title that is not taken.
func freeSlug(title, otherwise string, taken map[string]bool) string {
	base := slugOf(title)
	if base == "" {
		base = strings.ToLower(otherwise)
	}
	slug := base
	for n := 2; taken[slug]; n++ {
		slug = fmt.Sprintf("%s-%d", base, n)
	}
	return slug
}

// resolve finds what references point to, by one statement, and writes them as
// records have them.
func (p *patch) resolve(ctx context.Context, tx bun.Tx) error {
	if len(p.references) == 0 {
		return nil
	}
	wanted := map[string]uuid.UUID{}
	var ids []uuid.UUID
	for _, ref := range p.references {
		for _, text := range ref.ids {
			if _, id, err := content.DecodeID("", text); err == nil {
				wanted[text] = id
				ids = append(ids, id)
			}
		}
	}
	var rows []struct {
		ID         uuid.UUID
		Kind, Slug string
		Part       *string
	}
	err := tx.NewRaw(`SELECT e.id, e.kind, (?0) AS slug, NULL AS part FROM entries AS e WHERE e.id = ANY(?2::uuid[])
		UNION ALL SELECT p.id, p.kind, (?1), p.slug FROM parts AS p WHERE p.id = ANY(?2::uuid[])`,
		content.MainSlug("e.id"), content.MainSlug("p.entry_id"), pg.UUIDs(ids)).Scan(ctx, &rows)
	if err != nil {
		return err
	}
	found := map[uuid.UUID]target{}
	for _, row := range rows {
		t := target{kind: row.Kind, slug: row.Slug}
		if row.Part != nil {
			t.part, t.partSlug = row.Kind, *row.Part
		}
		found[row.ID] = t
	}
	for _, ref := range p.references {
		p.point(ref, wanted, found)
	}
	return nil
}

func (p *patch) point(ref reference, wanted map[string]uuid.UUID, found map[uuid.UUID]target) {
	targets := Targets{Many: ref.relation.IsMany()}
	for i, text := range ref.ids {
		at := ref.path
		if ref.relation.IsMany() {
			at = fault.Path(at, i)
		}
		id, isID := wanted[text]
		t, there := found[id]
		want := ref.relation.TargetKind()
		if ref.relation.TargetPart() != "" {
			want = ref.relation.TargetPart()
		}
		switch {
		case !isID:
			p.problem(at, "id", "this is not an id of this hub")
		case !there && want == "":
			p.problem(at, "notFound", "there is no entry with this id")
		case !there:
			p.problem(at, "notFound", "there is no %s with this id", want)
		case want != "" && t.kind != want, want == "" && t.part != "":
			p.problem(at, "kind", "this is the id of a %s", t.kind)
		default:
			targets.Slugs = append(targets.Slugs, written(ref.relation, t))
		}
	}
	if len(targets.Slugs) == 0 {
		delete(p.now, ref.at)
		return
	}
	p.now.set(ref.at, targets)
}

package edit

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/argument"
	"github.com/cocreated/hub/storage/canonical"
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
	// failure is that the input is not what the schema says it is.
	failure error
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

func newPatch(kinds *content.Kinds, now facts) *patch {
	return &patch{
		kinds: kinds, now: now, origins: map[uuid.UUID]string{uuid.Nil: ""}, textOrigins: map[fact]string{}, seen: map[uuid.UUID]bool{},
	}
}

func (p *patch) problem(at, rule, format string, args ...any) {
	p.problems = append(p.problems, fault.Invalid(at, rule, format, args...))
}

// wrong is what is wrong with the input; nil where nothing is.
func (p *patch) wrong() error {
	if p.failure != nil {
		return p.failure
	}
	return fault.Join(p.problems...)
}

func (p *patch) fail(at string, err error) {
	if err != nil {
		p.failure = errors.Join(p.failure, fmt.Errorf("the input at %q: %w", at, err))
	}
}

// read reads what an input says under a name, as [argument.As] does. What is of another
// type is the failure of the patch.
func read[T any](p *patch, at string, input argument.Input, name string) T {
	value, err := argument.As[T](input, name)
	p.fail(at, err)
	return value
}

func (p *patch) words(at string, input argument.Input, name string) []string {
	words, err := input.Words(name)
	p.fail(at, err)
	return words
}

func (p *patch) objects(at string, input argument.Input, name string) []argument.Input {
	objects, err := input.Objects(name)
	p.fail(at, err)
	return objects
}

// put says what an input says under a name; null says it no more.
func (p *patch) put(at string, there fact, value any) {
	if value == nil {
		delete(p.now, there)
		return
	}
	p.fail(at, p.now.put(there, value))
}

// entry merges the input for an entry.
func (p *patch) entry(kind *content.Kind, input argument.Input) {
	if slug := read[string](p, "", input, "slug"); input.Given("slug") {
		p.now.set(fact{name: "slug"}, slug)
	} else if input.Has("slug") {
		p.problem("slug", "required", "an entry cannot be without a slug")
	}
	p.header(input)
	p.holder("", uuid.Nil, kind.Relations, kind.Parts, input)
}

// header merges the fields of the header.
func (p *patch) header(input argument.Input) {
	said := map[string]any{}
	for _, name := range content.HeaderNames() {
		if input.Has(name) {
			delete(p.now, fact{name: name})
		}
		if input.Given(name) {
			said[name] = input.Value(name)
		}
	}
	header := p.now.header()
	encoded, err := canonical.Encode(said)
	if err == nil {
		err = json.Unmarshal(encoded, &header)
	}
	if err == nil {
		err = p.now.setHeader(header)
	}
	p.fail("", err)
}

// holder merges what entries and parts have alike. No parts in a list of them, and null,
// change nothing: a part is removed by saying so in it.
func (p *patch) holder(at string, part uuid.UUID, relations content.Relations, kinds []*content.PartKind, input argument.Input) {
	p.texts(at, part, input)
	for _, name := range slices.Sorted(maps.Keys(input)) {
		if content.IsReserved(name) {
			continue
		}
		at, there := fault.Path(at, name), fact{part: part, group: inFields, name: name}
		if relation, ok := relations[name]; ok {
			there.group = inRefs
			p.relation(at, there, relation, input, name)
		} else if index := slices.IndexFunc(kinds, func(kind *content.PartKind) bool { return kind.InputName() == name }); index >= 0 {
			p.parts(at, part, kinds[index], p.objects(at, input, name))
		} else {
			p.put(at, there, input.Value(name))
		}
	}
}

func (p *patch) relation(at string, field fact, relation content.Relation, input argument.Input, name string) {
	if !input.Given(name) {
		delete(p.now, field)
		return
	}
	pointing := reference{at: field, path: at, relation: relation}
	if relation.IsMany() {
		pointing.ids = p.words(at, input, name)
	} else {
		pointing.ids = []string{read[string](p, at, input, name)}
	}
	p.references = append(p.references, pointing)
}

// texts merges what languages say.
func (p *patch) texts(at string, part uuid.UUID, input argument.Input) {
	for _, locale := range p.words(at, input, "removeTexts") {
		p.now.removeText(part, content.Locale(locale))
	}
	for i, text := range p.objects(at, input, "texts") {
		at := fault.Path(at, "texts", i)
		locale := read[content.Locale](p, at, text, "locale")
		there := fact{part: part, group: inTexts, locale: locale}
		if _, twice := p.textOrigins[there]; twice {
			p.problem(fault.Path(at, "locale"), "unique", "the language %q is given twice", locale)
		}
		p.textOrigins[there] = at
		p.now.set(there, true)
		for name := range text {
			if name != "locale" {
				p.put(fault.Path(at, name), fact{part: part, group: inTexts, locale: locale, name: name}, text.Value(name))
			}
		}
	}
}

// parts merges parts of one kind below an entry or a part.
func (p *patch) parts(at string, parent uuid.UUID, kind *content.PartKind, items []argument.Input) {
	for i, item := range items {
		at := fault.Path(at, i)
		id, known := p.identify(at, kind, item)
		if !known {
			continue
		}
		p.origins[id] = at
		if read[bool](p, at, item, "remove") {
			p.now.removePart(id)
			continue
		}
		fresh := p.now[fact{part: id, name: "kind"}] == nil
		if fresh {
			p.now.set(fact{part: id, name: "kind"}, kind.Name)
			p.now.set(fact{part: id, name: "parent"}, parent)
		}
		position := -1
		if item.Given("position") {
			if position = read[int](p, at, item, "position"); position < 0 {
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
func (p *patch) identify(at string, kind *content.PartKind, item argument.Input) (uuid.UUID, bool) {
	if !item.Given("id") {
		if read[bool](p, at, item, "remove") {
			p.problem(fault.Path(at, "id"), "required", "to remove a part, say which")
			return uuid.Nil, false
		}
		return content.NewID(), true
	}
	name, id, err := content.DecodeID(fault.Path(at, "id"), read[string](p, at, item, "id"))
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
func (p *patch) slug(at string, id, parent uuid.UUID, kind *content.PartKind, item argument.Input, fresh bool) {
	there := fact{part: id, name: "slug"}
	if item.Given("slug") {
		p.now.set(there, read[string](p, at, item, "slug"))
		return
	}
	if item.Has("slug") && !fresh {
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

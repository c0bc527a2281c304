package edit

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/cocreated/hub/storage/act"
	"github.com/cocreated/hub/storage/argument"
	"github.com/cocreated/hub/storage/canonical"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/fault"
	"github.com/cocreated/hub/storage/pg"
)

// A translation is made from what the source language said in some version, while
// the entry may move on. So it is merged whatever the version: it fails only where
// somebody else has changed the same field in the same language, and what it was
// made from decides whether it is stale from the first moment.

// translation is a write of what one language, which is not the source, says.
type translation struct {
	locale content.Locale
	// version of the entry that the translation was made from.
	version int
	edits   []textEdit
	// confirmed are the fields that are right as they are.
	confirmed []textEdit
	// slug is the entry's part of an address in the language, where it is given.
	slug *textEdit
}

// textEdit is what becomes of one field of a text.
type textEdit struct {
	part  uuid.UUID       // zero: the entry itself
	name  string          // of the field; with dots, of a member of it
	value json.RawMessage // nil clears
	at    string          // where in the input it stands
}

func (e textEdit) field() string {
	field, _, _ := strings.Cut(e.name, ".")
	return field
}

func (e textEdit) fact(locale content.Locale) fact {
	return fact{part: e.part, group: inTexts, locale: locale, name: e.field()}
}

// textUpdate does the mutation of that name.
func (t *writeTx) textUpdate(ctx context.Context, write Write, note string) (*Outcome, error) {
	kind, was, part, err := t.holderAt(ctx, write.Input)
	if err != nil {
		return nil, err
	}
	tr, err := translatingOf(write.Input)
	if err != nil {
		return nil, err
	}
	fields, err := write.Input.Objects("fields")
	if err != nil {
		return nil, err
	}
	for i, field := range fields {
		edit, err := textEditOf(part, fault.Path("fields", i), field)
		if err != nil {
			return nil, err
		}
		tr.edits = append(tr.edits, edit)
	}
	if write.Input.Given("slug") {
		if part != uuid.Nil {
			return nil, fault.Invalid("slug", "unknown", "a part has one slug in all languages")
		}
		slug, err := write.Input.Text("slug")
		if err != nil {
			return nil, err
		}
		tr.slug = &textEdit{name: "slug", at: "slug", value: canonical.MustEncode(slug)}
	}
	return t.translate(ctx, kind, was, tr, act.VerbTranslate, note)
}

// textEditOf reads what becomes of one field.
func textEditOf(part uuid.UUID, at string, field argument.Input) (textEdit, error) {
	name, noName := field.Text("name")
	value, noValue := field.Text("value")
	values, noValues := field.Words("values")
	edit := textEdit{part: part, name: name, at: at}
	switch hasValue, hasValues := field.Given("value"), field.Given("values"); {
	case hasValue && hasValues:
		return edit, fault.Invalid(fault.Path(at, "values"), "exclusive", "a field is one text or several, not both")
	case hasValue:
		edit.value = canonical.MustEncode(value)
	case hasValues:
		edit.value = canonical.MustEncode(values)
	}
	return edit, errors.Join(noName, noValue, noValues)
}

// textConfirm does the mutation of that name: without fields, for all that are
// stale.
func (t *writeTx) textConfirm(ctx context.Context, write Write, note string) (*Outcome, error) {
	kind, was, part, err := t.holderAt(ctx, write.Input)
	if err != nil {
		return nil, err
	}
	tr, err := translatingOf(write.Input)
	if err != nil {
		return nil, err
	}
	stale := was.statesOf(part)[tr.locale].Stale
	names := slices.Sorted(maps.Keys(stale))
	if write.Input.Given("fields") {
		if names, err = write.Input.Words("fields"); err != nil {
			return nil, err
		}
	}
	for i, name := range names {
		edit := textEdit{part: part, name: name, at: fault.Path("fields", i)}
		if _, isStale := stale[edit.field()]; !isStale {
			return nil, fault.Invalid(edit.at, "fresh", "the field %q is not stale in %q", name, tr.locale)
		}
		tr.confirmed = append(tr.confirmed, edit)
	}
	return t.translate(ctx, kind, was, tr, act.VerbConfirm, note)
}

func translatingOf(input argument.Input) (translation, error) {
	version, noVersion := input.Int("version")
	locale, noLocale := argument.As[content.Locale](input, "locale")
	return translation{locale: locale, version: version}, errors.Join(noVersion, noLocale)
}

// holderAt reads the entry that an input is about, or a part of which it is about.
func (t *writeTx) holderAt(ctx context.Context, input argument.Input) (kind *content.Kind, was *Record, part uuid.UUID, err error) {
	name, id, err := decodeID(input)
	if err != nil {
		return nil, nil, part, err
	}
	entry := id
	if _, isPart := t.Kinds.PartNamed(name); isPart {
		part = id
		err = t.tx.NewRaw("SELECT entry_id FROM parts WHERE id = ? AND kind = ?", id, name).Scan(ctx, &entry)
		if pg.IsNoRows(err) {
			return nil, nil, part, fault.Invalid("id", "notFound", "there is no %s with this id", name)
		}
		if err != nil {
			return nil, nil, part, err
		}
	}
	kind, was, err = t.locked(ctx, entry)
	return kind, was, part, err
}

// statesOf are the states of the texts of a part, or of the entry itself.
func (r *Record) statesOf(part uuid.UUID) map[content.Locale]TextState {
	states := r.States
	eachPart(r.Parts, func(record *PartRecord) {
		if *record.ID == part {
			states = record.States
		}
	})
	return states
}

// translate writes a translation, or finds that it is right still.
func (t *writeTx) translate(ctx context.Context, kind *content.Kind, was *Record, tr translation, verb act.Verb, note string) (*Outcome, error) {
	switch {
	case tr.locale == was.SourceLocale:
		return nil, fault.Invalid("locale", "source", "the entry is written in %q; what is written there is changed by %sUpdate", tr.locale, kind.Name)
	case !slices.Contains(t.Languages[kind.Languages], tr.locale):
		return nil, fault.Invalid("locale", "locale", "the language %q is not one of this kind's: %s", tr.locale, content.Enumerate(t.Languages[kind.Languages]))
	}
	from, err := factsOf(was)
	if err != nil {
		return nil, err
	}
	base, err := t.basis(ctx, was, tr.version)
	if err != nil {
		return nil, err
	}
	to, err := tr.merge(from)
	if err != nil {
		return nil, err
	}
	lost, err := t.overwrites(ctx, was, tr, base.exact, from, to)
	if err != nil {
		return nil, err
	}
	if len(lost) > 0 {
		return nil, fault.Join(lost...)
	}
	confirmed := map[fact]bool{}
	for _, edit := range slices.Concat(tr.edits, tr.confirmed) {
		confirmed[edit.fact(tr.locale)] = true
	}
	return t.apply(ctx, &change{
		kind: kind, verb: verb, was: was, from: from, to: to, note: note, inputPath: tr.inputPath, locale: tr.locale,
		decide: func(s *stateUpdate) { s.base, s.baseVersion, s.confirmed = base.followed, tr.version, confirmed },
	})
}

// merge puts the edits into what the entry says.
func (tr *translation) merge(from facts) (facts, error) {
	to := from.clone()
	edits := tr.edits
	if tr.slug != nil {
		edits = append(slices.Clone(edits), *tr.slug)
	}
	type named struct {
		part uuid.UUID
		name string
	}
	seen := map[named]bool{}
	for _, edit := range edits {
		if edit.part != uuid.Nil && from[fact{part: edit.part, name: "kind"}] == nil {
			return nil, fault.Invalid(edit.at, "notFound", "the entry has no such part any more")
		}
		switch at := fault.Path(edit.at, "name"); {
		case edit.name == "" || edit.name == "slug" && edit.at != "slug":
			return nil, fault.Invalid(at, "unknown", "there is no field %q", edit.name)
		case seen[named{edit.part, edit.name}]:
			return nil, fault.Invalid(at, "unique", "the field %q is given twice", edit.name)
		}
		seen[named{edit.part, edit.name}] = true
		to[fact{part: edit.part, group: inTexts, locale: tr.locale}] = json.RawMessage("true")
		at := edit.fact(tr.locale)
		_, member, nested := strings.Cut(edit.name, ".")
		value := edit.value
		if nested {
			value = withMember(to[at], member, edit.value)
		}
		if value == nil {
			delete(to, at)
		} else {
			to[at] = value
		}
	}
	return to, nil
}

// withMember sets a member of a JSON object, or takes it away; nil where nothing is
// left.
func withMember(object json.RawMessage, name string, value json.RawMessage) json.RawMessage {
	all := members(object)
	if all == nil {
		all = map[string]json.RawMessage{}
	}
	first, rest, nested := strings.Cut(name, ".")
	if nested {
		value = withMember(all[first], rest, value)
	}
	if value == nil {
		delete(all, first)
	} else {
		all[first] = value
	}
	if len(all) == 0 {
		return nil
	}
	return canonical.MustEncode(all)
}

// basis is what the entry said in the version that a translation was made from;
// both are nil where that is the current one.
type basis struct {
	exact facts
	// followed are the exact ones, brought up to date by the minor edits of the source
	// since, which change nothing for translations.
	followed facts
}

// basis reads what the entry said in a version, by one statement.
func (t *writeTx) basis(ctx context.Context, was *Record, version int) (basis, error) {
	switch {
	case version == was.Version:
		return basis{}, nil
	case version > was.Version || version < 1:
		return basis{}, fault.Invalid("version", "unknown", "there is no version %d; the entry is at version %d", version, was.Version)
	}
	var kept []*revision
	err := t.tx.NewRaw(`SELECT r.entry_id, r.version, r.record, r.minor FROM hub.revisions AS r WHERE r.entry_id = ?0 AND (r.version = ?1 OR r.version > ?1 AND (r.minor
			OR EXISTS (SELECT FROM hub.revisions AS n WHERE n.entry_id = r.entry_id AND n.version = r.version + 1 AND n.minor)))
		ORDER BY r.version`, *was.ID, version).Scan(ctx, &kept)
	if err != nil {
		return basis{}, err
	}
	if len(kept) == 0 || kept[0].Version != version {
		return basis{}, fault.Invalid("version", "unknown", "what the entry said in version %d is not kept", version)
	}
	return basisOf(kept, was.SourceLocale)
}

// basisOf is what the first of some revisions said; of those that follow it, what comes
// right before a minor edit must be among them.
func basisOf(kept []*revision, source content.Locale) (basis, error) {
	exact, err := kept[0].facts()
	if err != nil {
		return basis{}, err
	}
	base := basis{exact: exact, followed: exact.clone()}
	for i, next := range kept[1:] {
		if before := kept[i]; next.Minor && next.Version == before.Version+1 {
			from, err := before.facts()
			if err != nil {
				return basis{}, err
			}
			to, err := next.facts()
			if err != nil {
				return basis{}, err
			}
			base.followed.follow(from, to, source)
		}
	}
	return base, nil
}

// follow takes over what changes in a language from one version to the next, where
// it said the same before.
func (f facts) follow(before, after facts, locale content.Locale) {
	for _, d := range differences(before, after) {
		if d.group != inTexts || d.locale != locale || !bytes.Equal(f[d.fact], d.before) {
			continue
		}
		if d.after == nil {
			delete(f, d.fact)
		} else {
			f[d.fact] = d.after
		}
	}
}

// overwrites are the changes that would take back what somebody else has changed in
// the same language since the version that the translation was made from.
func (t *writeTx) overwrites(ctx context.Context, was *Record, tr translation, base, from, to facts) ([]*fault.Error, error) {
	if base == nil {
		return nil, nil
	}
	var lost []textEdit
	for _, edit := range tr.edits {
		if at := edit.fact(tr.locale); !bytes.Equal(base[at], from[at]) && !bytes.Equal(from[at], to[at]) {
			lost = append(lost, edit)
		}
	}
	if len(lost) == 0 {
		return nil, nil
	}
	since, err := t.changedSince(ctx, was, tr.version)
	if err != nil {
		return nil, err
	}
	var all []*fault.Error
	for _, edit := range lost {
		conflict := &VersionConflict{Version: was.Version}
		for _, change := range since.Changes {
			if change.fact == edit.fact(tr.locale) {
				conflict.Changes = append(conflict.Changes, change)
			}
		}
		all = append(all, &fault.Error{
			Code: fault.Conflict, Field: edit.at, Rule: "versionConflict", Cause: conflict,
			Message: fmt.Sprintf("%s has been changed in %q since version %d: the entry is at version %d now", edit.field(), tr.locale, tr.version, was.Version),
		})
	}
	return all, nil
}

// inputPath finds where in the input a field stands that a check names by its path
// in the record.
func (tr translation) inputPath(record *Record, at string) string {
	part, rest := record.partAt(at)
	named, isText := strings.CutPrefix(rest, "texts."+string(tr.locale)+".")
	if !isText {
		return at
	}
	if named == "slug" && tr.slug != nil {
		return tr.slug.at
	}
	field, _, _ := strings.Cut(named, ".")
	for _, edit := range tr.edits {
		if edit.part == part && edit.field() == strings.TrimRight(field, "[]0123456789") {
			return edit.at
		}
	}
	return fault.Path("fields", named)
}

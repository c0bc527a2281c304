package edit

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"slices"

	"github.com/google/uuid"

	"github.com/cocreated/hub/storage/act"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/fault"
	"github.com/cocreated/hub/storage/format/xliff"
	"github.com/cocreated/hub/storage/pg"
)

// XliffImport is what became of a file that came back from translators.
type XliffImport struct {
	Accepted []*XliffUnit
	Refused  []*XliffRefusal
	// Untouched are the units that were not translated.
	Untouched int
}

// XliffUnit is a unit that was taken over.
type XliffUnit struct {
	ID    string // as the file has it
	Entry string
	Part  *string // id of the part; nil for the entry's own
	Field string
	// Stale says that its source has changed since it was exported.
	Stale bool
}

// XliffRefusal is a unit that was not taken over.
type XliffRefusal struct {
	ID      string
	Code    string // the broken rule in upper case
	Message string
}

// XliffImportPayload is what became of a file, or what is wrong with it as a whole.
type XliffImportPayload struct {
	*XliffImport
	UserErrors []*UserError
}

// XliffImportInput is a file that came back.
type XliffImportInput struct {
	File   string
	Note   *string
	DryRun bool
}

// Options are those of the write.
func (i XliffImportInput) Options() Options {
	options := Options{DryRun: i.DryRun}
	if i.Note != nil {
		options.Note = *i.Note
	}
	return options
}

// ImportXliff takes over what came back from translators, in one transaction. A
// unit that cannot be taken over is refused by itself.
func (w *Writer) ImportXliff(ctx context.Context, actor act.Actor, file string, options Options) (*XliffImport, error) {
	back, err := xliff.Read(file)
	var problem *xliff.Error
	if errors.As(err, &problem) {
		return nil, fault.Invalid("file", string(problem.Rule), "%s", problem.Error())
	}
	if err != nil {
		return nil, err
	}
	locales, err := w.Languages.Lookup([]content.Locale{content.Locale(back.TargetLanguage)})
	if err != nil {
		return nil, fault.Invalid("file", "language", "it is a translation into %q, which is not one of this hub's languages", back.TargetLanguage)
	}
	if err := actor.May(act.Act{Verb: act.VerbTranslate, Locales: locales, TextsOnly: true}); err != nil {
		return nil, err
	}
	var report *XliffImport
	err = w.run(ctx, actor, options, func(ctx context.Context, t *writeTx) error {
		importing := &xliffImportRun{writeTx: t, back: back, locale: locales[0], report: &XliffImport{Accepted: []*XliffUnit{}, Refused: []*XliffRefusal{}}}
		report = importing.report
		return importing.all(ctx)
	})
	return report, err
}

// xliffImportRun is one import.
type xliffImportRun struct {
	*writeTx
	back   *xliff.Return
	locale content.Locale
	report *XliffImport
}

// ownedUnit is a unit with what it is of.
type ownedUnit struct {
	*xliff.Returned
	kind  string // of the entry or part
	part  uuid.UUID
	entry uuid.UUID
}

func (x *xliffImportRun) refuse(unit *ownedUnit, rule, message string) {
	x.report.Refused = append(x.report.Refused, &XliffRefusal{ID: unit.Written, Code: upperSnake(rule), Message: message})
}

// all takes over the units, entry by entry and version by version, always in the
// same order, so that two imports wait for one another and do not block.
func (x *xliffImportRun) all(ctx context.Context) error {
	owned, err := x.owned(ctx)
	if err != nil {
		return err
	}
	byVersion := map[pinnedVersion][]*ownedUnit{}
	var order []pinnedVersion
	for _, unit := range owned {
		version := pinnedVersion{unit.entry, unit.ID.Revision}
		if byVersion[version] == nil {
			order = append(order, version)
		}
		byVersion[version] = append(byVersion[version], unit)
	}
	slices.SortFunc(order, func(a, b pinnedVersion) int {
		return cmp.Or(bytes.Compare(a.EntryID[:], b.EntryID[:]), a.Version-b.Version)
	})
	for _, version := range order {
		if err := x.entry(ctx, version, byVersion[version]); err != nil {
			return err
		}
	}
	return nil
}

// owned finds whose units they are, by one statement, and refuses those of nobody.
func (x *xliffImportRun) owned(ctx context.Context) ([]*ownedUnit, error) {
	var all []*ownedUnit
	var parts []uuid.UUID
	for _, returned := range x.back.Units {
		unit := &ownedUnit{Returned: returned}
		if returned.Problem != nil {
			x.refuse(unit, string(returned.Problem.Rule), returned.Problem.Message)
			continue
		}
		name, id, err := content.DecodeID("", returned.ID.Owner)
		if err != nil {
			x.refuse(unit, "id", "no unit with such an id was given out")
			continue
		}
		unit.kind, unit.entry = name, id
		if _, isPart := x.Kinds.PartNamed(name); isPart {
			unit.part, unit.entry = id, uuid.Nil
			parts = append(parts, id)
		}
		all = append(all, unit)
	}
	var rows []struct{ ID, EntryID uuid.UUID }
	err := x.tx.NewRaw(`SELECT id, entry_id FROM parts WHERE id = ANY(?0::uuid[])`, pg.UUIDs(parts)).Scan(ctx, &rows)
	entries := map[uuid.UUID]uuid.UUID{}
	for _, row := range rows {
		entries[row.ID] = row.EntryID
	}
	return slices.DeleteFunc(all, func(unit *ownedUnit) bool {
		if unit.part != uuid.Nil {
			unit.entry = entries[unit.part]
		}
		if unit.entry == uuid.Nil {
			x.refuse(unit, "notFound", "what it is of is not there any more")
		}
		return unit.entry == uuid.Nil
	}), err
}

// entry takes over the units of one version of one entry.
func (x *xliffImportRun) entry(ctx context.Context, version pinnedVersion, units []*ownedUnit) error {
	refuseAll := func(rule, message string) error {
		for _, unit := range units {
			x.refuse(unit, rule, message)
		}
		return nil
	}
	kind, was, err := x.locked(ctx, version.EntryID)
	var known *fault.Error
	switch {
	case errors.As(err, &known) && known.Rule == "notFound":
		return refuseAll("notFound", "what it is of is not there any more")
	case err != nil:
		return err
	case string(was.SourceLocale) != x.back.SourceLanguage:
		return refuseAll("language", "the entry is written in "+string(was.SourceLocale)+", not in "+x.back.SourceLanguage)
	}
	base, err := x.basis(ctx, was, version.Version)
	if errors.As(err, &known) {
		return refuseAll("version", known.Message)
	}
	if err != nil {
		return err
	}
	now, err := factsOf(was)
	if err != nil {
		return err
	}
	merge := &xliffMerge{xliffImportRun: x, kind: kind, was: was, version: version.Version, now: now, base: base, byEdit: map[string]*ownedUnit{}}
	for _, unit := range units {
		merge.unit(unit)
	}
	return merge.write(ctx)
}

// xliffMerge merges units into one entry.
type xliffMerge struct {
	*xliffImportRun
	kind    *content.Kind
	was     *Record
	version int
	now     facts
	base    basis
	edits   []textEdit
	byEdit  map[string]*ownedUnit // by where the edit says it stands: the id of the unit
}

// unit makes an edit of a unit, or says why not.
func (m *xliffMerge) unit(unit *ownedUnit) {
	then := m.base.exact
	if then == nil {
		then = m.now
	}
	edit := textEdit{part: unit.part, name: unit.ID.Field, at: unit.Written}
	source := edit.fact(m.was.SourceLocale)
	var of *leaf
	for _, found := range leavesOf(source.name, then[source]) {
		if found.name == edit.name {
			of = &found
		}
	}
	if of == nil {
		m.refuse(unit, "id", "the source does not say anything there")
		return
	}
	translation, problem := unit.Translation(of.texts, source.name == bodyField)
	if problem != nil {
		m.refuse(unit, string(problem.Rule), problem.Message)
		return
	}
	if translation.Texts == nil || translation.State == xliff.Initial && slices.Equal(translation.Texts, m.present(edit)) {
		m.report.Untouched++
		return
	}
	edit.value = of.value(translation.Texts)
	m.edits = append(m.edits, edit)
	m.byEdit[edit.at] = unit
}

// present is what the language says now where an edit stands.
func (m *xliffMerge) present(edit textEdit) []string {
	at := edit.fact(m.locale)
	for _, leaf := range leavesOf(at.name, m.now[at]) {
		if leaf.name == edit.name {
			return leaf.texts
		}
	}
	return nil
}

// write writes the edits; those that break a rule are refused, and the others
// written without them.
func (m *xliffMerge) write(ctx context.Context) error {
	for len(m.edits) > 0 {
		item, err := m.savepoint(ctx, func() (*Outcome, error) {
			tr := translation{locale: m.locale, version: m.version, edits: m.edits}
			return m.translate(ctx, m.kind, m.was, tr, act.VerbTranslate, m.note)
		})
		if err != nil {
			return err
		}
		if item.Err == nil {
			m.accept()
			return nil
		}
		if err := m.refuseBroken(item.Err); err != nil {
			return err
		}
	}
	return nil
}

// refuseBroken refuses the units that a write was refused for: all that are left,
// where it does not say for which.
func (m *xliffMerge) refuseBroken(err error) error {
	problems, internal := UserErrorsOf(err)
	if internal != nil {
		return internal
	}
	broken := map[string]*UserError{}
	for _, problem := range problems {
		at := ""
		if problem.Field != nil && m.byEdit[*problem.Field] != nil {
			at = *problem.Field
		}
		broken[at] = problem
	}
	m.edits = slices.DeleteFunc(m.edits, func(edit textEdit) bool {
		problem := broken[edit.at]
		if problem == nil {
			problem = broken[""]
		}
		if problem != nil {
			m.report.Refused = append(m.report.Refused, &XliffRefusal{ID: edit.at, Code: problem.Code, Message: problem.Message})
		}
		return problem != nil
	})
	return nil
}

func (m *xliffMerge) accept() {
	for _, edit := range m.edits {
		source := edit.fact(m.was.SourceLocale)
		unit := m.byEdit[edit.at]
		accepted := &XliffUnit{
			ID: unit.Written, Entry: content.EncodeID(m.kind.Name, unit.entry), Field: edit.name,
			Stale: m.base.followed != nil && !bytes.Equal(m.base.followed[source], m.now[source]),
		}
		if unit.part != uuid.Nil {
			id := content.EncodeID(unit.kind, unit.part)
			accepted.Part = &id
		}
		m.report.Accepted = append(m.report.Accepted, accepted)
	}
}

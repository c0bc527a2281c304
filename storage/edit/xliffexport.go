package edit

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/act"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/fault"
	"github.com/cocreated/hub/storage/format/xliff"
)

// XliffScope is what of a text is for translation.
type XliffScope string

// What can be chosen.
const (
	XliffMissing    XliffScope = "MISSING"
	XliffStale      XliffScope = "STALE"
	XliffUnfinished XliffScope = "UNFINISHED" // missing or stale
	XliffAll        XliffScope = "ALL"
)

// XliffExportInput is what goes to translators.
type XliffExportInput struct {
	IDs    []string // of entries
	Kinds  []content.EntryKind
	Locale content.Locale
	// SourceLocale leaves out what is written in other languages; nil: there must be
	// none.
	SourceLocale *content.Locale
	Only         XliffScope
}

// XliffExportPayload are files for translators.
type XliffExportPayload struct {
	Files      []*XliffFile
	UserErrors []*UserError
}

// XliffFile is one file.
type XliffFile struct {
	Name    string
	Text    string
	Entries int
	Units   int
}

const (
	// maxExport is how many entries are written at once.
	maxExport = 1000
	// maxFile is how many bytes a file has, unless a single entry has more: it comes
	// back with the translations, through the body of a request.
	maxFile = 300_000
	// staleSubState marks, in XLIFF, a translation of what the source was before.
	staleSubState  = "hub:stale"
	reviewSubState = "hub:in-review"
)

// Export writes texts for translators, as XLIFF 2.1. The number of statements
// depends on the kinds, not on how many entries there are.
func (t *Translations) Export(ctx context.Context, actor act.Actor, input XliffExportInput) (files []*XliffFile, err error) {
	if input.Only == "" {
		input.Only = XliffUnfinished
	}
	if err := actor.May(act.Act{Verb: act.VerbExport, Locales: []content.Locale{input.Locale}, TextsOnly: true}); err != nil {
		return nil, err
	}
	err = t.DB.RunInTx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead}, func(ctx context.Context, tx bun.Tx) error {
		export := &xliffExport{Translations: t, loader: &Loader{DB: tx, Kinds: t.Kinds}, input: input}
		if err := export.read(ctx); err != nil {
			return err
		}
		if files, err = export.write(); err != nil {
			return err
		}
		lines := make([]act.AuditLine, len(export.entries))
		for i, entry := range export.entries {
			lines[i] = act.AuditLine{Action: act.VerbExport, Kind: entry.Kind, EntryID: *entry.ID, Version: entry.Version, Locales: []content.Locale{input.Locale}}
		}
		return act.Audit(ctx, tx, actor, lines...)
	})
	return files, err
}

// xliffExport is one export.
type xliffExport struct {
	*Translations
	loader  *Loader
	input   XliffExportInput
	source  content.Locale
	entries []*Record
	before  map[pinnedVersion]facts
	terms   []xliff.Term
}

// read finds the entries and everything that is written of them.
func (e *xliffExport) read(ctx context.Context) error {
	byKind, err := e.selected(ctx)
	if err != nil {
		return err
	}
	var found []*Record
	for _, kind := range e.Kinds.All() {
		if len(byKind[kind.Name]) == 0 {
			continue
		}
		if !slices.Contains(e.Languages[kind.Languages], e.input.Locale) {
			return fault.Invalid("locale", "locale", "a %s is not written in %q", kind.Name, e.input.Locale)
		}
		records, err := e.loader.Load(ctx, kind, byKind[kind.Name])
		if err != nil {
			return err
		}
		found = append(found, records...)
	}
	if err := e.refuseUnknown(found); err != nil {
		return err
	}
	if err := e.narrow(found); err != nil {
		return err
	}
	if err := e.readBefore(ctx); err != nil {
		return err
	}
	e.terms, err = e.loader.glossary(ctx, e.source, e.input.Locale)
	return err
}

// selected are the ids of the entries, by kind.
func (e *xliffExport) selected(ctx context.Context) (map[string][]uuid.UUID, error) {
	byKind := map[string][]uuid.UUID{}
	if (len(e.input.IDs) == 0) == (len(e.input.Kinds) == 0) {
		return nil, fault.Invalid("ids", "exclusive", "say which entries, or which kinds")
	}
	if len(e.input.IDs) > maxExport {
		return nil, fault.Invalid("ids", "max", "at most %d entries are exported at once", maxExport)
	}
	for i, text := range e.input.IDs {
		name, id, err := content.DecodeID(fault.Path("ids", i), text)
		if err != nil {
			return nil, err
		}
		if _, ok := e.Kinds.Named(name); !ok {
			return nil, fault.Invalid(fault.Path("ids", i), "kind", "this is not the id of an entry")
		}
		byKind[name] = append(byKind[name], id)
	}
	if len(e.input.Kinds) == 0 {
		return byKind, nil
	}
	wanted, err := e.wanted(BoardFilter{Kinds: e.input.Kinds, Locales: []content.Locale{e.input.Locale}})
	if err != nil {
		return nil, err
	}
	condition := map[XliffScope]string{
		XliffMissing: "missing > 0", XliffStale: "stale > 0", XliffUnfinished: "missing + stale > 0", XliffAll: "true",
	}[e.input.Only]
	var rows []struct {
		KindName string
		EntryID  uuid.UUID
	}
	err = e.loader.DB.NewRaw(boardSQL+"SELECT kind_name, entry_id FROM rated WHERE ?2 ORDER BY kind_name, entry_id LIMIT ?3",
		wanted, e.inSource("e.source_locale"), bun.Safe(condition), maxExport+1).Scan(ctx, &rows)
	if len(rows) > maxExport {
		return nil, fault.Invalid("kinds", "max", "there are more than %d entries to export: choose fewer kinds, or entries by their ids", maxExport)
	}
	for _, row := range rows {
		byKind[row.KindName] = append(byKind[row.KindName], row.EntryID)
	}
	return byKind, err
}

// refuseUnknown names the first id that no entry has.
func (e *xliffExport) refuseUnknown(found []*Record) error {
	for i, text := range e.input.IDs {
		if !slices.ContainsFunc(found, func(record *Record) bool { return content.EncodeID(record.Kind, *record.ID) == text }) {
			return fault.Invalid(fault.Path("ids", i), "notFound", "there is no entry with this id")
		}
	}
	return nil
}

// inSource is the condition that an entry is written in the language asked for.
func (e *xliffExport) inSource(column string) any {
	if e.input.SourceLocale == nil {
		return bun.Safe("true")
	}
	return bun.SafeQuery("? = ?", bun.Safe(column), *e.input.SourceLocale)
}

// narrow leaves the entries that have something to translate, from one language.
func (e *xliffExport) narrow(found []*Record) error {
	if e.input.SourceLocale != nil {
		e.source = *e.input.SourceLocale
		found = slices.DeleteFunc(found, func(record *Record) bool { return record.SourceLocale != e.source })
	}
	found = slices.DeleteFunc(found, func(record *Record) bool { return record.SourceLocale == e.input.Locale })
	for _, record := range found {
		switch e.source {
		case "", record.SourceLocale:
			e.source = record.SourceLocale
		default:
			return fault.Invalid("sourceLocale", "required", "the entries are written in several languages, and a file is of one: say which, %s or %s", e.source, record.SourceLocale)
		}
	}
	for _, record := range found {
		if slices.ContainsFunc(record.holders(), func(h textHolder) bool { return len(e.leaves(h)) > 0 }) {
			e.entries = append(e.entries, record)
		}
	}
	return nil
}

// leaves are the texts of an entry or part that are for translation.
func (e *xliffExport) leaves(holder textHolder) []leaf {
	stale := holder.states[e.input.Locale].Stale
	return slices.DeleteFunc(holder.leaves(e.Kinds, e.source), func(l leaf) bool {
		_, isStale := stale[l.field()]
		missing := holder.leaf(e.input.Locale, l.name).empty()
		wanted := map[XliffScope]bool{
			XliffMissing: missing, XliffStale: isStale, XliffUnfinished: missing || isStale, XliffAll: true,
		}[e.input.Only]
		unit := xliff.Unit{Markdown: l.field() == bodyField, Source: l.texts}
		return !wanted || !unit.HasWords()
	})
}

// readBefore finds what stale translations were made from.
func (e *xliffExport) readBefore(ctx context.Context) (err error) {
	var wanted []pinnedVersion
	for _, record := range e.entries {
		for _, holder := range record.holders() {
			for _, pin := range holder.states[e.input.Locale].Stale {
				if version := (pinnedVersion{*record.ID, pin.Version}); !slices.Contains(wanted, version) {
					wanted = append(wanted, version)
				}
			}
		}
	}
	e.before, err = pinned(ctx, e.loader.DB, wanted)
	return err
}

// write makes the files: entries in their order, as many as fit.
func (e *xliffExport) write() ([]*XliffFile, error) {
	files := []*XliffFile{}
	var documents []*xliff.Document
	size := 0
	for _, record := range e.entries {
		entry := &entryUnits{xliffExport: e, record: record}
		alone := e.document(entry.file())
		text, err := textOf(alone)
		if err != nil {
			return nil, err
		}
		if size += len(text); len(files) == 0 || size > maxFile {
			files = append(files, &XliffFile{Name: fmt.Sprintf("%s-%s-%d.xlf", e.source, e.input.Locale, len(files)+1)})
			documents, size = append(documents, e.document()), len(text)
		}
		last := len(files) - 1
		documents[last].Files = append(documents[last].Files, alone.Files...)
		files[last].Entries, files[last].Units = files[last].Entries+1, files[last].Units+entry.units
	}
	for i, document := range documents {
		var err error
		if files[i].Text, err = textOf(document); err != nil {
			return nil, err
		}
	}
	return files, nil
}

func (e *xliffExport) document(files ...xliff.File) *xliff.Document {
	return &xliff.Document{SourceLanguage: string(e.source), TargetLanguage: string(e.input.Locale), Glossary: e.terms, Files: files}
}

func textOf(document *xliff.Document) (string, error) {
	var out strings.Builder
	err := xliff.Write(&out, document)
	return out.String(), err
}

// entryUnits makes the units of one entry.
type entryUnits struct {
	*xliffExport
	record *Record
	units  int
}

func (u *entryUnits) file() xliff.File {
	whole := u.record.holders()[0]
	return xliff.File{
		ID: content.EncodeID(u.record.Kind, *u.record.ID), Original: u.record.Kind + "/" + u.record.Slug,
		Units: u.of(whole), Groups: u.groups(whole.parts),
	}
}

// groups are those of parts that have something to translate, or parts that have.
func (u *entryUnits) groups(parts []*PartRecord) []xliff.Group {
	var groups []xliff.Group
	for _, part := range parts {
		group := xliff.Group{ID: content.EncodeID(part.Kind, *part.ID), Name: part.Kind + "/" + part.Slug, Units: u.of(part.holder()), Groups: u.groups(part.Parts)}
		if len(group.Units)+len(group.Groups) > 0 {
			groups = append(groups, group)
		}
	}
	return groups
}

func (u *entryUnits) of(holder textHolder) []xliff.Unit {
	var units []xliff.Unit
	for _, leaf := range u.leaves(holder) {
		unit := xliff.Unit{
			ID:   xliff.UnitID{Owner: content.EncodeID(holder.kind, u.owner(holder)), Field: leaf.name, Revision: u.record.Version},
			Name: leaf.name, Markdown: leaf.field() == bodyField, Source: leaf.texts,
		}
		if target := holder.leaf(u.input.Locale, leaf.name); !target.empty() {
			unit.Target = target.texts
		}
		u.rate(&unit, holder, leaf)
		u.units++
		units = append(units, unit)
	}
	return units
}

func (u *entryUnits) owner(holder textHolder) uuid.UUID {
	if holder.id == uuid.Nil {
		return *u.record.ID
	}
	return holder.id
}

// rate says how far the translation of a unit is. One that is stale is to be
// translated again, and the translator sees what it was made from.
func (u *entryUnits) rate(unit *xliff.Unit, holder textHolder, of leaf) {
	state := holder.states[u.input.Locale]
	if pin, isStale := state.Stale[of.field()]; isStale {
		unit.State, unit.SubState = xliff.Initial, staleSubState
		then := u.before[pinnedVersion{*u.record.ID, pin.Version}]
		value := then[fact{part: holder.id, group: inTexts, locale: u.source, name: of.field()}]
		for _, before := range leavesOf(of.field(), value) {
			if before.name == of.name {
				unit.Notes = append(unit.Notes, xliff.Note{Category: "source-before", Text: strings.Join(before.texts, "\n")})
			}
		}
		return
	}
	switch state.State {
	case StateApproved:
		unit.State = xliff.Final
	case StateInReview:
		unit.State, unit.SubState = xliff.Translated, reviewSubState
	default:
		unit.State = xliff.Translated
	}
	if len(unit.Target) == 0 {
		unit.State, unit.SubState = xliff.Initial, ""
	}
}

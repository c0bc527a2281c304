package edit

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/fault"
	"github.com/cocreated/hub/storage/format/words"
)

// Translations reads how far translations have come.
type Translations struct {
	DB        *bun.DB // search path draft, as the owner
	Kinds     *content.Kinds
	Languages content.Languages
	Signer    *content.Signer
	Now       time.Time
}

// TranslationStatus is what is to be done next for an entry in a language.
type TranslationStatus string

// The statuses, the most urgent first: a translation with anything missing is
// missing, whatever else it is.
const (
	TranslationMissing  TranslationStatus = "MISSING"
	TranslationStale    TranslationStatus = "STALE"
	TranslationDraft    TranslationStatus = "DRAFT"
	TranslationInReview TranslationStatus = "IN_REVIEW"
	TranslationApproved TranslationStatus = "APPROVED"
)

// stateOrder is how far texts come, one state after another.
var stateOrder = []State{StateDraft, StateInReview, StateApproved}

// statusOf sums up; state is the least of the texts that are there.
func statusOf(missing, stale int, state State) TranslationStatus {
	switch {
	case missing > 0:
		return TranslationMissing
	case stale > 0:
		return TranslationStale
	default:
		return TranslationStatus(state)
	}
}

// TranslationReport is how far an entry has come in one language.
type TranslationReport struct {
	Locale  content.Locale
	Status  TranslationStatus
	Missing []*TranslationField
	Stale   []*StaleField
}

// TranslationField is a field of an entry or of one of its parts.
type TranslationField struct {
	Part *string // id of the part; nil for the entry's own
	Name string
}

// StaleField is a field whose source has changed since it was made.
type StaleField struct {
	TranslationField
	// Version is that of the entry from which the translation was made.
	Version int
	// Source are the source then and now, cut where their words differ; empty where
	// there was none, or what it said is not kept.
	Source []words.Segment
}

// textHolder is an entry or a part with its texts.
type textHolder struct {
	id     uuid.UUID // zero: the entry
	kind   string
	slug   string
	texts  map[content.Locale]json.RawMessage
	states map[content.Locale]TextState
	parts  []*PartRecord
}

// holders are the entry and, each before what is below it, its parts.
func (r *Record) holders() []textHolder {
	all := []textHolder{{kind: r.Kind, slug: r.Slug, texts: r.Texts, states: r.States, parts: r.Parts}}
	eachPart(r.Parts, func(part *PartRecord) { all = append(all, part.holder()) })
	return all
}

func (p *PartRecord) holder() textHolder {
	return textHolder{id: *p.ID, kind: p.Kind, slug: p.Slug, texts: p.Texts, states: p.States, parts: p.Parts}
}

// said are the fields that a language says, without the slug.
func (h textHolder) said(locale content.Locale) map[string]json.RawMessage {
	said := members(h.texts[locale])
	delete(said, "slug")
	return said
}

// missing names the fields that the source says and a language does not.
func (h textHolder) missing(source, locale content.Locale) []string {
	var names []string
	there := h.said(locale)
	for _, name := range slices.Sorted(maps.Keys(h.said(source))) {
		if _, said := there[name]; !said {
			names = append(names, name)
		}
	}
	return names
}

func (h textHolder) field(name string) *TranslationField {
	field := &TranslationField{Name: name}
	if h.id != uuid.Nil {
		id := content.EncodeID(h.kind, h.id)
		field.Part = &id
	}
	return field
}

// Report reads how far an entry has come in some languages; without any, in all
// into which it can be translated.
func (t *Translations) Report(ctx context.Context, id string, locales []content.Locale) ([]*TranslationReport, error) {
	name, entry, err := content.DecodeID("id", id)
	if err != nil {
		return nil, err
	}
	kind, known := t.Kinds.Named(name)
	if !known {
		return nil, fault.Invalid("id", "kind", "this is not the id of an entry")
	}
	found, err := (&Loader{DB: t.DB, Kinds: t.Kinds}).Load(ctx, kind, []uuid.UUID{entry})
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, &fault.Error{Code: fault.NotFound, Field: "id", Rule: "notFound", Message: "there is no entry with this id"}
	}
	record := found[0]
	wanted := t.Languages[kind.Languages]
	if len(locales) > 0 {
		if wanted, err = t.Languages.Lookup(locales); err != nil {
			return nil, err
		}
	}
	reports := []*TranslationReport{}
	for _, locale := range wanted {
		if locale != record.SourceLocale {
			reports = append(reports, record.report(locale))
		}
	}
	return reports, t.addSources(ctx, record, reports)
}

// report says how far a record has come in a language, without what its source said.
func (r *Record) report(locale content.Locale) *TranslationReport {
	report := &TranslationReport{Locale: locale, Missing: []*TranslationField{}, Stale: []*StaleField{}}
	least := StateApproved
	for _, holder := range r.holders() {
		for _, name := range holder.missing(r.SourceLocale, locale) {
			report.Missing = append(report.Missing, holder.field(name))
		}
		state, there := holder.states[locale]
		if !there {
			continue
		}
		if slices.Index(stateOrder, state.State) < slices.Index(stateOrder, least) {
			least = state.State
		}
		for _, name := range slices.Sorted(maps.Keys(state.Stale)) {
			report.Stale = append(report.Stale, &StaleField{TranslationField: *holder.field(name), Version: state.Stale[name].Version})
		}
	}
	report.Status = statusOf(len(report.Missing), len(report.Stale), least)
	return report
}

// addSources finds what stale fields were made from, by one statement.
func (t *Translations) addSources(ctx context.Context, record *Record, reports []*TranslationReport) error {
	versions := map[int]*revision{}
	for _, report := range reports {
		for _, field := range report.Stale {
			versions[field.Version] = nil
		}
	}
	if len(versions) == 0 {
		return nil
	}
	var kept []*revision
	err := t.DB.NewSelect().TableExpr("hub.revisions AS r").Column("r.entry_id", "r.version", "r.record").
		Where("r.entry_id = ?", *record.ID).Where("r.version IN (?)", bun.List(slices.Collect(maps.Keys(versions)))).Scan(ctx, &kept)
	if err != nil {
		return err
	}
	for _, revision := range kept {
		versions[revision.Version] = revision
	}
	now, err := factsOf(record)
	if err != nil {
		return err
	}
	then := map[int]facts{}
	for _, report := range reports {
		for _, field := range report.Stale {
			revision := versions[field.Version]
			if revision == nil {
				continue
			}
			if then[field.Version] == nil {
				if then[field.Version], err = revision.facts(); err != nil {
					return err
				}
			}
			field.Source = field.difference(then[field.Version], now, record.SourceLocale)
		}
	}
	return nil
}

// difference is what became of the source of a field, word by word.
func (f *StaleField) difference(then, now facts, source content.Locale) []words.Segment {
	at := fact{group: inTexts, locale: source, name: f.Name}
	if f.Part != nil {
		_, at.part, _ = content.DecodeID("", *f.Part) // which was encoded here
	}
	before, after := shown(then[at]), shown(now[at])
	if before == nil || after == nil {
		return nil
	}
	return words.Diff(*before, *after)
}

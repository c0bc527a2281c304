package edit

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/cocreated/hub/storage/act"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/fault"
	"github.com/cocreated/hub/storage/notice"
	"github.com/cocreated/hub/storage/pg"
)

// change is an entry before and after a write.
type change struct {
	kind *content.Kind
	verb act.Verb
	// was is nil where the entry is new.
	was *Record
	// gone is what a recovered entry was before it was deleted.
	gone *Record
	// from and to are what it said and what it is to say.
	from, to facts
	// decide settles the states of the texts after the usual way; nil: leaves it so.
	decide func(*stateUpdate)
	// inputPath finds where in the input something of the record stands; nil: nowhere
	// else.
	inputPath func(record *Record, at string) string
	// locale is the language that it is about, where what it says may stay as it is.
	locale content.Locale
	// minor says that translations need not follow.
	minor bool
	// madeSlug says that nobody gave the slug: it was made of the title.
	madeSlug bool
	note     string
}

// apply writes what is to be said: checked, only where it differs, with its
// revision, its line in the audit trail and its event. What changes nothing writes
// nothing.
func (t *writeTx) apply(ctx context.Context, r *change) (*Outcome, error) {
	base := r.base(t.now)
	now := r.to.record(r.kind, base)
	err := t.derive(ctx, r, now)
	if err != nil {
		return nil, err
	}
	checked, wrong := CheckRecord(t.Kinds, t.Languages, now)
	for _, problem := range wrong {
		if r.inputPath != nil {
			problem.Field = r.inputPath(now, problem.Field)
		}
	}
	if len(wrong) > 0 {
		return nil, fault.Join(wrong...)
	}
	if r.to, err = factsOf(now); err != nil {
		return nil, err
	}
	all := differences(r.from, r.to)
	outcome := &Outcome{ID: *now.ID, Kind: r.kind.Name, Version: base.Version, Changes: changesOf(all, r.from, r.to)}
	r.settle(now, all, base.Version)
	if len(all) == 0 && r.was != nil && now.SameStates(r.was) {
		return outcome, nil
	}
	if err := t.permit(r, all, now.SourceLocale); err != nil {
		return nil, err
	}
	now.Version, now.UpdatedAt = base.Version+1, &t.now
	outcome.Version = now.Version
	if r.was != nil || r.gone != nil {
		now.OldSlugs = KeptSlugs(base, now)
	}
	if err := t.checkSingle(ctx, r); err != nil {
		return nil, err
	}
	if err := t.checkSlugs(ctx, checked); err != nil {
		if r.madeSlug {
			return nil, &slugRace{err}
		}
		return nil, err
	}
	rewriting, err := newRewriting(t.Kinds, checked, r.was, all)
	if err != nil {
		return nil, err
	}
	if err := rewriting.write(ctx, t.tx); err != nil {
		return nil, r.inInput(now, err)
	}
	return outcome, t.remember(ctx, r, now, all)
}

// settle decides how far the texts have come.
func (r *change) settle(now *Record, all []difference, version int) {
	if r.gone != nil {
		now.adoptStates(r.gone)
		return
	}
	settling := settle(r.from, r.to, all, now.SourceLocale, version)
	settling.minor = r.minor
	if r.decide != nil {
		r.decide(settling)
	}
	settling.record(r.was, now)
}

// base is what is no fact of the entry: its id, its version, its first day.
func (r *change) base(now time.Time) *Record {
	switch {
	case r.was != nil:
		return r.was
	case r.gone != nil:
		return r.gone
	}
	id := content.NewID()
	return &Record{ID: &id, Kind: r.kind.Name, CreatedAt: &now}
}

// inInput names where in the input a problem lies.
func (r *change) inInput(now *Record, err error) error {
	if list, ok := err.(*fault.Problems); ok && r.inputPath != nil { //nolint:errorlint // made here, never wrapped
		for _, problem := range list.List {
			problem.Field = r.inputPath(now, problem.Field)
		}
	}
	return err
}

func (r *change) locales() []content.Locale {
	if r.locale == "" {
		return nil
	}
	return []content.Locale{r.locale}
}

func (t *writeTx) permit(r *change, all []difference, source content.Locale) error {
	intended := act.Act{Verb: r.verb, Kind: r.kind.Name, SourceLocale: source, TextsOnly: r.was != nil, Locales: r.locales()}
	for _, d := range all {
		intended.Changes = append(intended.Changes, d.String())
		if spoken := t.partLanguages(r, d); len(spoken) > 0 {
			intended.Locales = append(intended.Locales, spoken...)
			continue
		}
		if d.group != inTexts || d.name == "slug" && r.verb != act.VerbTranslate {
			intended.TextsOnly = false
		} else if !slices.Contains(intended.Locales, d.locale) {
			intended.Locales = append(intended.Locales, d.locale)
		}
	}
	return t.actor.May(intended)
}

// checkSingle refuses a second entry of a kind of which there is one. Who writes
// the first waits for others who do.
func (t *writeTx) checkSingle(ctx context.Context, r *change) error {
	if !r.kind.Single || r.was != nil {
		return nil
	}
	if _, err := t.tx.NewRaw("SELECT pg_advisory_xact_lock(hashtext(?))", "single:"+r.kind.Name).Exec(ctx); err != nil {
		return err
	}
	var exists bool
	if err := t.tx.NewRaw("SELECT EXISTS (SELECT FROM entries WHERE kind = ?)", r.kind.Name).Scan(ctx, &exists); err != nil || !exists {
		return err
	}
	return &fault.Error{Code: fault.Conflict, Rule: "single", Message: "there is a " + r.kind.Name + " already, and one is all there can be; change that one"}
}

// checkSlugs refuses slugs that other entries of the kind have: in the same
// language, or each in its source language, because by that one they are referred
// to.
func (t *writeTx) checkSlugs(ctx context.Context, record *CanonicalRecord) error {
	own := record.SlugRows()
	var taken []SlugRow
	err := t.tx.NewRaw(`
		SELECT t.entry_id, t.locale, t.slug FROM jsonb_to_recordset(?0) AS r (locale text, slug text)
		JOIN texts AS t ON t.kind = ?1 AND t.slug = r.slug AND t.locale = r.locale AND t.part_id IS NULL AND t.entry_id <> ?2
		UNION ALL
		SELECT t.entry_id, '', t.slug FROM texts AS t JOIN entries AS e ON e.id = t.entry_id AND e.source_locale = t.locale
		WHERE t.kind = ?1 AND t.slug = ?3 AND t.part_id IS NULL AND t.entry_id <> ?2 ORDER BY locale LIMIT 1`,
		pg.Rows(own), record.Record.Kind, *record.ID, record.Slug).Scan(ctx, &taken)
	if err != nil || len(taken) == 0 {
		return err
	}
	return &fault.Error{
		Code: fault.Conflict, Field: "slug", Rule: "taken",
		Message: "another " + record.Record.Kind + " has the slug " + `"` + taken[0].Slug + `"`,
	}
}

// slugRace is that another write, of the same title, has taken the slug that was made of it
// meanwhile: nobody gave it, so the transaction begins anew and makes another.
type slugRace struct{ error }

// Unwrap is what is answered where that goes on and on.
func (r *slugRace) Unwrap() error { return r.error }

// SQLState tells [pg.IsRace] so, as Postgres tells of a serialization failure.
func (*slugRace) SQLState() string { return "40001" }

// remember writes what happened: the revision, the audit trail, the event.
func (t *writeTx) remember(ctx context.Context, r *change, now *Record, all []difference) error {
	revision := RevisionsOf([]*Record{now}, t.now, t.actor.Label)
	revision[0].Action, revision[0].Note, revision[0].Minor = r.verb, pg.OptionalText(r.note), r.minor
	if t.actor.AccountID != uuid.Nil {
		revision[0].AccountID = &t.actor.AccountID
	}
	if err := WriteRevisions(ctx, t.tx, pg.Rows(revision)); err != nil {
		return err
	}
	event := notice.EntryEvent{Type: notice.EventUpdated, Stage: content.StageDraft, Kind: r.kind.Name, ID: *now.ID, Version: now.Version, Locales: r.locales()}
	switch {
	case r.verb == act.VerbRecover:
		event.Type = notice.EventRecovered
	case r.was == nil:
		event.Type = notice.EventCreated
	}
	for _, d := range all {
		if d.locale != "" && !slices.Contains(event.Locales, d.locale) {
			event.Locales = append(event.Locales, d.locale)
		}
	}
	slices.Sort(event.Locales)
	t.events = append(t.events, event)
	return t.audit(ctx, act.AuditLine{Action: r.verb, Kind: r.kind.Name, EntryID: *now.ID, Version: now.Version, Locales: event.Locales})
}

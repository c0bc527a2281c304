package edit

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/google/uuid"

	"github.com/cocreated/hub/storage/act"
	"github.com/cocreated/hub/storage/argument"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/fault"
)

// Write is one write of an entry, as an input says it; see [patch] for the shape of
// inputs.
type Write struct {
	Verb act.Verb
	// Kind is that of the entry to create or to update.
	Kind  string
	Input argument.Input
}

// WriteNamed is the write that a mutation of that name does, such as
// `courseCreate` or `entryDelete`; without its input.
func WriteNamed(mutation string) Write {
	switch mutation {
	case "entryDelete":
		return Write{Verb: act.VerbDelete}
	case "entryRecover":
		return Write{Verb: act.VerbRecover}
	case "textUpdate":
		return Write{Verb: act.VerbTranslate}
	case "textConfirm":
		return Write{Verb: act.VerbConfirm}
	case "entryRestore":
		return Write{Verb: act.VerbRestore}
	case "entryUndo":
		return Write{Verb: act.VerbUndo}
	}
	if kind, ok := strings.CutSuffix(mutation, "Create"); ok {
		return Write{Verb: act.VerbCreate, Kind: kind}
	}
	return Write{Verb: act.VerbUpdate, Kind: strings.TrimSuffix(mutation, "Update")}
}

// Do does one write. What the caller can mend is an [fault.Error] or [Problems].
func (w *Writer) Do(ctx context.Context, actor act.Actor, write Write) (*Outcome, error) {
	var outcome *Outcome
	options, err := optionsOf(write.Input)
	if err != nil {
		return nil, err
	}
	err = w.run(ctx, actor, options, func(ctx context.Context, t *writeTx) (err error) {
		outcome, err = once(ctx, t, options, write, func() (*Outcome, error) { return t.do(ctx, write) })
		return err
	})
	return outcome, err
}

// optionsOf reads what inputs say of the write itself.
func optionsOf(input argument.Input) (Options, error) {
	note, noNote := input.Text("note")
	dryRun, noDryRun := input.Bool("dryRun")
	key, noKey := input.Text("idempotencyKey")
	return Options{Note: note, DryRun: dryRun, IdempotencyKey: key}, errors.Join(noNote, noDryRun, noKey)
}

// decodeID reads the id of what an input is about.
func decodeID(input argument.Input) (kind string, id uuid.UUID, err error) {
	text, err := input.Text("id")
	if err != nil {
		return "", uuid.Nil, err
	}
	return content.DecodeID("id", text)
}

func (t *writeTx) do(ctx context.Context, write Write) (*Outcome, error) {
	note, err := write.Input.Text("note")
	if err != nil {
		return nil, err
	}
	switch write.Verb {
	case act.VerbCreate:
		return t.create(ctx, write, note)
	case act.VerbUpdate:
		return t.update(ctx, write, note)
	case act.VerbDelete:
		return t.delete(ctx, write, note)
	case act.VerbRecover:
		return t.recover(ctx, write, note)
	case act.VerbTranslate:
		return t.textUpdate(ctx, write, note)
	case act.VerbConfirm:
		return t.textConfirm(ctx, write, note)
	case act.VerbRestore:
		return t.restore(ctx, write, note)
	case act.VerbUndo:
		return t.undo(ctx, write, note)
	default:
		return nil, fmt.Errorf("edit: %s is no write of an input", write.Verb)
	}
}

func (t *writeTx) create(ctx context.Context, write Write, note string) (*Outcome, error) {
	kind, ok := t.Kinds.Named(write.Kind)
	if !ok {
		return nil, fmt.Errorf("edit: there is no kind %q", write.Kind)
	}
	now := facts{}
	source := t.Languages[kind.Languages][0]
	if write.Input.Given("sourceLocale") {
		var err error
		if source, err = argument.As[content.Locale](write.Input, "sourceLocale"); err != nil {
			return nil, err
		}
	}
	now.set(fact{name: "sourceLocale"}, source)
	now.set(fact{group: inTexts, locale: source}, true)
	patch := newPatch(t.Kinds, now)
	patch.entry(kind, write.Input)
	if err := patch.resolve(ctx, t.tx); err != nil {
		return nil, err
	}
	if err := patch.wrong(); err != nil {
		return nil, err
	}
	madeSlug := now.text(fact{name: "slug"}) == ""
	if madeSlug {
		slug, err := t.freeSlug(ctx, kind, now.title(uuid.Nil))
		if err != nil {
			return nil, err
		}
		now.set(fact{name: "slug"}, slug)
	}
	return t.apply(ctx, &change{kind: kind, verb: act.VerbCreate, from: facts{}, to: now, note: note, inputPath: patch.inputPath, madeSlug: madeSlug})
}

// freeSlug is a slug after a title that no entry of the kind has or once had.
func (t *writeTx) freeSlug(ctx context.Context, kind *content.Kind, title string) (string, error) {
	base := slugOf(title)
	if base == "" {
		base = strings.ToLower(kind.Name)
	}
	var taken []string
	err := t.tx.NewRaw(`SELECT slug FROM texts WHERE kind = ?0 AND part_id IS NULL AND starts_with(slug, ?1)
		UNION SELECT slug FROM old_slugs WHERE kind = ?0 AND starts_with(slug, ?1)`, kind.Name, base).Scan(ctx, &taken)
	all := map[string]bool{}
	for _, slug := range taken {
		all[slug] = true
	}
	return freeSlug(base, kind.Name, all), err
}

func (t *writeTx) update(ctx context.Context, write Write, note string) (*Outcome, error) {
	kind, was, err := t.at(ctx, write.Kind, write.Input)
	if err != nil {
		return nil, err
	}
	from, err := factsOf(was)
	if err != nil {
		return nil, err
	}
	minor, err := write.Input.Bool("minorEdit")
	if err != nil {
		return nil, err
	}
	patch := newPatch(t.Kinds, from.clone())
	patch.entry(kind, write.Input)
	if err := patch.resolve(ctx, t.tx); err != nil {
		return nil, err
	}
	if err := patch.wrong(); err != nil {
		return nil, err
	}
	return t.apply(ctx, &change{
		kind: kind, verb: act.VerbUpdate, was: was, from: from, to: patch.now, note: note, inputPath: patch.inputPath, minor: minor,
	})
}

// at reads the entry that an input is about, in the version that it was based on;
// with the name of a kind, of that kind.
func (t *writeTx) at(ctx context.Context, kindName string, input argument.Input) (*content.Kind, *Record, error) {
	version, err := input.Int("version")
	if err != nil {
		return nil, nil, err
	}
	name, id, err := decodeID(input)
	if err != nil {
		return nil, nil, err
	}
	if kindName != "" && name != kindName {
		return nil, nil, fault.Invalid("id", "kind", "the id is of the kind %q, not %q", name, kindName)
	}
	kind, was, err := t.locked(ctx, id)
	if err != nil {
		return nil, nil, err
	}
	return kind, was, t.checkVersion(ctx, was, version)
}

// inputPath finds where in the input something of the record stands that a check
// names by its path there.
func (p *patch) inputPath(record *Record, at string) string {
	part, rest := record.partAt(at)
	origin, inInput := p.origins[part]
	if !inInput {
		return at
	}
	head, tail, _ := strings.Cut(rest, ".")
	switch head {
	case "fields", "refs":
		return fault.Path(origin, tail)
	case "texts":
		locale, field, _ := strings.Cut(tail, ".")
		if there, ok := p.textOrigins[fact{part: part, group: inTexts, locale: content.Locale(locale)}]; ok {
			return fault.Path(there, field)
		}
	}
	return fault.Path(origin, rest)
}

// partAt finds the part that a path in the record leads to, and what follows there;
// no part where it is of the entry itself.
func (r *Record) partAt(at string) (part uuid.UUID, rest string) {
	rest = at
	parts := r.Parts
	for strings.HasPrefix(rest, "parts[") {
		var index int
		_, _ = fmt.Sscanf(rest, "parts[%d]", &index)
		if index >= len(parts) {
			return uuid.Nil, at
		}
		part, parts = *parts[index].ID, parts[index].Parts
		_, rest, _ = strings.Cut(rest, "]")
		rest = strings.TrimPrefix(rest, ".")
	}
	return part, rest
}

// changedSince finds out who changed what after a version.
func (t *writeTx) changedSince(ctx context.Context, was *Record, version int) (*VersionConflict, error) {
	conflict := &VersionConflict{Version: was.Version}
	var base, before facts
	last := map[fact]*revision{}
	err := t.eachRevision(ctx, *was.ID, version, func(next *revision) error {
		after, err := next.facts()
		if err != nil {
			return err
		}
		// Who wrote it is wanted later, what it said is not.
		next.Record, next.record, next.said = nil, nil, nil
		if base == nil {
			base = after
		} else {
			for _, d := range differences(before, after) {
				last[d.fact] = next
			}
		}
		before = after
		return nil
	})
	if err != nil || base == nil {
		return conflict, err
	}
	now, err := factsOf(was)
	if err != nil {
		return nil, err
	}
	for _, d := range differences(base, now) {
		by := last[d.fact]
		if by == nil || d.saidByOthers() {
			continue
		}
		of := now
		if now[fact{part: d.part, name: "kind"}] == nil {
			of = base
		}
		conflict.Changes = append(conflict.Changes, &ConflictingChange{fact: d.fact, FieldChange: *d.change(of), Version: by.Version, At: by.At, Author: by.author()})
	}
	return conflict, nil
}

func (t *writeTx) checkVersion(ctx context.Context, was *Record, version int) error {
	switch {
	case version == was.Version:
		return nil
	case version > was.Version || version < 1:
		return fault.Invalid("version", "unknown", "there is no version %d; the entry is at version %d", version, was.Version)
	}
	conflict, err := t.changedSince(ctx, was, version)
	if err != nil {
		return err
	}
	return &fault.Error{
		Code: fault.Conflict, Field: "version", Rule: "versionConflict", Cause: conflict,
		Message: fmt.Sprintf("the entry has been changed since version %d: it is at version %d now", version, was.Version),
	}
}

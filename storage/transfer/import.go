package transfer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/act"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/edit"
	"github.com/cocreated/hub/storage/fault"
	"github.com/cocreated/hub/storage/notice"
	"github.com/cocreated/hub/storage/pg"
	"github.com/cocreated/hub/storage/publish"
)

// ImportOptions say how an import goes about.
type ImportOptions struct {
	// DryRun does everything and then takes it back.
	DryRun bool
	// SkipInvalid leaves bad records out, and those that refer to them; without
	// it one bad record stops the import, and nothing is written.
	SkipInvalid bool
	// Author is noted in the revisions.
	Author string
	// Before is done first, in the same transaction: what the records count on.
	Before func(context.Context, bun.IDB) error
	// Progress is called after each batch.
	Progress func(ImportReport)
}

// ImportReport says what an import did.
type ImportReport struct {
	Records, Created, Updated, Unchanged, Published int
	// Texts counts the texts of the entries that were created or updated.
	Texts int
	// Problems are the bad records, in the order of their lines.
	Problems []ImportProblem
}

// ImportProblem is something wrong with one record.
type ImportProblem struct {
	Line    int
	Slug    string
	Problem *fault.Error
}

func (p ImportProblem) Error() string {
	if p.Slug == "" {
		return fmt.Sprintf("line %d: %s", p.Line, p.Problem)
	}
	return fmt.Sprintf("line %d (%s): %s", p.Line, p.Slug, p.Problem)
}

// Importer writes records into the draft stage, and publishes what they say is
// published, in one transaction: an import that is cut off has written nothing.
type Importer struct {
	DB        *bun.DB // search path draft, as the owner
	Kinds     *content.Kinds
	Languages content.Languages
}

const (
	// maxLine is how long the line of one record may be, in bytes.
	maxLine = 32 << 20
	// A batch is written when it has so many texts, or so many bytes.
	batchTexts = 2500
	batchBytes = 4 << 20
)

// Import reads newline-delimited records. It needs memory for a batch of them,
// however many there are. Problems are in the report; the error is for what is
// nobody's record's fault.
func (im *Importer) Import(ctx context.Context, input io.ReadSeeker, options ImportOptions) (ImportReport, error) {
	bad := map[int]bool{}
	var problems []ImportProblem
	for try := 1; ; {
		run := &importRun{Importer: im, options: options, bad: maps.Clone(bad)}
		err := im.DB.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error {
			run.tx = tx
			return run.all(ctx, input)
		})
		if pg.IsRace(err) && try < pg.MaxTries {
			// In the next pass it finds what the others have left.
			try++
			if _, err := input.Seek(0, io.SeekStart); err != nil {
				return run.report, err
			}
			continue
		}
		bad = run.bad
		problems = append(problems, run.report.Problems...)
		slices.SortStableFunc(problems, func(a, b ImportProblem) int { return a.Line - b.Line })
		run.report.Problems = problems
		switch {
		case err == nil:
			return run.report, nil
		case !errors.Is(err, pg.ErrTakenBack):
			return run.report, err
		case options.SkipInvalid && len(run.report.Problems) < fault.MaxProblems && run.grew:
			// What was found to be bad is left out in another pass, because
			// others may refer to it.
			if _, err := input.Seek(0, io.SeekStart); err != nil {
				return run.report, err
			}
		default:
			return run.report, nil
		}
	}
}

// importRun is one pass over the input, within one transaction.
type importRun struct {
	*Importer
	tx      bun.Tx
	options ImportOptions
	now     time.Time
	bad     map[int]bool // lines to leave out
	grew    bool         // whether this pass found further bad lines
	report  ImportReport
	changes notice.Changes
}

// batchRecord is a record that waits for its batch to be written.
type batchRecord struct {
	*edit.CanonicalRecord
	line  int
	live  *edit.CanonicalRecord
	texts int
	named bool // it says its id
	fresh bool // nothing is known that it could be about
}

func (run *importRun) all(ctx context.Context, input io.Reader) error {
	if err := run.begin(ctx); err != nil {
		return err
	}
	if run.options.Before != nil {
		if err := run.options.Before(ctx, run.tx); err != nil {
			return err
		}
	}
	if err := run.read(ctx, input); err != nil {
		return err
	}
	for _, step := range []func(context.Context) error{run.resolveLinks, run.checkTargets, run.publish, run.checkLiveTargets, run.notify, run.audit} {
		// What is bad already would look like a missing target to others.
		if len(run.report.Problems) > 0 {
			return pg.ErrTakenBack
		}
		if err := step(ctx); err != nil {
			return err
		}
	}
	if len(run.report.Problems) > 0 {
		return pg.ErrTakenBack
	}
	if run.options.DryRun {
		// Deferred constraints are checked at the commit that will not come.
		if _, err := run.tx.ExecContext(ctx, "SET CONSTRAINTS ALL IMMEDIATE"); err != nil {
			return err
		}
		return pg.ErrTakenBack
	}
	return nil
}

// begin makes the tables that remember, within the transaction and outside of
// memory, what can only be done when everything is read. The statements that do it
// are simple: statistics and machine code for them would take longer than they do.
func (run *importRun) begin(ctx context.Context) error {
	_, err := run.tx.ExecContext(ctx, `
		SET LOCAL default_statistics_target = 10;
		SET LOCAL jit = off;
		CREATE TEMPORARY TABLE import_entries (entry_id uuid PRIMARY KEY, line integer) ON COMMIT DROP;
		CREATE TEMPORARY TABLE import_links (stage text, line integer, path text, entry_id uuid, part_id uuid, relation text, position integer,
			target_kind text, target_slug text, target_part text, target_part_slug text, target_text text,
			target_id uuid, target_part_id uuid) ON COMMIT DROP;`+publish.LiveTables)
	if err != nil {
		return err
	}
	// It may publish, and others must not meanwhile: from the start, because who waits
	// for the lock later holds rows that the other one may want.
	return run.tx.NewRaw("SELECT transaction_timestamp() FROM pg_advisory_xact_lock(?)", publish.Lock).Scan(ctx, &run.now)
}

func (run *importRun) problem(line int, slug string, problem *fault.Error) {
	if !run.bad[line] {
		run.bad[line], run.grew = true, true
	}
	run.report.Problems = append(run.report.Problems, ImportProblem{Line: line, Slug: slug, Problem: problem})
}

// take writes a batch: what is new and what has changed.
func (run *importRun) take(ctx context.Context, read *importBatch) error {
	run.report.Records += read.lines
	if err := run.derive(ctx, read); err != nil {
		return err
	}
	for _, problem := range read.problems {
		run.problem(problem.Line, problem.Slug, problem.Problem)
	}
	if len(run.report.Problems) >= fault.MaxProblems {
		return pg.ErrTakenBack
	}
	if len(read.records) == 0 {
		return nil
	}
	batch, err := run.identify(ctx, read.records)
	if err != nil {
		return err
	}
	existing, err := run.existing(ctx, batch)
	if err != nil {
		return err
	}
	published, err := run.published(ctx, batch, existing)
	if err != nil {
		return err
	}
	deleted, err := run.deleted(ctx, batch, existing)
	if err != nil {
		return err
	}
	draft, live := &edit.Rows{}, &edit.Rows{}
	var written []*edit.Record
	for _, next := range batch {
		was := existing[*next.ID]
		if was != nil && next.Same(was) && next.SameStates(was) && (next.live == nil || next.live.IsLive(published[*next.ID])) {
			run.report.Unchanged++
			continue
		}
		if err := run.settle(next, was, deleted[*next.ID]); err != nil {
			return err
		}
		if was != nil {
			draft.Replaced = append(draft.Replaced, *next.ID)
		}
		if err := draft.Add(run.Kinds, next.CanonicalRecord, "draft", next.line); err != nil {
			return err
		}
		if next.live != nil {
			next.live.ID, next.live.CreatedAt = next.ID, next.CreatedAt
			next.live.UpdatedAt = firstTime(next.live.UpdatedAt, run.now)
			next.live.Version = max(next.live.Version, 1)
			adoptPartIDs(next.live.Parts, next.Parts)
			live.Replaced = append(live.Replaced, *next.ID)
			if err := live.Add(run.Kinds, next.live, "live", next.line); err != nil {
				return err
			}
		}
		written = append(written, next.Record)
		run.changed(next, was)
		run.report.Texts += next.texts
	}
	if err := run.writeBatch(ctx, batch, draft, live, written); err != nil {
		return err
	}
	if run.options.Progress != nil {
		run.options.Progress(run.report)
	}
	return nil
}

// settle fixes identity, version and times of a record that is to be written.
// One that was deleted goes on from its last version.
func (run *importRun) settle(next *batchRecord, was *edit.Record, deleted int) error {
	if was == nil {
		run.report.Created++
		next.Version = max(next.Version, deleted+1)
		next.CreatedAt = firstTime(next.CreatedAt, run.now)
		next.UpdatedAt = firstTime(next.UpdatedAt, *next.CreatedAt)
		if len(next.Published) > 0 {
			next.PublishedAt = firstTime(next.PublishedAt, run.now)
		}
		adoptPartIDs(next.Parts, nil)
		return nil
	}
	run.report.Updated++
	next.Version = was.Version + 1
	next.CreatedAt, next.UpdatedAt, next.PublishedAt = was.CreatedAt, &run.now, was.PublishedAt
	if len(next.Published) > 0 {
		next.PublishedAt = &run.now
	}
	next.OldSlugs = edit.KeptSlugs(was, next.Record)
	adoptPartIDs(next.Parts, was.Parts)
	return edit.ImportStates(was, next.Record)
}

// changed notes the events of a record that is written. What it publishes is known
// at the end only.
func (run *importRun) changed(next *batchRecord, was *edit.Record) {
	event := notice.EntryEvent{
		Type: notice.EventCreated, Stage: content.StageDraft, Kind: next.Record.Kind, ID: *next.ID, Version: next.Version,
		Locales: slices.Sorted(maps.Keys(next.Texts)),
	}
	if was != nil {
		event.Type = notice.EventUpdated
	}
	run.changes.Add(event)
	if next.live != nil {
		run.changes.Add(notice.EntryEvent{
			Type: notice.EventPublished, Stage: content.StageLive, Kind: next.Record.Kind, ID: *next.ID, Version: next.live.Version,
			Locales: slices.Sorted(maps.Keys(next.live.Texts)),
		})
	}
}

// audit notes in the trail what the import did; what each entry was is in revisions.
func (run *importRun) audit(ctx context.Context) error {
	if run.report.Created+run.report.Updated+run.report.Published == 0 {
		return nil
	}
	return act.Audit(ctx, run.tx, act.Actor{Label: run.options.Author}, act.AuditLine{Action: act.VerbImport, Detail: map[string]any{
		"created": run.report.Created, "updated": run.report.Updated, "published": run.report.Published,
	}})
}

// notify tells of what was written and of what was published.
func (run *importRun) notify(ctx context.Context) error {
	if err := addPublished(ctx, &run.changes, run.tx); err != nil {
		return err
	}
	return run.changes.Notify(ctx, run.tx)
}

func firstTime(given *time.Time, otherwise time.Time) *time.Time {
	if given != nil {
		return given
	}
	return &otherwise
}

// adoptPartIDs gives each part the id of the part that was there before, found by
// id or else by name, so that what hangs on a part keeps hanging on it; and a new
// one to what is new.
func adoptPartIDs(parts, before []*edit.PartRecord) {
	for _, part := range parts {
		var below []*edit.PartRecord
		if was := partBefore(part, before); was != nil {
			part.ID, below = was.ID, was.Parts
		} else if part.ID == nil {
			id := content.NewID()
			part.ID = &id
		}
		adoptPartIDs(part.Parts, below)
	}
}

func partBefore(part *edit.PartRecord, before []*edit.PartRecord) *edit.PartRecord {
	var byName *edit.PartRecord
	for _, old := range before {
		if old.Kind != part.Kind {
			continue
		}
		if part.ID != nil && *part.ID == *old.ID {
			return old
		}
		if part.Slug == old.Slug {
			byName = old
		}
	}
	return byName
}

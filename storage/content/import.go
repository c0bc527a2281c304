package content

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/uptrace/bun"
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
	Problem *Error
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
	Kinds     *Kinds
	Languages Languages
}

const (
	// maxLine is how long the line of one record may be, in bytes.
	maxLine = 32 << 20
	// A batch is written when it has so many texts, or so many bytes.
	batchTexts = 2000
	batchBytes = 4 << 20
	// maxProblems is how many problems are gathered before an import gives up.
	maxProblems = 1000
)

var errTakenBack = errors.New("content: taken back")

// Import reads newline-delimited records. It needs memory for a batch of them,
// however many there are. Problems are in the report; the error is for what is
// nobody's record's fault.
func (im *Importer) Import(ctx context.Context, input io.ReadSeeker, options ImportOptions) (ImportReport, error) {
	bad := map[int]bool{}
	var problems []ImportProblem
	for {
		run := &importRun{Importer: im, options: options, bad: bad}
		err := im.DB.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error {
			run.tx = tx
			return run.all(ctx, input)
		})
		problems = append(problems, run.report.Problems...)
		slices.SortStableFunc(problems, func(a, b ImportProblem) int { return a.Line - b.Line })
		run.report.Problems = problems
		switch {
		case err == nil:
			return run.report, nil
		case !errors.Is(err, errTakenBack):
			return run.report, err
		case options.SkipInvalid && len(run.report.Problems) < maxProblems && run.grew:
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

	batch      []*pending
	batchTexts int
	batchBytes int
}

// pending is a record that waits for its batch to be written.
type pending struct {
	*checked
	line  int
	live  *checked
	texts int
}

func (run *importRun) all(ctx context.Context, input io.Reader) error {
	if err := run.begin(ctx); err != nil {
		return err
	}
	if err := run.read(ctx, input); err != nil {
		return err
	}
	if err := run.flush(ctx); err != nil {
		return err
	}
	for _, step := range []func(context.Context) error{run.resolveLinks, run.checkTargets, run.publish} {
		if err := step(ctx); err != nil {
			return err
		}
		if len(run.report.Problems) > 0 {
			return errTakenBack
		}
	}
	if run.options.DryRun {
		// Deferred constraints are checked at the commit that will not come.
		if _, err := run.tx.ExecContext(ctx, "SET CONSTRAINTS ALL IMMEDIATE"); err != nil {
			return err
		}
		return errTakenBack
	}
	return nil
}

// begin makes the tables that remember, within the transaction and outside of
// memory, what can only be done when everything is read.
func (run *importRun) begin(ctx context.Context) error {
	_, err := run.tx.ExecContext(ctx, `
		CREATE TEMPORARY TABLE import_entries (entry_id uuid PRIMARY KEY, line integer) ON COMMIT DROP;
		CREATE TEMPORARY TABLE import_links (stage text, line integer, path text, entry_id uuid, part_id uuid, relation text, position integer,
			target_kind text, target_slug text, target_part text, target_part_slug text, target_text text,
			target_id uuid, target_part_id uuid) ON COMMIT DROP;
		CREATE TEMPORARY TABLE publishing (entry_id uuid, locale text, kind text, PRIMARY KEY (entry_id, locale)) ON COMMIT DROP`)
	if err != nil {
		return err
	}
	return run.tx.NewRaw("SELECT transaction_timestamp()").Scan(ctx, &run.now)
}

func (run *importRun) read(ctx context.Context, input io.Reader) error {
	lines := bufio.NewScanner(input)
	lines.Buffer(make([]byte, 64<<10), maxLine)
	number := 0
	for lines.Scan() {
		number++
		line := bytes.TrimSpace(lines.Bytes())
		if number == 1 {
			line = bytes.TrimPrefix(line, []byte("\ufeff"))
		}
		if len(line) == 0 || run.bad[number] {
			continue
		}
		run.report.Records++
		run.line(number, line)
		if len(run.report.Problems) >= maxProblems {
			return errTakenBack
		}
		if run.batchTexts >= batchTexts || run.batchBytes >= batchBytes {
			if err := run.flush(ctx); err != nil {
				return err
			}
		}
	}
	if errors.Is(lines.Err(), bufio.ErrTooLong) {
		run.problem(number+1, "", badInput("", "max", "a record may have at most %d bytes", maxLine))
		return errTakenBack
	}
	return lines.Err()
}

// line decodes and checks one record and puts it into the batch.
func (run *importRun) line(number int, line []byte) {
	switch {
	case !utf8.Valid(line):
		run.problem(number, "", badInput("", "utf8", "the line is not UTF-8"))
		return
	case bytes.Contains(line, []byte(`\u0000`)):
		run.problem(number, "", badInput("", "nul", "a text cannot hold the character NUL"))
		return
	}
	var record Record
	if problem := decodeStrict("", line, &record); problem != nil {
		run.problem(number, record.Slug, problem)
		return
	}
	live := record.Live
	record.Live = nil
	next := &pending{line: number, texts: countTexts(&record)}
	var problems []*Error
	if live != nil {
		live.Published = record.Published
		record.Published = nil
		next.live, problems = checkRecord(run.Kinds, run.Languages, live)
		for _, problem := range problems {
			problem.Field = path("live", problem.Field)
		}
	}
	var own []*Error
	next.checked, own = checkRecord(run.Kinds, run.Languages, &record)
	for _, problem := range append(own, problems...) {
		run.problem(number, record.Slug, problem)
	}
	if len(own)+len(problems) > 0 {
		return
	}
	run.batch = append(run.batch, next)
	run.batchTexts += next.texts
	run.batchBytes += len(line)
}

func countTexts(record *Record) int {
	count := len(record.Texts)
	var below func([]*PartRecord)
	below = func(parts []*PartRecord) {
		for _, part := range parts {
			count += len(part.Texts)
			below(part.Parts)
		}
	}
	below(record.Parts)
	return count
}

func (run *importRun) problem(line int, slug string, problem *Error) {
	if !run.bad[line] {
		run.bad[line], run.grew = true, true
	}
	run.report.Problems = append(run.report.Problems, ImportProblem{Line: line, Slug: slug, Problem: problem})
}

// flush writes the batch: what is new and what has changed.
func (run *importRun) flush(ctx context.Context) error {
	batch := run.batch
	run.batch, run.batchTexts, run.batchBytes = nil, 0, 0
	if len(batch) == 0 {
		return nil
	}
	batch, err := run.identify(ctx, batch)
	if err != nil {
		return err
	}
	existing, err := run.existing(ctx, batch)
	if err != nil {
		return err
	}
	draft, live := &rows{}, &rows{}
	var revisions []revisionRow
	for _, next := range batch {
		was := existing[*next.ID]
		if was != nil && next.live == nil && next.same(was) {
			run.report.Unchanged++
			continue
		}
		run.settle(next, was)
		if err := draft.add(run.Kinds, next.checked, "draft", next.line); err != nil {
			return err
		}
		if next.live != nil {
			next.live.ID, next.live.CreatedAt = next.ID, next.CreatedAt
			next.live.UpdatedAt = firstTime(next.live.UpdatedAt, run.now)
			next.live.Version = max(next.live.Version, 1)
			adoptPartIDs(next.live.Parts, next.Parts)
			if err := live.add(run.Kinds, next.live, "live", next.line); err != nil {
				return err
			}
		}
		revision, err := newRevision(next.Record, run.now, run.options.Author)
		if err != nil {
			return err
		}
		revisions = append(revisions, revision)
		run.report.Texts += next.texts
	}
	if err := run.writeBatch(ctx, batch, draft, live, revisions); err != nil {
		return err
	}
	if run.options.Progress != nil {
		run.options.Progress(run.report)
	}
	return nil
}

// settle fixes identity, version and times of a record that is to be written.
func (run *importRun) settle(next *pending, was *Record) {
	if was == nil {
		run.report.Created++
		next.Version = max(next.Version, 1)
		next.CreatedAt = firstTime(next.CreatedAt, run.now)
		next.UpdatedAt = firstTime(next.UpdatedAt, *next.CreatedAt)
		adoptPartIDs(next.Parts, nil)
		return
	}
	run.report.Updated++
	next.Version = was.Version + 1
	next.CreatedAt, next.UpdatedAt, next.PublishedAt = was.CreatedAt, &run.now, was.PublishedAt
	if len(next.Published) > 0 {
		next.PublishedAt = &run.now
	}
	next.OldSlugs = keptSlugs(was, next.Record)
	adoptPartIDs(next.Parts, was.Parts)
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
func adoptPartIDs(parts, before []*PartRecord) {
	for _, part := range parts {
		var below []*PartRecord
		if was := partBefore(part, before); was != nil {
			part.ID, below = was.ID, was.Parts
		} else if part.ID == nil {
			id := newID()
			part.ID = &id
		}
		adoptPartIDs(part.Parts, below)
	}
}

func partBefore(part *PartRecord, before []*PartRecord) *PartRecord {
	var byName *PartRecord
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

func newID() uuid.UUID { return uuid.Must(uuid.NewV7()) }

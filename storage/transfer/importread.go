package transfer

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"maps"
	"unicode/utf8"

	"golang.org/x/sync/errgroup"

	"github.com/cocreated/hub/storage/canonical"
	"github.com/cocreated/hub/storage/edit"
	"github.com/cocreated/hub/storage/fault"
)

// importBatch is what was read since the last batch.
type importBatch struct {
	records []*batchRecord
	// underived are those whose columns are to be derived before they are checked.
	underived []*rawRecord
	problems  []ImportProblem
	lines     int
	texts     int
	bytes     int
}

// read reads and checks the input while what was read before is being written:
// the one is this process's work, the other that of Postgres.
func (run *importRun) read(ctx context.Context, input io.Reader) error {
	batches := make(chan *importBatch, 1)
	reader := &recordReader{Importer: run.Importer, skip: maps.Clone(run.bad), out: batches}
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error {
		defer close(batches)
		return reader.read(ctx, input)
	})
	group.Go(func() error {
		for batch := range batches {
			if err := run.take(ctx, batch); err != nil {
				return err
			}
		}
		return nil
	})
	return group.Wait()
}

// recordReader reads records from lines and hands them on in batches.
type recordReader struct {
	*Importer
	skip  map[int]bool // lines to leave out
	batch importBatch
	out   chan<- *importBatch
}

func (r *recordReader) read(ctx context.Context, input io.Reader) error {
	lines := bufio.NewScanner(input)
	lines.Buffer(make([]byte, 64<<10), maxLine)
	number := 0
	for lines.Scan() {
		number++
		line := bytes.TrimSpace(lines.Bytes())
		if number == 1 {
			line = bytes.TrimPrefix(line, []byte("\ufeff"))
		}
		if len(line) == 0 || r.skip[number] {
			continue
		}
		r.batch.lines++
		r.line(number, line)
		if r.batch.texts >= batchTexts || r.batch.bytes >= batchBytes || len(r.batch.problems) >= fault.MaxProblems {
			if err := r.hand(ctx); err != nil {
				return err
			}
		}
	}
	if errors.Is(lines.Err(), bufio.ErrTooLong) {
		r.problem(number+1, "", fault.Invalid("", "max", "a record may have at most %d bytes", maxLine))
	} else if lines.Err() != nil {
		return lines.Err()
	}
	return r.hand(ctx)
}

// hand hands the batch on.
func (r *recordReader) hand(ctx context.Context) error {
	full := r.batch
	r.batch = importBatch{}
	select {
	case r.out <- &full:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// line decodes and checks one record and puts it into the batch.
func (r *recordReader) line(number int, line []byte) {
	switch {
	case !utf8.Valid(line):
		r.problem(number, "", fault.Invalid("", "utf8", "the line is not UTF-8"))
		return
	case escapesNUL(line):
		r.problem(number, "", fault.Invalid("", "nul", "a text cannot hold the character NUL"))
		return
	}
	var record edit.Record
	if problem := canonical.Decode("", line, &record); problem != nil {
		r.problem(number, record.Slug, problem)
		return
	}
	read := &rawRecord{line: number, record: &record, live: record.Live}
	record.Live = nil
	r.batch.texts += countTexts(&record)
	r.batch.bytes += len(line)
	if kind, ok := r.Kinds.Named(record.Kind); ok && kind.Derived != nil {
		r.batch.underived = append(r.batch.underived, read)
		return
	}
	r.batch.check(r.Importer, read)
}

// rawRecord is a record as it was read from its line.
type rawRecord struct {
	line         int
	record, live *edit.Record
}

// check checks a record, and adds it to the batch or else what is wrong with it.
func (b *importBatch) check(im *Importer, read *rawRecord) {
	record, live := read.record, read.live
	next := &batchRecord{line: read.line, named: record.ID != nil, texts: countTexts(record)}
	var problems []*fault.Error
	if live != nil {
		live.Published = record.Published
		record.Published = nil
		next.live, problems = edit.CheckLive(im.Kinds, im.Languages, live)
		for _, problem := range problems {
			problem.Field = fault.Path("live", problem.Field)
		}
	}
	var own []*fault.Error
	next.CanonicalRecord, own = edit.CheckRecord(im.Kinds, im.Languages, record)
	for _, problem := range append(own, problems...) {
		b.problem(read.line, record.Slug, problem)
	}
	if len(own)+len(problems) > 0 {
		return
	}
	if live != nil {
		// The record itself is published in no language any more, and would imply drafts.
		record.SayStates(live.Published)
	}
	b.records = append(b.records, next)
}

func (r *recordReader) problem(line int, slug string, problem *fault.Error) {
	r.batch.problem(line, slug, problem)
}

func (b *importBatch) problem(line int, slug string, problem *fault.Error) {
	b.problems = append(b.problems, ImportProblem{Line: line, Slug: slug, Problem: problem})
}

// escapesNUL tells whether JSON holds the escape of NUL, which Postgres cannot
// keep. After an even number of backslashes it is a backslash and letters.
func escapesNUL(line []byte) bool {
	const escape = `\u0000`
	for at := 0; ; {
		found := bytes.Index(line[at:], []byte(escape))
		if found < 0 {
			return false
		}
		at += found
		before := 0
		for at-before > 0 && line[at-before-1] == '\\' {
			before++
		}
		if before%2 == 0 {
			return true
		}
		at += len(escape)
	}
}

func countTexts(record *edit.Record) int {
	count := len(record.Texts)
	var below func([]*edit.PartRecord)
	below = func(parts []*edit.PartRecord) {
		for _, part := range parts {
			count += len(part.Texts)
			below(part.Parts)
		}
	}
	below(record.Parts)
	return count
}

package content

import (
	"context"
	"maps"
	"slices"

	"github.com/google/uuid"
	"github.com/uptrace/bun"
)

// Derivation sets columns of entries that follow from others by what the database
// holds, such as the size of a file from its checksum. It is given all entries of a
// kind that are written at once; see [Derive].
type Derivation func(ctx context.Context, db bun.IDB, fields []any) ([]*Error, error)

// Derive makes a derivation for a kind with the columns F. It answers an error in
// the place of each of the fields that is wrong, or nothing; Error.Field is named as
// in JSON.
func Derive[F any](derive func(ctx context.Context, db bun.IDB, fields []*F) ([]*Error, error)) Derivation {
	return func(ctx context.Context, db bun.IDB, fields []any) ([]*Error, error) {
		typed := make([]*F, len(fields))
		for i, one := range fields {
			typed[i] = one.(*F)
		}
		return derive(ctx, db, typed)
	}
}

// deriveFields sets the columns of records of a kind that follow from others, and
// answers what is wrong with each. What cannot be read is left to the rules to find.
func deriveFields(ctx context.Context, db bun.IDB, kind *Kind, records []*Record) (map[*Record]*Error, error) {
	var read []*Record
	var fields []any
	for _, record := range records {
		into := kind.FieldsOf(kind.New())
		if len(record.Fields) > 0 && decodeStrict("", record.Fields, into) != nil {
			continue
		}
		read, fields = append(read, record), append(fields, into)
	}
	if len(read) == 0 {
		return nil, nil
	}
	problems, err := kind.Derived(ctx, db, fields)
	if err != nil {
		return nil, err
	}
	wrong := map[*Record]*Error{}
	for i, record := range read {
		if i < len(problems) && problems[i] != nil {
			problem := *problems[i]
			problem.Field = path("fields", problem.Field)
			wrong[record] = &problem
			continue
		}
		if record.Fields, err = encode(fields[i]); err != nil {
			return nil, err
		}
	}
	return wrong, nil
}

// derive sets what follows from the entry's own columns, where those are written.
func (t *writing) derive(ctx context.Context, r *revised, now *Record) error {
	if r.kind.Derived == nil || !writesFields(r.from, r.to) {
		return nil
	}
	wrong, err := deriveFields(ctx, t.tx, r.kind, []*Record{now})
	if err != nil || wrong[now] == nil {
		return err
	}
	return r.inInput(now, problems(wrong[now]))
}

// writesFields tells whether two versions differ in the entry's own columns, or the
// first is none.
func writesFields(from, to facts) bool {
	if len(from) == 0 {
		return true
	}
	for _, d := range differences(from, to) {
		if d.group == inFields && d.part == uuid.Nil {
			return true
		}
	}
	return false
}

// derive sets what follows from other columns in the records of the batch that wait
// for it, by a statement per kind, and checks them.
func (run *importRun) derive(ctx context.Context, batch *importBatch) error {
	byKind := map[string][]*Record{}
	for _, read := range batch.underived {
		byKind[read.record.Kind] = append(byKind[read.record.Kind], read.record)
		if read.live != nil && read.live.Kind == read.record.Kind {
			byKind[read.record.Kind] = append(byKind[read.record.Kind], read.live)
		}
	}
	wrong := map[*Record]*Error{}
	for name, records := range byKind {
		kind, _ := run.Kinds.Named(name)
		found, err := deriveFields(ctx, run.tx, kind, records)
		if err != nil {
			return err
		}
		maps.Copy(wrong, found)
	}
	for _, read := range batch.underived {
		problem := wrong[read.record]
		if inLive := wrong[read.live]; problem == nil && inLive != nil {
			problem = inLive
			problem.Field = path("live", problem.Field)
		}
		if problem != nil {
			batch.problem(read.line, read.record.Slug, problem)
			continue
		}
		batch.check(run.Importer, read)
	}
	slices.SortStableFunc(batch.records, func(a, b *pending) int { return a.line - b.line })
	return nil
}

package edit

import (
	"context"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/canonical"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/fault"
)

// DeriveFields sets the columns of records of a kind that follow from others, and
// answers what is wrong with each. What cannot be read is left to the rules to find.
func DeriveFields(ctx context.Context, db bun.IDB, kind *content.Kind, records []*Record) (map[*Record]*fault.Error, error) {
	var read []*Record
	var fields []any
	for _, record := range records {
		into := kind.FieldsOf(kind.New())
		if len(record.Fields) > 0 && canonical.Decode("", record.Fields, into) != nil {
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
	wrong := map[*Record]*fault.Error{}
	for i, record := range read {
		if i < len(problems) && problems[i] != nil {
			problem := *problems[i]
			problem.Field = fault.Path("fields", problem.Field)
			wrong[record] = &problem
			continue
		}
		if record.Fields, err = canonical.Encode(fields[i]); err != nil {
			return nil, err
		}
	}
	return wrong, nil
}

// derive sets what follows from the entry's own columns, where those are written.
func (t *writeTx) derive(ctx context.Context, r *change, now *Record) error {
	if r.kind.Derived == nil || !writesFields(r.from, r.to) {
		return nil
	}
	wrong, err := DeriveFields(ctx, t.tx, r.kind, []*Record{now})
	if err != nil || wrong[now] == nil {
		return err
	}
	return r.inInput(now, fault.Join(wrong[now]))
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

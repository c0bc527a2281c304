package transfer

import (
	"context"
	"maps"
	"slices"

	"github.com/cocreated/hub/storage/edit"
	"github.com/cocreated/hub/storage/fault"
)

// derive sets what follows from other columns in the records of the batch that wait
// for it, by a statement per kind, and checks them.
func (run *importRun) derive(ctx context.Context, batch *importBatch) error {
	byKind := map[string][]*edit.Record{}
	for _, read := range batch.underived {
		byKind[read.record.Kind] = append(byKind[read.record.Kind], read.record)
		if read.live != nil && read.live.Kind == read.record.Kind {
			byKind[read.record.Kind] = append(byKind[read.record.Kind], read.live)
		}
	}
	wrong := map[*edit.Record]*fault.Error{}
	for name, records := range byKind {
		kind, err := run.Kinds.Known(name)
		if err != nil {
			return err
		}
		found, err := edit.DeriveFields(ctx, run.tx, kind, records)
		if err != nil {
			return err
		}
		maps.Copy(wrong, found)
	}
	for _, read := range batch.underived {
		problem := wrong[read.record]
		if inLive := wrong[read.live]; problem == nil && inLive != nil {
			problem = inLive
			problem.Field = fault.Path("live", problem.Field)
		}
		if problem != nil {
			batch.problem(read.line, read.record.Slug, problem)
			continue
		}
		batch.check(run.Importer, read)
	}
	slices.SortStableFunc(batch.records, func(a, b *batchRecord) int { return a.line - b.line })
	return nil
}

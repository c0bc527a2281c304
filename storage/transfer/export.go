package transfer

import (
	"bufio"
	"context"
	"database/sql"
	"io"
	"slices"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/canonical"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/edit"
	"github.com/cocreated/hub/storage/fault"
)

// Exporter writes everything there is as records.
type Exporter struct {
	DB    *bun.DB // search path draft, as the owner
	Kinds *content.Kinds
}

// exportBatch is how many entries are read at once.
const exportBatch = 200

// ExportOptions say what is exported.
type ExportOptions struct {
	// Kinds are the names of the kinds to export; none means all.
	Kinds []string
	// Each is called with each record, before it is written.
	Each func(*edit.Record) error
	// Progress is called after each batch with the number of lines so far.
	Progress func(int)
}

// Export writes a line per entry, kind by kind and by id within each, as of one
// moment.
func (ex *Exporter) Export(ctx context.Context, output io.Writer, options ExportOptions) error {
	for i, name := range options.Kinds {
		if _, ok := ex.Kinds.Named(name); !ok {
			return fault.Invalid(fault.Path("kinds", i), "oneof", "there is no kind %q", name)
		}
	}
	out := bufio.NewWriter(output)
	snapshot := &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}
	err := ex.DB.RunInTx(ctx, snapshot, func(ctx context.Context, tx bun.Tx) error {
		written := 0
		for _, kind := range ex.Kinds.All() {
			if len(options.Kinds) > 0 && !slices.Contains(options.Kinds, kind.Name) {
				continue
			}
			for after := uuid.Nil; ; {
				records, err := ex.batch(ctx, tx, kind, after)
				if err != nil {
					return err
				}
				if len(records) == 0 {
					break
				}
				if err := options.write(out, records); err != nil {
					return err
				}
				after = *records[len(records)-1].ID
				written += len(records)
				if options.Progress != nil {
					options.Progress(written)
				}
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return out.Flush()
}

func (options *ExportOptions) write(out io.Writer, records []*edit.Record) error {
	for _, record := range records {
		if options.Each != nil {
			if err := options.Each(record); err != nil {
				return err
			}
		}
		line, err := canonical.Encode(record)
		if err != nil {
			return err
		}
		if _, err := out.Write(append(line, '\n')); err != nil {
			return err
		}
	}
	return nil
}

// batch reads the next entries of a kind.
func (ex *Exporter) batch(ctx context.Context, tx bun.Tx, kind *content.Kind, after uuid.UUID) ([]*edit.Record, error) {
	var ids []uuid.UUID
	err := tx.NewSelect().TableExpr("entries").Column("id").Where("kind = ?", kind.Name).Where("id > ?", after).
		Order("id").Limit(exportBatch).Scan(ctx, &ids)
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	return ex.Records(ctx, tx, kind, ids)
}

// Records reads entries of a kind as they are exported, in the order of their ids: the draft
// with what is live of it. The transaction stands on the draft.
func (ex *Exporter) Records(ctx context.Context, tx bun.Tx, kind *content.Kind, ids []uuid.UUID) ([]*edit.Record, error) {
	loader := &edit.Loader{DB: tx, Kinds: ex.Kinds}
	records, err := loader.Load(ctx, kind, ids)
	if err != nil {
		return nil, err
	}
	live, err := loader.Live(ctx, tx, kind, records)
	if err != nil {
		return nil, err
	}
	published := map[uuid.UUID]*edit.Record{}
	for _, record := range live {
		published[*record.ID] = record
	}
	for _, record := range records {
		record.AddLive(published[*record.ID])
		record.LeaveOutStates()
	}
	return records, nil
}

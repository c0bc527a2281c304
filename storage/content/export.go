package content

import (
	"bufio"
	"context"
	"database/sql"
	"io"
	"maps"
	"slices"

	"github.com/google/uuid"
	"github.com/uptrace/bun"
)

// Exporter writes everything there is as records.
type Exporter struct {
	DB    *bun.DB // search path draft, as the owner
	Kinds *Kinds
}

// exportBatch is how many entries are read at once.
const exportBatch = 200

// ExportOptions say what is exported.
type ExportOptions struct {
	// Kinds are the names of the kinds to export; none means all.
	Kinds []string
	// Each is called with each record, before it is written.
	Each func(*Record) error
	// Progress is called after each batch with the number of lines so far.
	Progress func(int)
}

// Export writes a line per entry, kind by kind and by id within each, as of one
// moment.
func (ex *Exporter) Export(ctx context.Context, output io.Writer, options ExportOptions) error {
	for i, name := range options.Kinds {
		if _, ok := ex.Kinds.Named(name); !ok {
			return badInput(path("kinds", i), "oneof", "there is no kind %q", name)
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

func (options *ExportOptions) write(out io.Writer, records []*Record) error {
	for _, record := range records {
		if options.Each != nil {
			if err := options.Each(record); err != nil {
				return err
			}
		}
		line, err := encode(record)
		if err != nil {
			return err
		}
		if _, err := out.Write(append(line, '\n')); err != nil {
			return err
		}
	}
	return nil
}

// batch reads the next entries of a kind with what is live of them.
func (ex *Exporter) batch(ctx context.Context, tx bun.Tx, kind *Kind, after uuid.UUID) ([]*Record, error) {
	var ids []uuid.UUID
	err := tx.NewSelect().TableExpr("entries").Column("id").Where("kind = ?", kind.Name).Where("id > ?", after).
		Order("id").Limit(exportBatch).Scan(ctx, &ids)
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	loader := &loader{db: tx, kinds: ex.Kinds}
	records, err := loader.load(ctx, kind, ids)
	if err != nil {
		return nil, err
	}
	live, err := loader.live(ctx, tx, kind, records)
	if err != nil {
		return nil, err
	}
	published := map[uuid.UUID]*Record{}
	for _, record := range live {
		published[*record.ID] = record
	}
	for _, record := range records {
		record.addLive(published[*record.ID])
		record.leaveOutStates()
	}
	return records, nil
}

// addLive notes what is live of an entry: its languages, and the whole of it
// where that is not what the draft says in these languages.
func (r *Record) addLive(live *Record) {
	if live == nil {
		return
	}
	r.Published = slices.Sorted(maps.Keys(live.Texts))
	if !live.same(r.in(r.Published)) || live.Version != r.Version {
		r.Live = live
	}
}

// isLive tells whether what is live, if anything, is what the record says; where it says no version, any is.
func (r *Record) isLive(live *Record) bool {
	return live != nil && (r.Version == 0 || r.Version == live.Version) && r.same(live)
}

// in is the record with its texts of some languages only.
func (r *Record) in(locales []Locale) *Record {
	narrowed := *r
	narrowed.Texts = textsIn(r.Texts, locales)
	narrowed.Parts = partsIn(r.Parts, locales)
	return &narrowed
}

func partsIn(parts []*PartRecord, locales []Locale) []*PartRecord {
	narrowed := make([]*PartRecord, len(parts))
	for i, part := range parts {
		copied := *part
		copied.Texts, copied.Parts = textsIn(part.Texts, locales), partsIn(part.Parts, locales)
		narrowed[i] = &copied
	}
	return narrowed
}

func textsIn[V any](texts map[Locale]V, locales []Locale) map[Locale]V {
	narrowed := map[Locale]V{}
	for locale, text := range texts {
		if slices.Contains(locales, locale) {
			narrowed[locale] = text
		}
	}
	return narrowed
}

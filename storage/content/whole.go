package content

import (
	"context"
	"database/sql"
	"reflect"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/pg"
)

// whole is an entry with all that belongs to it, in an order of languages. Requests share it: it does not change.
type whole struct {
	row   Row
	below map[place][]PartRow
	parts map[uuid.UUID]PartRow
	// links of the entry and of its parts, in order.
	links        []ownLink
	bodies       map[uuid.UUID]*RichText
	translations []*Translation

	generation int64
	until      time.Time
	weight     uint32
}

// place is where parts of a kind stand: below an entry, or below a part of it.
type place struct {
	parent uuid.UUID
	kind   string
}

// ownLink is a link of an entry or of a part of it.
type ownLink struct {
	EntryID      uuid.UUID     `bun:"entry_id,type:uuid"`
	PartID       uuid.NullUUID `bun:"part_id,type:uuid"`
	Relation     string
	TargetID     uuid.UUID     `bun:"target_id,type:uuid"`
	TargetPartID uuid.NullUUID `bun:"target_part_id,type:uuid"`
}

// holder is what the link hangs on.
func (l *ownLink) holder() uuid.UUID {
	if l.PartID.Valid {
		return l.PartID.UUID
	}
	return l.EntryID
}

// What something takes in memory besides its texts, about, in bytes.
const (
	rowBytes, partBytes, linkBytes, textBytes = 1024, 640, 128, 96
)

// load reads entries whole, in one snapshot. Entries that are not there, or have no text in the languages, are left out.
func (r *Reader) load(ctx context.Context, kind *Kind, ids []uuid.UUID) (map[uuid.UUID]*whole, error) {
	standing, known := r.cache.publications.Standing(kind.Name)
	wholes := map[uuid.UUID]*whole{}
	err := r.db.RunInTx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}, func(ctx context.Context, tx bun.Tx) error {
		once := *r
		once.db, once.cache = tx, nil
		rows, err := once.entries(ctx, kind, nil, func(query *bun.SelectQuery) { query.Where("k.id = ANY(?::uuid[])", pg.UUIDs(ids)) })
		if err != nil || len(rows) == 0 {
			return err
		}
		for _, row := range rows {
			header := row.Header()
			w := &whole{row: row, generation: standing.Generation, until: standing.Until, weight: rowBytes}
			if err := w.settle(&header.Localised); err != nil {
				return err
			}
			header.cohort = nil
			wholes[header.UUID] = w
		}
		return once.complete(ctx, kind, wholes)
	})
	if err != nil {
		return nil, err
	}
	if known && standing.holds(r.now) {
		for id, w := range wholes {
			r.cache.entries.Set(cacheKey{kind, id, r.languageKey}, w)
		}
	}
	return wholes, nil
}

// complete reads what belongs to entries of a kind.
func (r *Reader) complete(ctx context.Context, kind *Kind, wholes map[uuid.UUID]*whole) error {
	ids := make([]uuid.UUID, 0, len(wholes))
	for id := range wholes {
		ids = append(ids, id)
	}
	of := pg.UUIDs(ids)
	if len(kind.Parts) > 0 {
		if err := r.completeParts(ctx, of, wholes); err != nil {
			return err
		}
	}
	var links []*ownLink
	err := r.db.NewSelect().TableExpr("links AS l").Column("entry_id", "part_id", "relation", "target_id", "target_part_id").
		Where("entry_id = ANY(?::uuid[])", of).OrderExpr("position, target_id").Scan(ctx, &links)
	if err != nil {
		return err
	}
	for _, link := range links {
		w := wholes[link.EntryID]
		w.links = append(w.links, *link)
		w.weight += linkBytes
	}
	translations, err := r.translations(ctx, ids)
	if err != nil {
		return err
	}
	for id, w := range wholes {
		w.translations = translations[id]
		for _, translation := range w.translations {
			w.weight += uint32(textBytes + len(translation.Title) + len(translation.Slug))
		}
	}
	if !kind.hasBodies() {
		return nil
	}
	bodies, err := r.bodies(ctx, func(query *bun.SelectQuery) { query.Where("l.entry_id = ANY(?::uuid[])", of) })
	if err != nil {
		return err
	}
	for _, body := range bodies {
		w := wholes[body.EntryID]
		if w.bodies == nil {
			w.bodies = map[uuid.UUID]*RichText{}
		}
		w.bodies[body.Owner] = r.richText(body)
		w.weight += uint32(textBytes + len(body.Body))
	}
	return nil
}

func (r *Reader) completeParts(ctx context.Context, of any, wholes map[uuid.UUID]*whole) error {
	records, err := r.partRecords(ctx, func(query *bun.SelectQuery) {
		query.Where("p.entry_id = ANY(?::uuid[])", of).OrderExpr("p.position, p.id")
	})
	if err != nil {
		return err
	}
	for _, record := range records {
		kind, ok := r.kinds.PartNamed(record.KindName)
		if !ok {
			continue // of another version of the hub
		}
		row, err := record.row(kind, r.preference(record.Texts))
		if err != nil {
			return err
		}
		header, w := row.PartHeader(), wholes[record.EntryID]
		if err := w.settle(&header.Localised); err != nil {
			return err
		}
		if w.parts == nil {
			w.parts, w.below = map[uuid.UUID]PartRow{}, map[place][]PartRow{}
		}
		at := place{record.EntryID, kind.Name}
		if header.ParentID.Valid {
			at.parent = header.ParentID.UUID
		}
		w.parts[header.UUID] = row
		w.below[at] = append(w.below[at], row)
		w.weight += uint32(partBytes + len(record.Fields))
	}
	return nil
}

// settle works out what the texts say in the end, and forgets what they were made of.
func (w *whole) settle(l *Localised) (err error) {
	if l.fallback, err = l.IsFallback(); err != nil {
		return err
	}
	l.settled = true
	for i := range l.Texts {
		w.weight += uint32(textBytes + len(l.Texts[i].Fields) + len(l.Texts[i].Slug))
		l.Texts[i].Fields = nil
	}
	return nil
}

// hasBodies tells whether entries of the kind have bodies, or their parts.
func (kind *Kind) hasBodies() bool { return kind.Body || anyBody(kind.Parts) }

func anyBody(parts []*PartKind) bool {
	for _, part := range parts {
		if part.Body || anyBody(part.Parts) {
			return true
		}
	}
	return false
}

// copied is a struct of its own with what another says, from a pointer to a pointer.
func copied[R any](of R) R {
	value := reflect.ValueOf(of).Elem()
	made := reflect.New(value.Type())
	made.Elem().Set(value)
	return made.Interface().(R)
}

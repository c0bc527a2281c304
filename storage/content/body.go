package content

import (
	"context"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/pg"
)

// Body reads the body of an entry or a part, in the first of the asked languages
// that has one. Bodies are heavy: they are read only when asked for.
func Body(ctx context.Context, of Holder) (*RichText, error) {
	h := of.holder()
	if w := h.cohort.wholes[h.id]; w != nil {
		return w.bodies[h.id], nil
	}
	bodies, err := loadOnce(ctx, h.cohort, "body", func(ctx context.Context) (map[uuid.UUID]*RichText, error) {
		reader := h.cohort.reader
		rows, err := reader.bodies(ctx, func(query *bun.SelectQuery) { h.own(query) })
		byOwner := map[uuid.UUID]*RichText{}
		for _, row := range rows {
			byOwner[row.Owner] = reader.richText(row)
		}
		return byOwner, err
	})
	return bodies[h.id], err
}

// bodyRecord is the body of an entry or of a part, which is its owner.
type bodyRecord struct {
	Owner   uuid.UUID
	EntryID uuid.UUID
	Locale  Locale
	Body    string
}

// bodies reads those that narrow leaves, each in the first of the asked languages that has one.
func (r *Reader) bodies(ctx context.Context, narrow func(*bun.SelectQuery)) ([]*bodyRecord, error) {
	var rows []*bodyRecord
	query := r.db.NewSelect().TableExpr("texts AS l").DistinctOn("owner").
		ColumnExpr("coalesce(l.part_id, l.entry_id) AS owner, l.entry_id, l.locale, l.body").
		Where("l.body IS NOT NULL").
		Where("l.locale = ANY(?::text[])", r.languages("l.entry_id")).
		OrderExpr("owner, array_position(?::text[], l.locale)", pg.Texts(r.locales))
	narrow(query)
	return rows, query.Scan(ctx, &rows)
}

func (r *Reader) richText(body *bodyRecord) *RichText {
	return &RichText{Markdown: body.Body, Locale: body.Locale, IsFallback: !r.inSource && body.Locale != r.locales[0]}
}

// Translation says that an entry exists in a language, and under which address.
type Translation struct {
	Locale Locale
	Slug   string
	Title  string
}

// Translations reads in which languages an entry exists at this stage.
func (e *Entry) Translations(ctx context.Context) ([]*Translation, error) {
	if w := e.cohort.wholes[e.UUID]; w != nil {
		return nonNil(w.translations), nil
	}
	byEntry, err := loadOnce(ctx, e.cohort, "translations", func(ctx context.Context) (map[uuid.UUID][]*Translation, error) {
		return e.cohort.reader.translations(ctx, e.cohort.ids)
	})
	return nonNil(byEntry[e.UUID]), err
}

// translations reads in which languages entries exist, in the order of their tags.
func (r *Reader) translations(ctx context.Context, ids []uuid.UUID) (map[uuid.UUID][]*Translation, error) {
	var rows []struct {
		EntryID uuid.UUID
		Translation
	}
	err := r.db.NewSelect().TableExpr("texts AS l").
		ColumnExpr("l.entry_id, l.locale, l.slug, l.title").
		Where("l.part_id IS NULL").Where("l.entry_id = ANY(?::uuid[])", pg.UUIDs(ids)).
		OrderExpr("l.locale").Scan(ctx, &rows)
	grouped := map[uuid.UUID][]*Translation{}
	for _, row := range rows {
		grouped[row.EntryID] = append(grouped[row.EntryID], &row.Translation)
	}
	return grouped, err
}

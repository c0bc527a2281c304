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
	bodies, err := loadOnce(ctx, h.cohort, "body", func(ctx context.Context) (map[uuid.UUID]*RichText, error) {
		reader := h.cohort.reader
		var rows []struct {
			Owner  uuid.UUID
			Locale Locale
			Body   string
		}
		err := h.own(reader.db.NewSelect().TableExpr("texts AS l").
			DistinctOn("l.?", bun.Ident(h.column())).
			ColumnExpr("l.? AS owner, l.locale, l.body", bun.Ident(h.column())).
			Where("l.body IS NOT NULL").
			Where("l.locale = ANY(?::text[])", reader.languages("l.entry_id")).
			OrderExpr("l.?, array_position(?::text[], l.locale)", bun.Ident(h.column()), pg.Texts(reader.locales))).
			Scan(ctx, &rows)
		byOwner := map[uuid.UUID]*RichText{}
		for _, row := range rows {
			byOwner[row.Owner] = &RichText{Markdown: row.Body, Locale: row.Locale, IsFallback: !reader.inSource && row.Locale != reader.locales[0]}
		}
		return byOwner, err
	})
	return bodies[h.id], err
}

// Translation says that an entry exists in a language, and under which address.
type Translation struct {
	Locale Locale
	Slug   string
	Title  string
}

// Translations reads in which languages an entry exists at this stage.
func (e *Entry) Translations(ctx context.Context) ([]*Translation, error) {
	byEntry, err := loadOnce(ctx, e.cohort, "translations", func(ctx context.Context) (map[uuid.UUID][]*Translation, error) {
		var rows []struct {
			EntryID uuid.UUID
			Translation
		}
		err := e.cohort.reader.db.NewSelect().TableExpr("texts AS l").
			ColumnExpr("l.entry_id, l.locale, l.slug, l.title").
			Where("l.part_id IS NULL").Where("l.entry_id = ANY(?::uuid[])", pg.UUIDs(e.cohort.ids)).
			OrderExpr("l.locale").Scan(ctx, &rows)
		grouped := map[uuid.UUID][]*Translation{}
		for _, row := range rows {
			grouped[row.EntryID] = append(grouped[row.EntryID], &row.Translation)
		}
		return grouped, err
	})
	return nonNil(byEntry[e.UUID]), err
}

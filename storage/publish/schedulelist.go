package publish

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/pg"
)

// ScheduleFilter says which schedules are wanted.
type ScheduleFilter struct {
	// States they are in; none: any.
	States []ScheduleState
	// Entry that they are about, by its id; nil: any.
	Entry *string
}

// Schedules reads a page of the schedules, in the order of their times.
func (p *Publisher) Schedules(ctx context.Context, filter ScheduleFilter, page content.Page) (*content.Connection[Schedule], error) {
	var entry uuid.UUID
	if filter.Entry != nil {
		var err error
		if _, entry, err = content.DecodeID("entry", *filter.Entry); err != nil {
			return nil, err
		}
	}
	list := content.Keyset[Schedule]{
		Name: "schedules",
		Keys: []content.SortKey{{Value: bun.SafeQuery("s.at"), As: "timestamptz"}, {Value: bun.SafeQuery("s.id"), As: "uuid"}},
		Query: func() *bun.SelectQuery {
			query := selectSchedules(p.DB)
			if len(filter.States) > 0 {
				query.Where("s.state = ANY(?::text[])", pg.Texts(filter.States))
			}
			if filter.Entry != nil {
				query.Where("(s.entry_ids @> ARRAY[?::uuid] OR s.release_id IN (SELECT i.release_id FROM hub.release_items AS i WHERE i.entry_id = ?))", entry, entry)
			}
			return query
		},
		SortedBy: func(s *Schedule) []*string {
			at, id := s.At.UTC().Format(time.RFC3339Nano), s.UUID.String()
			return []*string{&at, &id}
		},
	}
	return list.Page(ctx, p.Signer, page)
}

// selectSchedules selects schedules with the names of what they are about, as they
// are now.
func selectSchedules(db bun.IDB) *bun.SelectQuery {
	return db.NewSelect().TableExpr("hub.schedules AS s").
		ColumnExpr("s.id, s.action, s.release_id, s.locales, s.with_dependencies, s.accept_stale, s.at, s.state").
		ColumnExpr("s.account_id, s.created_at, s.finished_at, s.problems").
		ColumnExpr("coalesce((SELECT a.name FROM hub.accounts AS a WHERE a.id = s.account_id), '') AS by_name").
		ColumnExpr(`(SELECT coalesce(jsonb_agg(jsonb_build_object('kind', e.kind, 'id', e.id, 'slug', coalesce((?), '')) ORDER BY n.at), '[]')
			FROM unnest(s.entry_ids) WITH ORDINALITY AS n (id, at) JOIN draft.entries AS e ON e.id = n.id) AS entries`, content.MainSlug("e.id"))
}

func readSchedule(ctx context.Context, db bun.IDB, id uuid.UUID) (*Schedule, error) {
	schedule := new(Schedule)
	err := selectSchedules(db).Where("s.id = ?", id).Scan(ctx, schedule)
	return schedule, err
}

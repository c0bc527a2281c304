package publish

import (
	"context"
	"errors"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/fault"
	"github.com/cocreated/hub/storage/pg"
)

// Release reads a release by its id; nil where there is none.
func (p *Publisher) Release(ctx context.Context, id string) (*Release, error) {
	release, err := content.DecodeIDOf(ReleaseKind, id)
	if err != nil {
		return nil, err
	}
	found, err := readRelease(ctx, p.DB, release)
	var missing *fault.Error
	if errors.As(err, &missing) {
		return nil, nil
	}
	return found, err
}

// Releases reads a page of the releases in some states, or in any, the newest first.
func (p *Publisher) Releases(ctx context.Context, states []ReleaseState, page content.Page) (*content.Connection[Release], error) {
	list := content.Keyset[Release]{
		Name: "releases", Keys: []content.SortKey{{Value: bun.SafeQuery("r.id"), As: "uuid", Descending: true}},
		Query: func() *bun.SelectQuery {
			query := selectReleases(p.DB)
			if len(states) > 0 {
				query.Where("r.state = ANY(?::text[])", pg.Texts(states))
			}
			return query
		},
		SortedBy: func(r *Release) []*string {
			id := r.UUID.String()
			return []*string{&id}
		},
	}
	found, err := list.Page(ctx, p.Signer, page)
	if err != nil {
		return nil, err
	}
	return found, addSchedules(ctx, p.DB, found.Nodes...)
}

// CheckRelease answers what is in the way of a release, and what is worth knowing
// before it. It changes nothing.
func (p *Publisher) CheckRelease(ctx context.Context, id string, acceptStale bool) (*Check, error) {
	release, err := content.DecodeIDOf(ReleaseKind, id)
	if err != nil {
		return nil, err
	}
	var items []liveItem
	err = p.DB.NewRaw(`SELECT i.entry_id, i.locale, i.action FROM hub.releases AS r JOIN hub.release_items AS i ON i.release_id = r.id
		WHERE r.id = ? ORDER BY i.entry_id, i.locale`, release).Scan(ctx, &items)
	if err != nil {
		return nil, err
	}
	if len(items) == 0 {
		return nil, &fault.Error{Code: fault.NotFound, Field: "id", Rule: "empty", Message: "there is no such release, or nothing in it"}
	}
	return p.check(ctx, items, false, acceptStale)
}

// selectReleases selects releases with what they hold.
func selectReleases(db bun.IDB) *bun.SelectQuery {
	return db.NewSelect().TableExpr("hub.releases AS r").
		ColumnExpr("r.id, r.name, r.description, r.state, r.version, r.created_by AS account_id, r.created_at, r.updated_at, r.published_at").
		ColumnExpr("coalesce((SELECT a.name FROM hub.accounts AS a WHERE a.id = r.created_by), '') AS by_name").
		ColumnExpr(`(SELECT coalesce(jsonb_agg(jsonb_build_object('action', g.action, 'locales', g.locales, 'entry',
				CASE WHEN e.id IS NOT NULL THEN jsonb_build_object('kind', e.kind, 'id', e.id, 'slug', coalesce((?), '')) END
			) ORDER BY e.kind, g.entry_id, g.action), '[]')
			FROM (SELECT i.entry_id, i.action, jsonb_agg(i.locale ORDER BY i.locale) AS locales FROM hub.release_items AS i
				WHERE i.release_id = r.id GROUP BY i.entry_id, i.action) AS g LEFT JOIN draft.entries AS e ON e.id = g.entry_id) AS items`, content.MainSlug("e.id"))
}

// addSchedules reads when releases will be published, by one statement for all that
// have a time.
func addSchedules(ctx context.Context, db bun.IDB, releases ...*Release) error {
	scheduled := map[uuid.UUID]*Release{}
	var ids []uuid.UUID
	for _, release := range releases {
		if release.State == ReleaseScheduled {
			scheduled[release.UUID] = release
			ids = append(ids, release.UUID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	var schedules []*Schedule
	err := selectSchedules(db).Where("s.state = 'PENDING' AND s.release_id = ANY(?::uuid[])", pg.UUIDs(ids)).Scan(ctx, &schedules)
	for _, schedule := range schedules {
		scheduled[schedule.ReleaseID.UUID].Schedule = schedule
	}
	return err
}

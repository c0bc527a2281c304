package publish

import (
	"context"

	"github.com/cocreated/hub/storage/act"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/fault"
	"github.com/cocreated/hub/storage/pg"
)

// ReleaseItems are entries to be put into a release, or taken out of it.
type ReleaseItems struct {
	// ID is that of the release.
	ID string
	// IDs of entries; at most MaxNodes.
	IDs     []string
	Locales []content.Locale
	// Action is what the release is to do about them; it replaces what it was to do.
	Action LiveAction
	// WithDependencies puts in along what the entries point to, and what that points to,
	// as far as it is not live.
	WithDependencies bool
}

// AddToRelease puts languages of entries into a release.
func (p *Publisher) AddToRelease(ctx context.Context, actor act.Actor, added ReleaseItems) (*Release, error) {
	id, err := content.DecodeIDOf(ReleaseKind, added.ID)
	if err != nil {
		return nil, err
	}
	items, err := p.items(added.Action, added.IDs, added.Locales)
	if err != nil {
		return nil, err
	}
	return p.changeRelease(ctx, actor, id, "add", func(ctx context.Context, c *liveChange) error {
		if _, err := c.openRelease(ctx, id); err != nil {
			return err
		}
		c.withDependencies = added.WithDependencies
		if items, err = c.listed(ctx, items); err != nil {
			return err
		}
		_, err := c.tx.NewRaw(`INSERT INTO hub.release_items (release_id, entry_id, locale, action)
			SELECT ?, entry_id, locale, action FROM jsonb_to_recordset(?) AS r (entry_id uuid, locale text, action text)
			ON CONFLICT (release_id, entry_id, locale) DO UPDATE SET action = excluded.action;
			UPDATE hub.releases SET updated_at = ?2 WHERE id = ?0`, id, pg.Rows(items), c.now).Exec(ctx)
		if err != nil {
			return err
		}
		var count int
		if err := c.tx.NewRaw(`SELECT count(*) FROM hub.release_items WHERE release_id = ?`, id).Scan(ctx, &count); err != nil {
			return err
		}
		if count > maxReleaseItems {
			return fault.Invalid("ids", "max", "a release holds at most %d languages of entries", maxReleaseItems)
		}
		return nil
	})
}

// listed are the items with their dependencies, where those are wanted. Entries that
// do not exist are refused.
func (c *liveChange) listed(ctx context.Context, items []liveItem) ([]liveItem, error) {
	if err := c.list(ctx, items); err != nil {
		return nil, err
	}
	if err := c.read(ctx, items); err != nil {
		return nil, err
	}
	for _, problem := range c.problems {
		if problem.Code == content.EntryMissing {
			return nil, &fault.Error{Code: fault.NotFound, Field: "ids", Rule: "notFound", Message: problem.Message}
		}
	}
	for _, entry := range c.published() {
		for _, locale := range entry.Locales {
			items = append(items, liveItem{EntryID: entry.UUID, Locale: locale, Action: ActionPublish})
		}
	}
	return unique(items), nil
}

func unique(items []liveItem) []liveItem {
	seen := map[liveItem]bool{}
	var once []liveItem
	for _, item := range items {
		if !seen[item] {
			seen[item] = true
			once = append(once, item)
		}
	}
	return once
}

// RemoveFromRelease takes languages of entries out of a release.
func (p *Publisher) RemoveFromRelease(ctx context.Context, actor act.Actor, removed ReleaseItems) (*Release, error) {
	id, err := content.DecodeIDOf(ReleaseKind, removed.ID)
	if err != nil {
		return nil, err
	}
	items, err := p.items(removed.Action, removed.IDs, removed.Locales)
	if err != nil {
		return nil, err
	}
	return p.changeRelease(ctx, actor, id, "remove", func(ctx context.Context, c *liveChange) error {
		if _, err := c.openRelease(ctx, id); err != nil {
			return err
		}
		_, err := c.tx.NewRaw(`DELETE FROM hub.release_items AS i USING jsonb_to_recordset(?1) AS r (entry_id uuid, locale text)
			WHERE i.release_id = ?0 AND i.entry_id = r.entry_id AND i.locale = r.locale;
			UPDATE hub.releases SET updated_at = ?2 WHERE id = ?0`, id, pg.Rows(items), c.now).Exec(ctx)
		return err
	})
}

package transfer

import (
	"context"
	"encoding/json"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/notice"
)

// addPublished adds what the temporary table publishing lists. Of each kind it reads
// just enough to know whether there are too many to name.
func addPublished(ctx context.Context, c *notice.Changes, tx bun.IDB) error {
	var published []struct {
		EntryID uuid.UUID
		Kind    string
		Version int
		Locales []byte
	}
	err := tx.NewRaw(`SELECT p.entry_id, p.kind, e.version, p.locales FROM (
			SELECT entry_id, kind, json_agg(locale ORDER BY locale) AS locales, row_number() OVER (PARTITION BY kind ORDER BY entry_id) AS rank
			FROM publishing GROUP BY entry_id, kind
		) AS p JOIN live.entries AS e ON e.id = p.entry_id WHERE p.rank <= ? ORDER BY p.kind, p.rank`, notice.EventsPerKind+1).Scan(ctx, &published)
	if err != nil {
		return err
	}
	for _, p := range published {
		event := notice.EntryEvent{Type: notice.EventPublished, Stage: content.StageLive, Kind: p.Kind, ID: p.EntryID, Version: p.Version}
		if err := json.Unmarshal(p.Locales, &event.Locales); err != nil {
			return err
		}
		c.Add(event)
	}
	return nil
}

package file

import (
	"context"
	"encoding/json"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/notice"
	"github.com/cocreated/hub/storage/publish"
)

// change changes what is known of a file, and with it the copies beside the assets
// that show it, as one transaction that every node hears of. A file that is gone is
// none of anybody's business any more.
//
// The locks are taken in the order in which writers take theirs: the live stage, the
// entries, the file.
func (l *Library) change(ctx context.Context, sha256 string, edit func(context.Context, bun.Tx, *File) error) error {
	return l.DB.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error {
		if err := publish.LockLive(ctx, tx); err != nil {
			return err
		}
		for _, stage := range []content.Stage{content.StageDraft, content.StageLive} {
			if _, err := tx.NewRaw(`
				SELECT FROM ?0.entries AS e JOIN ?0.assets AS k ON k.id = e.id WHERE k.sha256 = ?1 ORDER BY e.id FOR UPDATE OF e`,
				bun.Ident(schemas[stage]), sha256).Exec(ctx); err != nil {
				return err
			}
		}
		if _, err := tx.NewRaw("SELECT FROM hub.files WHERE sha256 = ? FOR UPDATE", sha256).Exec(ctx); err != nil {
			return err
		}
		file, err := fileBy(ctx, tx, sha256)
		if err != nil || file == nil {
			return err
		}
		if err := edit(ctx, tx, file); err != nil {
			return err
		}
		if err := write(ctx, tx, file); err != nil {
			return err
		}
		return refresh(ctx, tx, sha256)
	})
}

func write(ctx context.Context, tx bun.Tx, file *File) error {
	facts, err := json.Marshal(file.Facts)
	if err != nil {
		return err
	}
	_, err = tx.NewRaw("UPDATE hub.files SET state = ?, problem = nullif(?, ''), facts = ?::jsonb WHERE sha256 = ?",
		file.State, file.Problem, string(facts), file.SHA256).Exec(ctx)
	return err
}

// refresh copies what is known of a file to the assets that show it, and tells.
func refresh(ctx context.Context, tx bun.Tx, sha256 string) error {
	var events []notice.EntryEvent
	for stage, told := range map[content.Stage]notice.EntryEventType{content.StageDraft: notice.EventUpdated, content.StageLive: notice.EventPublished} {
		var shown []struct {
			ID      uuid.UUID
			Version int
		}
		// The trigger makes the copy.
		if err := tx.NewRaw(`
			UPDATE ?0.assets AS k SET sha256 = k.sha256 FROM ?0.entries AS e
			WHERE k.sha256 = ?1 AND e.id = k.id RETURNING k.id, e.version`, bun.Ident(schemas[stage]), sha256).Scan(ctx, &shown); err != nil {
			return err
		}
		for _, asset := range shown {
			events = append(events, notice.EntryEvent{Type: told, Stage: stage, Kind: "asset", ID: asset.ID, Version: asset.Version})
		}
	}
	return notice.Notify(ctx, tx, events...)
}

// schemas are where the stages are.
var schemas = map[content.Stage]string{content.StageDraft: "draft", content.StageLive: "live"}

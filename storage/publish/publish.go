package publish

import (
	"context"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/edit"
	"github.com/cocreated/hub/storage/fault"
)

// LiveTables are the temporary tables of a change of the live stage: publishing lists
// entries to be copied there from the draft, each in some languages, withdrawing lists
// the languages to be taken away; gone says that none is left.
const LiveTables = `
	CREATE TEMPORARY TABLE publishing (entry_id uuid, locale text, kind text, PRIMARY KEY (entry_id, locale)) ON COMMIT DROP;
	CREATE TEMPORARY TABLE withdrawing (entry_id uuid, locale text, kind text, gone boolean NOT NULL DEFAULT false,
		PRIMARY KEY (entry_id, locale)) ON COMMIT DROP`

// publishSteps copy from draft to live what the temporary table publishing lists:
// entries, each in some languages. They are few and do not depend on how many
// entries there are. The tables of both stages have equal columns.
var publishSteps = []string{
	`INSERT INTO live.entries SELECT * FROM draft.entries WHERE id IN (SELECT entry_id FROM publishing)
		ON CONFLICT (id) DO UPDATE SET ` + edit.RewrittenColumns() + `, published_at = excluded.published_at`,
	`DELETE FROM live.links WHERE entry_id IN (SELECT entry_id FROM publishing)`,
	`DELETE FROM live.old_slugs WHERE entry_id IN (SELECT entry_id FROM publishing)`,
	`DELETE FROM live.texts AS t USING publishing AS p WHERE t.entry_id = p.entry_id AND t.locale = p.locale`,
	// Languages that stay live as they were keep no text of a part that is gone.
	`DELETE FROM live.parts AS l WHERE entry_id IN (SELECT entry_id FROM publishing)
		AND NOT EXISTS (SELECT FROM draft.parts AS d WHERE d.id = l.id)`,
	`INSERT INTO live.parts SELECT * FROM draft.parts WHERE entry_id IN (SELECT entry_id FROM publishing)
		ON CONFLICT (id) DO UPDATE SET parent_id = excluded.parent_id, slug = excluded.slug, position = excluded.position, fields = excluded.fields`,
	`INSERT INTO live.texts SELECT t.* FROM draft.texts AS t JOIN publishing AS p ON t.entry_id = p.entry_id AND t.locale = p.locale`,
	`INSERT INTO live.links SELECT * FROM draft.links WHERE entry_id IN (SELECT entry_id FROM publishing)`,
	// An address that was given up may have passed on to this entry from another.
	`INSERT INTO live.old_slugs SELECT * FROM draft.old_slugs WHERE entry_id IN (SELECT entry_id FROM publishing)
		ON CONFLICT (kind, slug, locale) DO UPDATE SET entry_id = excluded.entry_id`,
}

// withdrawSteps take away from live what the temporary table withdrawing lists. With
// an entry goes all that belongs to it.
var withdrawSteps = []string{
	`DELETE FROM live.texts AS t USING withdrawing AS w WHERE t.entry_id = w.entry_id AND t.locale = w.locale`,
	`DELETE FROM live.entries WHERE id IN (SELECT entry_id FROM withdrawing WHERE gone)`,
}

// Publish makes live what the temporary table publishing lists.
func Publish(ctx context.Context, tx bun.Tx, kinds *content.Kinds) error {
	var present []string
	if err := tx.NewRaw(`SELECT DISTINCT kind FROM publishing ORDER BY kind`).Scan(ctx, &present); err != nil {
		return err
	}
	if len(present) == 0 {
		return nil
	}
	for _, step := range publishSteps {
		if _, err := tx.ExecContext(ctx, step); err != nil {
			return err
		}
	}
	for _, name := range present {
		kind, err := kinds.Known(name)
		if err != nil {
			return err
		}
		_, err = tx.NewRaw(`DELETE FROM live.? WHERE id IN (SELECT entry_id FROM publishing);
			INSERT INTO live.? SELECT * FROM draft.? WHERE id IN (SELECT entry_id FROM publishing)`,
			bun.Ident(kind.Table), bun.Ident(kind.Table), bun.Ident(kind.Table)).Exec(ctx)
		if err != nil {
			return err
		}
	}
	return nil
}

// dependency is what keeps an entry from being published: it points to something
// that will not be live.
type dependency struct {
	EntryID  uuid.UUID
	PartID   uuid.NullUUID
	Relation string
	// What it points to; the part is its slug, where it is one.
	TargetID   uuid.UUID
	TargetKind string
	TargetSlug string
	TargetPart string
}

// dependencies lists what keeps the entries in publishing from being published.
func dependencies(ctx context.Context, tx bun.Tx) ([]dependency, error) {
	var found []dependency
	err := tx.NewRaw(`
		SELECT DISTINCT l.entry_id, l.part_id, l.relation, l.target_id, e.kind AS target_kind, (?) AS target_slug, coalesce(p.slug, '') AS target_part
		FROM draft.links AS l JOIN draft.entries AS e ON e.id = l.target_id LEFT JOIN draft.parts AS p ON p.id = l.target_part_id
		WHERE l.entry_id IN (SELECT entry_id FROM publishing) AND l.target_id NOT IN (SELECT entry_id FROM publishing) AND `+UnmetLink+`
		ORDER BY l.entry_id, l.relation, target_slug LIMIT ?`, content.MainSlug("l.target_id"), fault.MaxProblems).Scan(ctx, &found)
	return found, err
}

// UnmetLink is the condition that what a link l of the draft points to will not be live.
const UnmetLink = `(NOT EXISTS (SELECT FROM live.entries AS t WHERE t.id = l.target_id)
	OR l.target_id IN (SELECT entry_id FROM withdrawing WHERE gone)
	OR l.target_part_id IS NOT NULL AND NOT EXISTS (SELECT FROM live.parts AS t WHERE t.id = l.target_part_id))`

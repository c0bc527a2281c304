package content

import (
	"context"

	"github.com/uptrace/bun"
)

// publishSteps copy from draft to live what the temporary table publishing lists:
// entries, each in some languages. They are few and do not depend on how many
// entries there are. The tables of both stages have equal columns.
var publishSteps = []string{
	`INSERT INTO live.entries SELECT * FROM draft.entries WHERE id IN (SELECT entry_id FROM publishing)
		ON CONFLICT (id) DO UPDATE SET version = excluded.version, source_locale = excluded.source_locale, licence = excluded.licence,
			illustrative = excluded.illustrative, updated_at = excluded.updated_at, published_at = excluded.published_at`,
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
	`INSERT INTO live.old_slugs SELECT * FROM draft.old_slugs WHERE entry_id IN (SELECT entry_id FROM publishing)`,
}

// publish makes live what the temporary table publishing lists.
func publish(ctx context.Context, tx bun.Tx, kinds *Kinds) error {
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
		kind, _ := kinds.Named(name)
		_, err := tx.NewRaw(`DELETE FROM live.? WHERE id IN (SELECT entry_id FROM publishing);
			INSERT INTO live.? SELECT * FROM draft.? WHERE id IN (SELECT entry_id FROM publishing)`,
			bun.Ident(kind.Table), bun.Ident(kind.Table), bun.Ident(kind.Table)).Exec(ctx)
		if err != nil {
			return err
		}
	}
	return nil
}

// blocker is what keeps an entry from being published: it points to something
// that is not.
type blocker struct {
	Line     int
	Slug     string
	Relation string
	Kind     string
	Target   string
}

// blockers lists what keeps the entries in the temporary table publishing from
// being published.
func blockers(ctx context.Context, tx bun.Tx) ([]blocker, error) {
	var found []blocker
	err := tx.NewRaw(`
		SELECT DISTINCT coalesce(i.line, 0) AS line, (?) AS slug, l.relation, e.kind, (?) AS target
		FROM draft.links AS l
		JOIN draft.entries AS e ON e.id = l.target_id
		LEFT JOIN import_entries AS i ON i.entry_id = l.entry_id
		WHERE l.entry_id IN (SELECT entry_id FROM publishing)
			AND l.target_id NOT IN (SELECT entry_id FROM publishing)
			AND (NOT EXISTS (SELECT FROM live.entries AS t WHERE t.id = l.target_id)
				OR l.target_part_id IS NOT NULL AND NOT EXISTS (SELECT FROM live.parts AS t WHERE t.id = l.target_part_id))
		ORDER BY line, relation LIMIT ?`,
		safeSlug("l.entry_id"), safeSlug("l.target_id"), maxProblems).Scan(ctx, &found)
	return found, err
}

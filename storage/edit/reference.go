package edit

// TargetEntry finds the entry that a row l calls by kind and slug: the one that has
// the slug in its source language, else in any, else the one that once had it.
// targetPart finds its part, where t is that entry.
const (
	TargetEntry = `SELECT c.entry_id FROM (
			SELECT t.entry_id, 0 AS age, t.locale = e.source_locale AS main FROM draft.texts AS t JOIN draft.entries AS e ON e.id = t.entry_id
				WHERE t.kind = l.target_kind AND t.slug = l.target_slug AND t.part_id IS NULL
			UNION ALL
			SELECT o.entry_id, 1, false FROM draft.old_slugs AS o WHERE o.kind = l.target_kind AND o.slug = l.target_slug
		) AS c ORDER BY c.age, c.main DESC, c.entry_id LIMIT 1`
	targetPart = `SELECT p.id FROM draft.parts AS p
		WHERE p.entry_id = t.id AND p.kind = l.target_part AND p.slug = l.target_part_slug ORDER BY p.id LIMIT 1`
)

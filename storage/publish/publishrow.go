package publish

import (
	"context"
	"slices"

	"github.com/google/uuid"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/schema"

	"github.com/cocreated/hub/storage/content"
)

// checkRows finds what the rows of a kind's entries lack that are to be published,
// by one statement; a kind that needs nothing of its rows costs none.
func (c *liveChange) checkRows(ctx context.Context, kind *content.Kind) error {
	var values []schema.QueryWithArgs
	for place, need := range kind.Needs {
		if need.Unmet != "" {
			values = append(values, bun.SafeQuery("(?, (?))", place, bun.Safe(need.Unmet)))
		}
	}
	if len(values) == 0 {
		return nil
	}
	var found []struct {
		ID    uuid.UUID
		Place int
		Unmet string
	}
	// What stays live in other languages counts too.
	err := c.tx.NewRaw(`
		SELECT k.id, n.place, n.unmet FROM (
			SELECT entry_id, array_agg(locale) AS locales FROM (
				SELECT entry_id, locale FROM publishing WHERE kind = ?0
				UNION
				SELECT l.entry_id, l.locale FROM live.texts AS l WHERE l.part_id IS NULL AND l.entry_id IN (SELECT entry_id FROM publishing WHERE kind = ?0)
					AND NOT EXISTS (SELECT FROM withdrawing AS w WHERE w.entry_id = l.entry_id AND w.locale = l.locale)
			) AS languages GROUP BY entry_id
		) AS p JOIN draft.?1 AS k ON k.id = p.entry_id CROSS JOIN LATERAL (VALUES ?2) AS n (place, unmet)
		WHERE n.unmet IS NOT NULL ORDER BY k.id, n.place`, kind.Name, bun.Ident(kind.Table), bun.List(values)).Scan(ctx, &found)
	for _, row := range found {
		need := kind.Needs[row.Place]
		problem := &Problem{Severity: c.severity(need.Code), Code: need.Code, Message: row.Unmet}
		if need.Field != "" {
			problem.Field = &need.Field
		}
		c.add(row.ID, problem)
	}
	return err
}

// severity is how bad it is to lack what a kind needs: that is the operator's to say.
func (p *Publisher) severity(code content.PublishProblemCode) Severity {
	if slices.Contains(p.Tolerated, code) {
		return Warning
	}
	return Blocker
}

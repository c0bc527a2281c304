package content

import (
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/schema"
)

// mainSlugSQL is the slug by which records refer to an entry: that of its source
// language, in the draft also where what is live refers to it.
const mainSlugSQL = `SELECT s.slug FROM draft.texts AS s WHERE s.entry_id = ? AND s.part_id IS NULL
	ORDER BY s.locale = (SELECT source_locale FROM draft.entries WHERE id = s.entry_id) DESC, s.locale LIMIT 1`

// MainSlug is that slug for the entry whose id is in a column.
func MainSlug(column string) schema.QueryWithArgs {
	return bun.SafeQuery(mainSlugSQL, bun.Safe(column))
}

package history

// The entries that a release publishes in some language.
const published = `SELECT i.entry_id FROM hub.release_items AS i
	WHERE i.release_id = (SELECT current_setting('hub.release')::uuid) AND i.action = 'PUBLISH'`

// The entries of which all languages that are live are unpublished. It is read once
// for a statement, by sets: a release may hold thousands of entries.
const removed = `SELECT t.entry_id FROM live.texts AS t
	WHERE t.part_id IS NULL AND t.entry_id = ANY (ARRAY(
		SELECT i.entry_id FROM hub.release_items AS i
		WHERE i.release_id = (SELECT current_setting('hub.release')::uuid) AND i.action = 'UNPUBLISH'))
	GROUP BY t.entry_id HAVING bool_and((t.entry_id, t.locale) IN (
		SELECT i.entry_id, i.locale FROM hub.release_items AS i
		WHERE i.release_id = (SELECT current_setting('hub.release')::uuid) AND i.action = 'UNPUBLISH'))`

// previewView is the view of what a release makes of a table. What it publishes comes
// from the draft whole, but for the texts, of which it publishes languages. As in
// asOfView, Postgres must see through to the indexes.
func (t *table) previewView() string {
	taken := ""
	switch t.Name {
	case "texts":
		return textsPreview
	case "old_slugs":
		// An address that was given up may pass on from one entry to another.
		taken = ` AND NOT EXISTS (SELECT FROM {draft} AS d WHERE {d=l} AND d.{owner} IN (` + published + `))`
	}
	return `
	CREATE VIEW {preview} AS
	SELECT {columns} FROM (
		SELECT {l:columns}, l.{owner} NOT IN (` + published + ` UNION ALL ` + removed + `)` + taken + ` AS shown FROM {live} AS l
		UNION ALL
		SELECT {d:columns}, d.{owner} IN (` + published + `) FROM {draft} AS d
	) AS stages WHERE shown;`
}

// Of an entry that is published, languages that stay live as they were keep no text
// of a part that is gone.
const textsPreview = `
	CREATE VIEW {preview} AS
	SELECT {columns} FROM (
		SELECT {l:columns}, (l.entry_id, l.locale) NOT IN (
				SELECT i.entry_id, i.locale FROM hub.release_items AS i WHERE i.release_id = (SELECT current_setting('hub.release')::uuid))
			AND (l.part_id IS NULL OR l.entry_id NOT IN (` + published + `) OR EXISTS (SELECT FROM draft.parts AS d WHERE d.id = l.part_id)) AS shown
		FROM {live} AS l
		UNION ALL
		SELECT {d:columns}, (d.entry_id, d.locale) IN (
			SELECT i.entry_id, i.locale FROM hub.release_items AS i
			WHERE i.release_id = (SELECT current_setting('hub.release')::uuid) AND i.action = 'PUBLISH')
		FROM {draft} AS d
	) AS stages WHERE shown;`

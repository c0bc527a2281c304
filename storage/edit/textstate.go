package edit

import (
	"context"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/pg"
)

// Submission is what one language says of an entry and of its parts, at one moment.
type Submission struct {
	// Texts are how many texts there are, and Drafts how many of them are drafts.
	Texts, Drafts int
	// Digest is a SHA-256 of all of them: equal digests are equal texts.
	Digest []byte
}

// TextsDigest is SQL for the digest of a Submission: an aggregate over the table texts.
const TextsDigest = `sha256(convert_to(coalesce(string_agg(jsonb_build_array(part_id, slug, title, fields, body)::text, ',' ORDER BY part_id NULLS FIRST), ''), 'UTF8'))`

// Submitted reads what one language says of an entry.
func Submitted(ctx context.Context, tx bun.IDB, entry uuid.UUID, locale content.Locale) (Submission, error) {
	var s Submission
	err := tx.NewRaw(`SELECT count(*) AS texts, count(*) FILTER (WHERE state = 'DRAFT') AS drafts,
			`+TextsDigest+` AS digest
		FROM draft.texts WHERE entry_id = ? AND locale = ?`, entry, locale).Scan(ctx, &s.Texts, &s.Drafts, &s.Digest)
	return s, err
}

// SetTextState brings the texts of one language of an entry from some states into
// another; those in other states stay as they are. It answers how many there were.
func SetTextState(ctx context.Context, tx bun.IDB, entry uuid.UUID, locale content.Locale, from []State, to State) (int, error) {
	result, err := tx.NewRaw(`UPDATE draft.texts SET state = ? WHERE entry_id = ? AND locale = ? AND state = ANY(?::text[])`,
		to, entry, locale, pg.Texts(from)).Exec(ctx)
	if err != nil {
		return 0, err
	}
	changed, err := result.RowsAffected()
	return int(changed), err
}

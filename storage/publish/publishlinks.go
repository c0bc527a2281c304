package publish

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/google/uuid"

	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/edit"
	"github.com/cocreated/hub/storage/fault"
	"github.com/cocreated/hub/storage/pg"
)

// bodyLink is a link in the body of an entry or a part to another entry.
type bodyLink struct {
	entry  uuid.UUID
	part   *PartReference
	locale content.Locale
	kind   string
	slug   string
}

// addressReader tells to which entry an address leads, if to one.
type addressReader func(address string) (kind, slug string, ok bool)

// bodyLinks are the links that lead to entries, in all bodies that are looked into.
type bodyLinks []bodyLink

// gather adds the links in the bodies of a record; address tells which are such.
func (l *bodyLinks) gather(record *edit.Record, address addressReader) error {
	err := l.texts(record, nil, record.Texts, address)
	var below func([]*edit.PartRecord)
	below = func(parts []*edit.PartRecord) {
		for _, part := range parts {
			err = errors.Join(err, l.texts(record, partReference(part), part.Texts, address))
			below(part.Parts)
		}
	}
	below(record.Parts)
	return err
}

func (l *bodyLinks) texts(record *edit.Record, part *PartReference, texts map[content.Locale]json.RawMessage, read addressReader) error {
	for _, locale := range slices.Sorted(maps.Keys(texts)) {
		var text struct{ Body string }
		if err := json.Unmarshal(texts[locale], &text); err != nil {
			return err
		}
		seen := map[string]bool{}
		for _, address := range (&content.RichText{Markdown: text.Body}).Addresses() {
			kind, slug, ok := read(address)
			if !ok || seen[kind+"/"+slug] {
				continue
			}
			seen[kind+"/"+slug] = true
			*l = append(*l, bodyLink{entry: *record.ID, part: part, locale: locale, kind: kind, slug: slug})
		}
	}
	return nil
}

// checkLinks finds the links that will lead nowhere, by one statement.
func (c *liveChange) checkLinks(ctx context.Context, links bodyLinks) error {
	type address struct {
		Index int    `json:"index"`
		Kind  string `json:"kind"`
		Slug  string `json:"slug"`
	}
	addresses := make([]address, len(links))
	for i, link := range links {
		addresses[i] = address{Index: i, Kind: link.kind, Slug: link.slug}
	}
	if len(addresses) == 0 {
		return nil
	}
	var dead []struct {
		Index int
		Draft uuid.NullUUID
		Known string
	}
	err := c.tx.NewRaw(`
		SELECT r.index, d.id AS draft, coalesce((?1), '') AS known
		FROM jsonb_to_recordset(?0) AS r (index integer, kind text, slug text)
		LEFT JOIN LATERAL (SELECT t.entry_id AS id FROM draft.texts AS t
			WHERE t.kind = r.kind AND t.slug = r.slug AND t.part_id IS NULL ORDER BY t.entry_id LIMIT 1) AS d ON true
		WHERE NOT EXISTS (SELECT FROM live.texts AS t WHERE t.kind = r.kind AND t.slug = r.slug AND t.part_id IS NULL
				AND NOT EXISTS (SELECT FROM withdrawing AS w WHERE w.entry_id = t.entry_id AND w.locale = t.locale))
			AND NOT EXISTS (SELECT FROM live.old_slugs AS o WHERE o.kind = r.kind AND o.slug = r.slug
				AND NOT EXISTS (SELECT FROM withdrawing AS w WHERE w.entry_id = o.entry_id AND w.gone))
			AND NOT EXISTS (SELECT FROM draft.texts AS t JOIN publishing AS p ON p.entry_id = t.entry_id AND p.locale = t.locale
				WHERE t.kind = r.kind AND t.slug = r.slug AND t.part_id IS NULL)
			AND NOT EXISTS (SELECT FROM draft.old_slugs AS o JOIN publishing AS p ON p.entry_id = o.entry_id WHERE o.kind = r.kind AND o.slug = r.slug)
		ORDER BY r.index`, pg.Rows(addresses), content.MainSlug("d.id")).Scan(ctx, &dead)
	for _, found := range dead {
		link := links[found.Index]
		problem := &Problem{
			Severity: Blocker, Code: content.DeadInternalLink, Part: link.part, Locale: &link.locale,
			Field:   pointer(fault.Path("texts", string(link.locale), "body")),
			Message: fmt.Sprintf("it links to the %s %q, which does not exist", link.kind, link.slug),
		}
		if found.Draft.Valid {
			problem.Target = &EntryReference{KindName: link.kind, UUID: found.Draft.UUID, Slug: found.Known}
			problem.Message = fmt.Sprintf("it links to the %s, which is not live", problem.Target)
		}
		c.add(link.entry, problem)
	}
	return err
}

package publish

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/fault"
	"github.com/cocreated/hub/storage/pg"
)

// add notes a problem of an entry that the change is about.
func (c *liveChange) add(of uuid.UUID, problem *Problem) {
	if entry := c.entries[of]; entry != nil {
		problem.Entry = &entry.EntryReference
	}
	c.problems = append(c.problems, problem)
}

// sorted are the problems, blockers first; it counts those that are too many.
func (c *liveChange) sorted() ([]*Problem, int) {
	slices.SortStableFunc(c.problems, func(a, b *Problem) int { return strings.Compare(string(a.Severity), string(b.Severity)) })
	fit := min(len(c.problems), fault.MaxProblems)
	return append([]*Problem{}, c.problems[:fit]...), len(c.problems) - fit
}

// checkItem looks whether there is what is to be published or unpublished.
func (c *liveChange) checkItem(item liveItem) {
	entry := c.entries[item.EntryID]
	switch {
	case entry == nil:
		c.add(item.EntryID, &Problem{
			Severity: Blocker, Code: content.EntryMissing, Message: fmt.Sprintf("there is no entry with the id %s; it may be in the bin", item.EntryID),
		})
	case item.Action == ActionUnpublish && !slices.Contains(entry.Withdrawing, item.Locale):
		c.add(item.EntryID, &Problem{
			Severity: Warning, Code: content.NotLive, Locale: &item.Locale, Message: "it is not live in this language",
		})
	}
}

// checkDependencies finds what the entries point to that will not be live.
func (c *liveChange) checkDependencies(ctx context.Context) error {
	found, err := dependencies(ctx, c.tx)
	if err != nil {
		return err
	}
	parts, err := c.partReferences(ctx, found)
	if err != nil {
		return err
	}
	for _, link := range found {
		target := &EntryReference{KindName: link.TargetKind, UUID: link.TargetID, Slug: link.TargetSlug}
		message := fmt.Sprintf("it points to the %s, which is not live", target)
		if link.TargetPart != "" {
			message = fmt.Sprintf("it points to %q of the %s, which is not live", link.TargetPart, target)
		}
		c.add(link.EntryID, &Problem{
			Severity: Blocker, Code: content.UnpublishedDependency, Message: message, Part: parts[link.PartID.UUID],
			Field: pointer(fault.Path("refs", link.Relation)), Target: target,
		})
	}
	return nil
}

// partReferences names the parts that links start from.
func (c *liveChange) partReferences(ctx context.Context, links []dependency) (map[uuid.UUID]*PartReference, error) {
	var ids []uuid.UUID
	for _, link := range links {
		if link.PartID.Valid {
			ids = append(ids, link.PartID.UUID)
		}
	}
	parts := map[uuid.UUID]*PartReference{}
	if len(ids) == 0 {
		return parts, nil
	}
	var rows []*PartReference
	err := c.tx.NewRaw(`SELECT id AS uuid, kind, slug FROM draft.parts WHERE id = ANY(?::uuid[])`, pg.UUIDs(ids)).Scan(ctx, &rows)
	for _, row := range rows {
		parts[row.UUID] = row
	}
	return parts, err
}

// checkReferences finds what goes on being live and points to something that will be
// live no more: to an entry, or to a part that the draft has no longer.
func (c *liveChange) checkReferences(ctx context.Context) error {
	var found []struct {
		TargetID   uuid.UUID
		SourceID   uuid.UUID
		SourceKind string
		SourceSlug string
		Part       string
	}
	err := c.tx.NewRaw(`
		SELECT DISTINCT l.target_id, l.entry_id AS source_id, e.kind AS source_kind, coalesce((?), '') AS source_slug, coalesce(p.slug, '') AS part
		FROM live.links AS l JOIN live.entries AS e ON e.id = l.entry_id LEFT JOIN live.parts AS p ON p.id = l.target_part_id
		WHERE l.entry_id NOT IN (SELECT entry_id FROM publishing) AND l.entry_id NOT IN (SELECT entry_id FROM withdrawing WHERE gone)
			AND (l.target_id IN (SELECT entry_id FROM withdrawing WHERE gone)
				OR l.target_part_id IS NOT NULL AND l.target_id IN (SELECT entry_id FROM publishing)
					AND NOT EXISTS (SELECT FROM draft.parts AS d WHERE d.id = l.target_part_id))
		ORDER BY l.target_id, source_kind, source_slug LIMIT ?`, content.MainSlug("l.entry_id"), fault.MaxProblems).Scan(ctx, &found)
	for _, link := range found {
		source := &EntryReference{KindName: link.SourceKind, UUID: link.SourceID, Slug: link.SourceSlug}
		message := fmt.Sprintf("the %s is live and points to it", source)
		if link.Part != "" {
			message = fmt.Sprintf("the %s is live and points to its part %q", source, link.Part)
		}
		c.add(link.TargetID, &Problem{Severity: Blocker, Code: content.Referenced, Message: message, Target: source})
	}
	return err
}

// checkProse finds bodies that go on being live and link to an entry that will be live
// no more. Prose can wait to be mended, so this stands in nobody's way.
func (c *liveChange) checkProse(ctx context.Context) error {
	if !slices.ContainsFunc(c.ordered(), func(entry *changedEntry) bool { return entry.Gone }) {
		return nil
	}
	var found []struct {
		TargetID   uuid.UUID
		SourceID   uuid.UUID
		SourceKind string
		SourceSlug string
	}
	// A slug has letters, digits and hyphens only, so it is a pattern for itself.
	err := c.tx.NewRaw(`
		SELECT DISTINCT g.entry_id AS target_id, t.entry_id AS source_id, t.kind AS source_kind, coalesce((?), '') AS source_slug
		FROM live.texts AS g JOIN live.texts AS t ON t.body ~ concat(?, g.kind, '/', g.slug, '([^[:alnum:]-]|$)')
		WHERE g.part_id IS NULL AND g.entry_id IN (SELECT entry_id FROM withdrawing WHERE gone)
			AND t.entry_id NOT IN (SELECT entry_id FROM withdrawing WHERE gone) AND t.entry_id NOT IN (SELECT entry_id FROM publishing)
		ORDER BY g.entry_id, source_kind, source_slug LIMIT ?`, content.MainSlug("t.entry_id"), content.LinkScheme, fault.MaxProblems).Scan(ctx, &found)
	for _, link := range found {
		source := &EntryReference{KindName: link.SourceKind, UUID: link.SourceID, Slug: link.SourceSlug}
		c.add(link.TargetID, &Problem{
			Severity: Warning, Code: content.DeadInternalLink, Message: fmt.Sprintf("the %s is live and links to it", source), Target: source,
		})
	}
	return err
}

// checkSlugs finds addresses that another entry holds, live, and does not give up.
func (c *liveChange) checkSlugs(ctx context.Context) error {
	var found []struct {
		EntryID uuid.UUID
		Locale  content.Locale
		Slug    string
		Kind    string
		Holder  uuid.UUID
		Known   string
	}
	err := c.tx.NewRaw(`
		SELECT d.entry_id, d.locale, d.slug, d.kind, l.entry_id AS holder, coalesce((?), '') AS known
		FROM publishing AS p JOIN draft.texts AS d ON d.entry_id = p.entry_id AND d.locale = p.locale AND d.part_id IS NULL
		JOIN live.texts AS l ON l.kind = d.kind AND l.slug = d.slug AND l.locale = d.locale AND l.part_id IS NULL AND l.entry_id <> d.entry_id
		WHERE NOT EXISTS (SELECT FROM publishing AS o WHERE o.entry_id = l.entry_id AND o.locale = l.locale)
			AND NOT EXISTS (SELECT FROM withdrawing AS o WHERE o.entry_id = l.entry_id AND o.locale = l.locale)
		ORDER BY d.entry_id, d.locale`, content.MainSlug("l.entry_id")).Scan(ctx, &found)
	for _, slug := range found {
		c.add(slug.EntryID, &Problem{
			Severity: Blocker, Code: content.SlugTaken, Locale: &slug.Locale, Field: pointer(fault.Path("texts", string(slug.Locale), "slug")),
			Message: fmt.Sprintf("another %s is live as %q; publish or unpublish that one first, or along", slug.Kind, slug.Slug),
			Target:  &EntryReference{KindName: slug.Kind, UUID: slug.Holder, Slug: slug.Known},
		})
	}
	return err
}

// checkStates finds texts that do not keep up with their source, and languages in
// which something is not approved.
func (c *liveChange) checkStates(ctx context.Context) error {
	var found []struct {
		EntryID    uuid.UUID
		Locale     content.Locale
		PartID     uuid.NullUUID
		PartKind   string
		PartSlug   string
		Stale      []string `bun:",array"`
		Unapproved int
	}
	// One row for each stale text, and one for each language with what is not approved.
	err := c.tx.NewRaw(`
		SELECT t.entry_id, t.locale, t.part_id, coalesce(d.kind, '') AS part_kind, coalesce(d.slug, '') AS part_slug,
			ARRAY(SELECT jsonb_object_keys(t.stale) ORDER BY 1) AS stale, 0 AS unapproved
		FROM publishing AS p JOIN draft.texts AS t ON t.entry_id = p.entry_id AND t.locale = p.locale LEFT JOIN draft.parts AS d ON d.id = t.part_id
		WHERE t.stale <> '{}'
		UNION ALL
		SELECT t.entry_id, t.locale, NULL, '', '', '{}', count(*)
		FROM publishing AS p JOIN draft.texts AS t ON t.entry_id = p.entry_id AND t.locale = p.locale
		WHERE t.state <> 'APPROVED' GROUP BY t.entry_id, t.locale
		ORDER BY 1, 2, 5`).Scan(ctx, &found)
	for _, text := range found {
		if text.Unapproved > 0 {
			c.add(text.EntryID, &Problem{
				Severity: Warning, Code: content.NotApproved, Locale: &text.Locale, Message: fmt.Sprintf("texts that nobody has approved: %d", text.Unapproved),
			})
			continue
		}
		problem := &Problem{
			Severity: Blocker, Code: content.StaleTranslation, Locale: &text.Locale, Field: pointer(fault.Path("texts", string(text.Locale))),
			Message: "the source was changed after this was translated: " + strings.Join(text.Stale, ", "),
		}
		if c.acceptStale {
			problem.Severity = Warning
		}
		if text.PartID.Valid {
			problem.Part = &PartReference{Kind: text.PartKind, UUID: text.PartID.UUID, Slug: text.PartSlug}
		}
		c.add(text.EntryID, problem)
	}
	return err
}

func pointer[T any](value T) *T { return &value }

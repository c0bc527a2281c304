package edit

import (
	"context"
	"fmt"
	"slices"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/fault"
	"github.com/cocreated/hub/storage/pg"
)

// rowChanges writes what differs between two versions of one entry, in a number of
// statements that does not depend on how much that is.
type rowChanges struct {
	entry uuid.UUID
	rows  *Rows
	texts []textKey // to take away, before those in rows are written
	links []linkKey // likewise
	parts []uuid.UUID
	slugs bool // whether old slugs differ
}

type textKey struct {
	PartID *uuid.UUID     `json:"part_id"`
	Locale content.Locale `json:"locale"`
}

type linkKey struct {
	PartID   *uuid.UUID `json:"part_id"`
	Relation string     `json:"relation"`
}

// footprint is what of an entry a write touches.
type footprint struct {
	texts  map[fact]bool // without names
	links  map[fact]bool // without locale
	parts  bool
	fields bool
}

func newRewriting(kinds *content.Kinds, now *CanonicalRecord, was *Record, all []difference) (*rowChanges, error) {
	r := &rowChanges{entry: *now.ID, rows: &Rows{}}
	if err := r.rows.Add(kinds, now, "draft", 0); err != nil {
		return nil, err
	}
	if was == nil {
		r.slugs = len(r.rows.slugs) > 0
		return r, nil
	}
	t := touchedBy(now, was, all)
	r.texts = keysOf(t.texts, func(at fact) textKey { return textKey{PartID: pg.OptionalID(at.part), Locale: at.locale} })
	r.links = keysOf(t.links, func(at fact) linkKey { return linkKey{PartID: pg.OptionalID(at.part), Relation: at.name} })
	r.rows.texts = slices.DeleteFunc(r.rows.texts, func(row textRow) bool {
		return !t.texts[fact{part: idOf(row.PartID), group: inTexts, locale: row.Locale}]
	})
	r.rows.Links = slices.DeleteFunc(r.rows.Links, func(row linkRow) bool {
		return !t.links[fact{part: idOf(row.PartID), group: inRefs, name: row.Relation}]
	})
	if t.parts {
		r.parts = removedParts(was, now.Record)
	} else {
		r.rows.parts = nil
	}
	if !t.fields {
		r.rows.kinds = nil
	}
	r.slugs = !equalSlugs(was.OldSlugs, now.OldSlugs)
	if !r.slugs {
		r.rows.slugs = nil
	}
	return r, nil
}

// touchedBy sorts differences by the rows in which they stand.
func touchedBy(now *CanonicalRecord, was *Record, all []difference) *footprint {
	t := &footprint{texts: map[fact]bool{}, links: map[fact]bool{}}
	own := false // all texts of the entry itself
	for _, d := range all {
		switch {
		case d.group == inTexts:
			t.texts[fact{part: d.part, group: inTexts, locale: d.locale}] = true
		case d.group == inRefs:
			t.links[fact{part: d.part, group: inRefs, name: d.name}] = true
		case d.part != uuid.Nil || d.group == inOrder:
			t.parts = true
		case d.group == inFields:
			t.fields = true
			own = own || slices.Contains(now.Description.Keywords, d.name)
		default:
			own = own || d.name == "slug" || d.name == "sourceLocale"
		}
	}
	states := func(part uuid.UUID, before, after map[content.Locale]TextState) {
		for locale, state := range after {
			if old, there := before[locale]; there && !statesAmong(map[content.Locale]TextState{locale: state}, map[content.Locale]TextState{locale: old}) {
				t.texts[fact{part: part, group: inTexts, locale: locale}] = true
			}
		}
	}
	states(uuid.Nil, was.States, now.States)
	before := map[uuid.UUID]map[content.Locale]TextState{}
	eachPart(was.Parts, func(part *PartRecord) { before[*part.ID] = part.States })
	eachPart(now.Parts, func(part *PartRecord) { states(*part.ID, before[*part.ID], part.States) })
	if own {
		for locale := range now.Texts {
			t.texts[fact{group: inTexts, locale: locale}] = true
		}
	}
	return t
}

func keysOf[K any](set map[fact]bool, key func(fact) K) []K {
	keys := make([]K, 0, len(set))
	for at := range set {
		keys = append(keys, key(at))
	}
	return keys
}

func idOf(id *uuid.UUID) uuid.UUID {
	if id == nil {
		return uuid.Nil
	}
	return *id
}

func removedParts(was, now *Record) []uuid.UUID {
	kept := map[uuid.UUID]bool{}
	eachPart(now.Parts, func(part *PartRecord) { kept[*part.ID] = true })
	var removed []uuid.UUID
	eachPart(was.Parts, func(part *PartRecord) {
		if !kept[*part.ID] {
			removed = append(removed, *part.ID)
		}
	})
	return removed
}

func equalSlugs(a, b map[content.Locale][]string) bool {
	if len(a) != len(b) {
		return false
	}
	for locale, slugs := range a {
		if !slices.Equal(slugs, b[locale]) {
			return false
		}
	}
	return true
}

// write takes away what is replaced and writes the rest.
func (r *rowChanges) write(ctx context.Context, tx bun.Tx) error {
	if err := r.clear(ctx, tx); err != nil {
		return err
	}
	if err := r.rows.insert(ctx, tx, pg.Rows(r.rows.texts)); err != nil {
		return err
	}
	if err := r.link(ctx, tx); err != nil {
		return err
	}
	return r.checkRemoved(ctx, tx)
}

func (r *rowChanges) clear(ctx context.Context, tx bun.Tx) error {
	if len(r.texts) > 0 {
		_, err := tx.NewRaw(`DELETE FROM texts AS t USING jsonb_to_recordset(?) AS r (part_id uuid, locale text)
			WHERE t.entry_id = ? AND t.part_id IS NOT DISTINCT FROM r.part_id AND t.locale = r.locale`, pg.Rows(r.texts), r.entry).Exec(ctx)
		if err != nil {
			return err
		}
	}
	if len(r.links) > 0 {
		_, err := tx.NewRaw(`DELETE FROM links AS l USING jsonb_to_recordset(?) AS r (part_id uuid, relation text)
			WHERE l.entry_id = ? AND l.part_id IS NOT DISTINCT FROM r.part_id AND l.relation = r.relation`, pg.Rows(r.links), r.entry).Exec(ctx)
		if err != nil {
			return err
		}
	}
	if len(r.parts) > 0 {
		if _, err := tx.NewRaw("DELETE FROM parts WHERE entry_id = ? AND id = ANY(?::uuid[])", r.entry, pg.UUIDs(r.parts)).Exec(ctx); err != nil {
			return err
		}
	}
	if r.slugs {
		if _, err := tx.NewRaw("DELETE FROM old_slugs WHERE entry_id = ?", r.entry).Exec(ctx); err != nil {
			return err
		}
	}
	return nil
}

// link writes links, and names those that lead nowhere.
func (r *rowChanges) link(ctx context.Context, tx bun.Tx) error {
	if len(r.rows.Links) == 0 {
		return nil
	}
	var written []linkRow
	err := tx.NewRaw(`INSERT INTO links (entry_id, part_id, relation, position, target_id, target_part_id)
		SELECT l.entry_id, l.part_id, l.relation, l.position, t.id, p.id
		FROM jsonb_to_recordset(?) AS l (entry_id uuid, part_id uuid, relation text, position integer,
			target_kind text, target_slug text, target_part text, target_part_slug text)
		CROSS JOIN LATERAL (`+TargetEntry+`) AS t (id) LEFT JOIN LATERAL (`+targetPart+`) AS p (id) ON true
		WHERE l.target_part IS NULL OR p.id IS NOT NULL
		RETURNING entry_id, part_id, relation, position`, pg.Rows(r.rows.Links)).Scan(ctx, &written)
	if err != nil {
		return err
	}
	done := map[string]bool{}
	key := func(row linkRow) string { return fmt.Sprint(idOf(row.PartID), row.Relation, row.Position) }
	for _, row := range written {
		done[key(row)] = true
	}
	var wrong []*fault.Error
	for _, row := range r.rows.Links {
		if !done[key(row)] {
			wrong = append(wrong, fault.Invalid(row.Path, "notFound", "there is no %s %q", row.Kind, row.TargetText))
		}
	}
	return fault.Join(wrong...)
}

// checkRemoved refuses to take away a part that others point to, and names them.
func (r *rowChanges) checkRemoved(ctx context.Context, tx bun.Tx) error {
	if len(r.parts) == 0 {
		return nil
	}
	pointing, err := referrers(ctx, tx, "l.target_part_id = ANY(?::uuid[])", pg.UUIDs(r.parts))
	if err != nil {
		return err
	}
	return pointing.error("parts", "a part that is to be removed")
}

// referrer is an entry that points somewhere.
type referrer struct {
	ID         uuid.UUID
	Kind, Slug string
	Relation   string
	// PartKind and PartSlug are those of the part that points; empty: the entry itself.
	PartKind, PartSlug string
}

type referrerList []referrer

// maxNamed is how many entries an error names.
const maxNamed = 20

// referrers lists the entries on the search path with a link for which the
// condition holds.
func referrers(ctx context.Context, tx bun.Tx, condition string, args ...any) (referrerList, error) {
	var found referrerList
	query := tx.NewSelect().Distinct().TableExpr("links AS l").Join("JOIN entries AS e ON e.id = l.entry_id").Join("LEFT JOIN parts AS p ON p.id = l.part_id").
		ColumnExpr("e.id, e.kind, l.relation, coalesce(p.kind, '') AS part_kind, coalesce(p.slug, '') AS part_slug, (?) AS slug", content.MainSlug("l.entry_id")).
		Where(condition, args...).OrderExpr("e.kind, e.id, part_kind, part_slug, l.relation").Limit(maxNamed)
	err := query.Scan(ctx, &found)
	return found, err
}

// error refuses to take something away that entries point to; nil where none does.
func (list referrerList) error(field, what string) error {
	var all []*fault.Error
	for _, r := range list {
		message := fmt.Sprintf("the %s %q (%s) points to %s, by %s", r.Kind, r.Slug, content.EncodeID(r.Kind, r.ID), what, r.Relation)
		if r.PartKind != "" {
			message += fmt.Sprintf(" of its %s %q", r.PartKind, r.PartSlug)
		}
		all = append(all, &fault.Error{Code: fault.Conflict, Field: field, Rule: "referenced", Message: message})
	}
	return fault.Join(all...)
}

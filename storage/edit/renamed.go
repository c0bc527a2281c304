package edit

import (
	"context"
	"time"

	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/pg"
)

// oldReference is a reference as a revision has it.
type oldReference struct {
	Text     string `json:"text"`
	Kind     string `json:"target_kind"`
	Slug     string `json:"target_slug"`
	Part     string `json:"target_part"`
	PartSlug string `json:"target_part_slug"`
}

// partNamedThen is the path within a revision to a part that had a name.
const partNamedThen = `$.parts.** ? (@.id == $id && @.kind == $kind && @.slug == $slug)`

// calledNow writes the references of a revision by the names that their targets have
// now: those of some facts, which are changed in place. What a part was called is in
// the history of its entry; what is gone keeps its name. It costs one statement, and
// none where there are no references.
func (t *writeTx) calledNow(ctx context.Context, kind *content.Kind, of facts, at time.Time, some []difference) error {
	relations := map[fact]content.Relation{}
	var then []oldReference
	for _, d := range some {
		if d.group != inRefs || of[d.fact] == nil {
			continue
		}
		relation := t.relation(kind, of, d.fact)
		relations[d.fact] = relation
		for _, text := range of.targets(d.fact).Slugs {
			target, _ := parseTarget(t.Kinds, relation, text) // what says no target is found nowhere, and keeps its name
			then = append(then, oldReference{Text: text, Kind: target.kind, Slug: target.slug, Part: target.part, PartSlug: target.partSlug})
		}
	}
	if len(then) == 0 {
		return nil
	}
	var rows []struct {
		Text, Kind, Slug string
		PartSlug         string
	}
	err := t.tx.NewRaw(`
		SELECT l.text, l.target_kind AS kind, coalesce((?1), '') AS slug, coalesce((
			SELECT p.slug FROM draft.parts AS p JOIN LATERAL (
				SELECT r.record FROM hub.revisions AS r WHERE r.entry_id = t.id AND r.at <= ?2 ORDER BY r.version DESC LIMIT 1
			) AS v ON jsonb_path_exists(v.record, ?3,
				jsonb_build_object('id', p.id, 'kind', l.target_part, 'slug', l.target_part_slug))
			WHERE p.entry_id = t.id AND p.kind = l.target_part LIMIT 1
		), l.target_part_slug) AS part_slug
		FROM jsonb_to_recordset(?0) AS l (text text, target_kind text, target_slug text, target_part text, target_part_slug text)
		CROSS JOIN LATERAL (`+TargetEntry+`) AS t (id)`, pg.Rows(then), content.MainSlug("t.id"), at, partNamedThen).Scan(ctx, &rows)
	if err != nil {
		return err
	}
	type name struct{ text, kind string }
	now := map[name]target{}
	for _, row := range rows {
		now[name{row.Text, row.Kind}] = target{kind: row.Kind, slug: row.Slug, partSlug: row.PartSlug}
	}
	for at, relation := range relations {
		targets := of.targets(at)
		for i, text := range targets.Slugs {
			before, _ := parseTarget(t.Kinds, relation, text) // as above
			if found, known := now[name{text, before.kind}]; known {
				targets.Slugs[i] = written(relation, found)
			}
		}
		of.set(at, targets)
	}
	return nil
}

// relation is that of a reference of an entry or of one of its parts.
func (t *writeTx) relation(kind *content.Kind, of facts, at fact) content.Relation {
	if part, ok := t.Kinds.PartNamed(of.kind(at.part)); ok {
		return part.Relations[at.name]
	}
	return kind.Relations[at.name]
}

// written is a reference as records have it.
func written(r content.Relation, to target) string {
	text := to.slug
	if r.TargetPart() != "" {
		text += "/" + to.partSlug
	}
	if r.TargetKind() == "" {
		text = to.kind + ":" + text
	}
	return text
}

package edit

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/act"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/fault"
	"github.com/cocreated/hub/storage/format/words"
)

// History reads what entries said, and who did what.
type History struct {
	DB     *bun.DB // as the owner
	Signer *content.Signer
}

// Revision is what an entry said after one write.
type Revision struct {
	Version int
	At      time.Time
	Verb    act.Verb
	Note    *string
	Author  act.Author
}

// Action is what was done.
func (r *Revision) Action() string { return string(r.Verb) }

func (r *revision) revision() *Revision {
	return &Revision{Version: r.Version, At: r.At, Verb: r.Action, Note: r.Note, Author: r.author()}
}

const revisionColumns = `r.entry_id, r.version, r.at, r.account_id, ` + act.AuthorName + ` AS author_name, r.action, r.note, r.minor`

// Revisions reads the revisions of an entry, the newest first, without what it said.
// An entry that was deleted has them still.
func (h *History) Revisions(ctx context.Context, id string, page content.Page) (*content.Connection[Revision], error) {
	_, entry, err := content.DecodeID("id", id)
	if err != nil {
		return nil, err
	}
	list := content.Trail[revision]{
		Name: "revisions:" + entry.String(), Column: "version",
		Number: func(r *revision) int64 { return int64(r.Version) },
		Query: func() *bun.SelectQuery {
			return h.DB.NewSelect().TableExpr("hub.revisions AS r").ColumnExpr(revisionColumns).Where("r.entry_id = ?", entry)
		},
	}
	found, err := list.Page(ctx, h.Signer, page)
	if err != nil {
		return nil, err
	}
	return content.Mapped(found, (*revision).revision), nil
}

// RevisionDiff is what lies between two revisions of an entry.
type RevisionDiff struct {
	From, To *Revision
	Changes  []*RevisionChange
}

// RevisionChange is a field that differs, with the words that do.
type RevisionChange struct {
	FieldChange
	// Words are the text before and after, cut where they differ; empty where the
	// field is no text, or was or is not there.
	Words []words.Segment
}

// Diff compares two revisions of an entry; without to, the first with the latest.
func (h *History) Diff(ctx context.Context, id string, from int, to *int) (*RevisionDiff, error) {
	_, entry, err := content.DecodeID("id", id)
	if err != nil {
		return nil, err
	}
	query := h.DB.NewSelect().TableExpr("hub.revisions AS r").ColumnExpr(revisionColumns+", r.record").
		Where("r.entry_id = ?", entry).OrderExpr("r.version")
	if to != nil {
		query.Where("r.version IN (?, ?)", from, *to)
	} else {
		query.Where("r.version = ?0 OR r.version = (SELECT max(l.version) FROM hub.revisions AS l WHERE l.entry_id = ?1)", from, entry)
	}
	var found []*revision
	if err := query.Scan(ctx, &found); err != nil {
		return nil, err
	}
	older, err := versionAmong(found, "from", from)
	if err != nil {
		return nil, err
	}
	newer := found[len(found)-1]
	if to != nil {
		if newer, err = versionAmong(found, "to", *to); err != nil {
			return nil, err
		}
	}
	diff := &RevisionDiff{From: older.revision(), To: newer.revision(), Changes: []*RevisionChange{}}
	before, err := older.facts()
	if err != nil {
		return nil, err
	}
	after, err := newer.facts()
	if err != nil {
		return nil, err
	}
	for _, change := range changesOf(differences(before, after), before, after) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		shown := &RevisionChange{FieldChange: *change}
		if change.Before != nil && change.After != nil && change.Locale != nil {
			shown.Words = words.Diff(*change.Before, *change.After)
		}
		diff.Changes = append(diff.Changes, shown)
	}
	return diff, nil
}

func versionAmong(found []*revision, field string, version int) (*revision, error) {
	index := slices.IndexFunc(found, func(r *revision) bool { return r.Version == version })
	if index < 0 {
		return nil, &fault.Error{Code: fault.NotFound, Field: field, Rule: "notFound", Message: fmt.Sprintf("there is no revision %d of this entry", version)}
	}
	return found[index], nil
}

// revisionsAt reads some revisions of an entry.
func (t *writeTx) revisionsAt(ctx context.Context, id uuid.UUID, versions ...int) ([]*revision, error) {
	var found []*revision
	err := t.tx.NewSelect().TableExpr("hub.revisions AS r").ColumnExpr(revisionColumns+", r.record").
		Where("r.entry_id = ?", id).Where("r.version IN (?)", bun.List(versions)).OrderExpr("r.version").Scan(ctx, &found)
	return found, err
}

// restore makes an entry say again what it said in an earlier version.
func (t *writeTx) restore(ctx context.Context, write Write, note string) (*Outcome, error) {
	kind, was, err := t.at(ctx, "", write.Input)
	if err != nil {
		return nil, err
	}
	version, err := write.Input.Int("revision")
	if err != nil {
		return nil, err
	}
	found, err := t.revisionsAt(ctx, *was.ID, version)
	if err != nil {
		return nil, err
	}
	wanted, err := versionAmong(found, "revision", version)
	if err != nil {
		return nil, err
	}
	now, err := factsOf(was)
	if err != nil {
		return nil, err
	}
	past, err := wanted.past()
	if err != nil {
		return nil, err
	}
	then := past.said.clone()
	if err := t.calledNow(ctx, kind, then, wanted.At, differences(now, then)); err != nil {
		return nil, err
	}
	return t.apply(ctx, &change{
		kind: kind, verb: act.VerbRestore, was: was, from: now, to: then, note: note,
		decide: func(s *stateUpdate) { s.taken = past },
	})
}

// undo takes back what one write changed, and leaves what others have changed
// since.
func (t *writeTx) undo(ctx context.Context, write Write, note string) (*Outcome, error) {
	kind, was, err := t.at(ctx, "", write.Input)
	if err != nil {
		return nil, err
	}
	version, err := write.Input.Int("revision")
	if err != nil {
		return nil, err
	}
	found, err := t.revisionsAt(ctx, *was.ID, version-1, version)
	if err != nil {
		return nil, err
	}
	done, err := versionAmong(found, "revision", version)
	if err != nil {
		return nil, err
	}
	if len(found) < 2 {
		return nil, fault.Invalid("revision", "first", "there is nothing before revision %d; to undo it, delete the entry", version)
	}
	now, err := factsOf(was)
	if err != nil {
		return nil, err
	}
	before, err := found[0].past()
	if err != nil {
		return nil, err
	}
	after, err := done.past()
	if err != nil {
		return nil, err
	}
	from, to := before.said.clone(), after.said.clone()
	changed := differences(from, to)
	if err := t.calledNow(ctx, kind, from, found[0].At, changed); err != nil {
		return nil, err
	}
	if err := t.calledNow(ctx, kind, to, done.At, changed); err != nil {
		return nil, err
	}
	undone, wrong := undo(now, from, to)
	if len(wrong) > 0 {
		return nil, fault.Join(wrong...)
	}
	return t.apply(ctx, &change{
		kind: kind, verb: act.VerbUndo, was: was, from: now, to: undone, note: note, minor: done.Minor,
		decide: func(s *stateUpdate) { s.taken = before },
	})
}

// undo takes what led from before to after back from now.
func undo(now, before, after facts) (facts, []*fault.Error) {
	undone := now.clone()
	var wrong []*fault.Error
	since := func(d difference) {
		wrong = append(wrong, &fault.Error{
			Code: fault.Conflict, Field: "revision", Rule: "changedSince",
			Message: fmt.Sprintf("%s has been changed since; undo that first, or restore a whole revision", d.fact),
		})
	}
	for _, d := range differences(before, after) {
		switch {
		case d.group == inOrder:
			ids, ok := orderUndone(undone.order(d.part, d.name), before.order(d.part, d.name), after.order(d.part, d.name))
			if !ok {
				since(d)
				continue
			}
			undone.setOrder(d.part, d.name, ids)
		case bytes.Equal(now[d.fact], d.before) && (now[d.fact] == nil) == (d.before == nil):
		case bytes.Equal(now[d.fact], d.after) && (now[d.fact] == nil) == (d.after == nil):
			if d.before == nil {
				delete(undone, d.fact)
			} else {
				undone[d.fact] = d.before
			}
		default:
			since(d)
		}
	}
	return undone, append(wrong, undone.orphans()...)
}

// orderUndone takes parts out of an order that a change put in, and puts those in
// that it took out, each after the one that it stood behind; those that it moved go
// back among the others. Where nothing came between, the order is again what it was.
// It cannot be where what was moved has been moved again since.
func orderUndone(now, before, after []uuid.UUID) (undone []uuid.UUID, ok bool) {
	if slices.Equal(now, after) {
		return before, true
	}
	now, ok = moveBack(now, before, after)
	undone = slices.DeleteFunc(now, func(id uuid.UUID) bool { return slices.Contains(after, id) && !slices.Contains(before, id) })
	for i, id := range before {
		if slices.Contains(after, id) || slices.Contains(undone, id) {
			continue
		}
		at := 0
		if i > 0 {
			at = slices.Index(undone, before[i-1]) + 1
		}
		undone = slices.Insert(undone, at, id)
	}
	return undone, ok
}

// moveBack puts the parts that are in all three orders into the places that they
// share now, as they followed one another before.
func moveBack(now, before, after []uuid.UUID) ([]uuid.UUID, bool) {
	shared := func(of []uuid.UUID) []uuid.UUID {
		return slices.DeleteFunc(slices.Clone(of), func(id uuid.UUID) bool {
			return !slices.Contains(now, id) || !slices.Contains(before, id) || !slices.Contains(after, id)
		})
	}
	sharedNow, sharedBefore, sharedAfter := shared(now), shared(before), shared(after)
	switch {
	case slices.Equal(sharedBefore, sharedAfter), slices.Equal(sharedBefore, sharedNow):
		return now, true
	case !slices.Equal(sharedNow, sharedAfter):
		return now, false
	}
	moved, next := slices.Clone(now), 0
	for i, id := range moved {
		if slices.Contains(sharedNow, id) {
			moved[i] = sharedBefore[next]
			next++
		}
	}
	return moved, true
}

// orphans are the facts of parts that are not there, and parts below such.
func (f facts) orphans() []*fault.Error {
	var wrong []*fault.Error
	for at := range f {
		missing := at.part != uuid.Nil && f[fact{part: at.part, name: "kind"}] == nil
		if at.part != uuid.Nil && at.name == "parent" && at.group == inHeader {
			parent := f.parent(at.part)
			missing = missing || parent != uuid.Nil && f[fact{part: parent, name: "kind"}] == nil
		}
		if missing {
			wrong = append(wrong, &fault.Error{
				Code: fault.Conflict, Field: "revision", Rule: "changedSince",
				Message: fmt.Sprintf("%s would be left without the part that it belongs to", at),
			})
		}
	}
	return wrong
}

package content

import (
	"context"
	"maps"
	"slices"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/fault"
	"github.com/cocreated/hub/storage/pg"
)

// MaxNodes is how many ids Nodes takes at once.
const MaxNodes = 100

// Nodes reads entries and parts of any kind by their ids, in the order of the
// ids; nil stands where there is none. It costs a statement per kind.
func Nodes(ctx context.Context, r *Reader, ids []string) ([]Node, error) {
	if len(ids) > MaxNodes {
		return nil, fault.Invalid("ids", "max", "at most %d ids can be asked for at once", MaxNodes)
	}
	places, wanted := make([]uuid.UUID, len(ids)), idsByKind{}
	for i, text := range ids {
		kind, id, err := DecodeID(fault.Path("ids", i), text)
		if err != nil {
			return nil, err
		}
		places[i] = id
		wanted.add(kind, id)
	}
	found, err := r.nodes(ctx, wanted)
	if err != nil {
		return nil, err
	}
	nodes := make([]Node, len(ids))
	for i, id := range places {
		nodes[i] = found[id]
	}
	return nodes, nil
}

// idsByKind are ids of entries and parts under the names of their kinds.
type idsByKind map[string][]uuid.UUID

func (ids idsByKind) add(kind string, id uuid.UUID) { ids[kind] = append(ids[kind], id) }

// nodes reads entries and parts, a statement per kind. What is not there, or not visible,
// is left out, and so is all of a kind that is not known.
func (r *Reader) nodes(ctx context.Context, wanted idsByKind) (map[uuid.UUID]Node, error) {
	found := map[uuid.UUID]Node{}
	for _, name := range slices.Sorted(maps.Keys(wanted)) {
		if kind, ok := r.kinds.Named(name); ok {
			rows, err := r.byID(ctx, kind, nil, wanted[name])
			if err != nil {
				return nil, err
			}
			for _, row := range rows {
				found[row.Header().UUID] = row
			}
		} else if kind, ok := r.kinds.PartNamed(name); ok {
			rows, err := r.parts(ctx, kind, nil, func(query *bun.SelectQuery) { query.Where("p.id = ANY(?::uuid[])", pg.UUIDs(wanted[name])) })
			if err != nil {
				return nil, err
			}
			for _, row := range rows {
				found[row.PartHeader().UUID] = row
			}
		}
	}
	return found, nil
}

// byID reads entries of a kind by their ids.
func (r *Reader) byID(ctx context.Context, kind *Kind, scope *scope, ids []uuid.UUID) ([]Row, error) {
	if r.cache != nil {
		return r.shown(ctx, kind, scope, foundIDs(ids))
	}
	return r.entries(ctx, kind, scope, func(query *bun.SelectQuery) { query.Where("k.id = ANY(?::uuid[])", pg.UUIDs(ids)) })
}

// partKinds reads of which kinds parts are, by one statement, and by none where there are no
// ids.
func (r *Reader) partKinds(ctx context.Context, ids []uuid.UUID) (idsByKind, error) {
	kinds := idsByKind{}
	if len(ids) == 0 {
		return kinds, nil
	}
	var parts []struct {
		ID   uuid.UUID
		Kind string
	}
	err := r.db.NewSelect().TableExpr("parts").Column("id", "kind").Where("id = ANY(?::uuid[])", pg.UUIDs(ids)).Scan(ctx, &parts)
	for _, part := range parts {
		kinds.add(part.Kind, part.ID)
	}
	return kinds, err
}

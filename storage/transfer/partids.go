package transfer

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"github.com/cocreated/hub/storage/edit"
	"github.com/cocreated/hub/storage/fault"
	"github.com/cocreated/hub/storage/pg"
)

// givenID is an id that a record gives to one of its parts.
type givenID struct {
	id   uuid.UUID
	path string
}

// givenIDs lists the ids that parts are given, from the top down.
func givenIDs(at string, parts []*edit.PartRecord) []givenID {
	var given []givenID
	for i, part := range parts {
		at := fault.Path(at, "parts", i)
		if part.ID != nil {
			given = append(given, givenID{id: *part.ID, path: fault.Path(at, "id")})
		}
		given = append(given, givenIDs(at, part.Parts)...)
	}
	return given
}

// withoutTakenParts leaves out the records that give a part the id of another: a
// part belongs to one entry for ever.
func (run *importRun) withoutTakenParts(ctx context.Context, batch []*batchRecord) ([]*batchRecord, error) {
	var all []uuid.UUID
	for _, next := range batch {
		for _, given := range givenIDs("", next.Parts) {
			all = append(all, given.id)
		}
	}
	if len(all) == 0 {
		return batch, nil
	}
	var rows []struct{ ID, EntryID uuid.UUID }
	err := run.tx.NewSelect().TableExpr("parts").Column("id", "entry_id").Where("id = ANY(?::uuid[])", pg.UUIDs(all)).Scan(ctx, &rows)
	if err != nil {
		return nil, err
	}
	owners := map[uuid.UUID]uuid.UUID{}
	for _, row := range rows {
		owners[row.ID] = row.EntryID
	}
	seen := map[uuid.UUID]bool{}
	return slices.DeleteFunc(batch, func(next *batchRecord) bool {
		for _, given := range givenIDs("", next.Parts) {
			owner, exists := owners[given.id]
			if seen[given.id] || exists && owner != *next.ID {
				run.problem(next.line, next.Slug, fault.Invalid(given.path, "unique", "another part has this id"))
				return true
			}
			seen[given.id] = true
		}
		return false
	}), nil
}

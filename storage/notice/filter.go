package notice

import (
	"fmt"
	"slices"

	"github.com/google/uuid"

	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/fault"
)

// Filter says what a subscriber wants to hear of. The zero value is everything.
type Filter struct {
	// Stage is the one to hear of; empty is both.
	Stage content.Stage
	// Kinds are those to hear of; nil is all.
	Kinds []content.EntryKind
	// Entries are those to hear of, each with its kind; nil is all.
	Entries map[uuid.UUID]content.EntryKind
}

func (f Filter) wants(event EntryEvent) bool {
	kind := content.EntryKind(event.Kind)
	switch {
	case f.Stage != "" && event.Stage != f.Stage, f.Kinds != nil && !slices.Contains(f.Kinds, kind):
		return false
	case f.Entries == nil:
		return true
	case event.ID != uuid.Nil:
		_, wanted := f.Entries[event.ID]
		return wanted
	}
	for _, of := range f.Entries {
		if of == kind {
			return true
		}
	}
	return false
}

// maxEntries is how many entries a filter may name.
const maxEntries = 100

// Watch makes the filter of a client, who knows entries by their opaque ids. It fails
// with a [fault.Error].
func Watch(known *content.Kinds, stage content.Stage, kinds []content.EntryKind, ids []string) (Filter, error) {
	filter := Filter{Stage: stage, Kinds: kinds}
	if ids == nil {
		return filter, nil
	}
	if len(ids) > maxEntries {
		return Filter{}, fault.Invalid("ids", "max", "at most %d ids can be watched at once", maxEntries)
	}
	filter.Entries = map[uuid.UUID]content.EntryKind{}
	for i, id := range ids {
		field := fmt.Sprintf("ids[%d]", i)
		kind, uid, err := content.DecodeID(field, id)
		if err != nil {
			return Filter{}, err
		}
		if _, ok := known.Named(kind); !ok {
			return Filter{}, fault.Invalid(field, "kind", "it is not the id of an entry")
		}
		filter.Entries[uid] = content.EntryKind(kind)
	}
	return filter, nil
}

package edit

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/cocreated/hub/storage/canonical"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/fault"
)

// difference is a fact that two versions do not share.
type difference struct {
	fact
	before, after json.RawMessage // nil: not there
}

// differences lists what it takes to come from one version to another, in the
// order of paths.
func differences(from, to facts) []difference {
	var all []difference
	for at, before := range from {
		if after, ok := to[at]; !ok || !bytes.Equal(before, after) {
			all = append(all, difference{fact: at, before: before, after: to[at]})
		}
	}
	for at, after := range to {
		if _, ok := from[at]; !ok {
			all = append(all, difference{fact: at, after: after})
		}
	}
	slices.SortFunc(all, func(a, b difference) int { return strings.Compare(a.String(), b.String()) })
	return all
}

// change is the difference as clients see it.
func (d difference) change(of facts) *FieldChange {
	change := &FieldChange{Field: d.String(), Before: shown(d.known(d.before)), After: shown(d.known(d.after))}
	if d.part != uuid.Nil {
		id := content.EncodeID(of.kind(d.part), d.part)
		change.Part = &id
		change.Field = fault.Path(string(d.group), string(d.locale), d.name)
	}
	if d.locale != "" {
		change.Locale = &d.locale
	}
	return change
}

// known writes ids of parts as clients know them.
func (d difference) known(value json.RawMessage) json.RawMessage {
	var ids []uuid.UUID
	if value == nil || d.group != inOrder || json.Unmarshal(value, &ids) != nil {
		return value
	}
	opaque := make([]string, len(ids))
	for i, id := range ids {
		opaque[i] = content.EncodeID(d.name, id)
	}
	return canonical.MustEncode(opaque)
}

// shown is text as it is, and anything else as JSON.
func shown(value json.RawMessage) *string {
	if value == nil {
		return nil
	}
	var text string
	if json.Unmarshal(value, &text) != nil {
		text = string(value)
	}
	return &text
}

// saidByOthers tells whether other differences say it already: that there is a text
// by its fields, where a part stands by the order of those below its parent.
func (d difference) saidByOthers() bool {
	return d.group == inTexts && d.name == "" || d.group == inHeader && d.name == "parent"
}

// changesOf are differences as clients see them. Parts have their kind from the
// version in which they are.
func changesOf(all []difference, from, to facts) []*FieldChange {
	changes := make([]*FieldChange, 0, len(all))
	for _, d := range all {
		if d.saidByOthers() && len(all) > 1 {
			continue
		}
		of := to
		if _, gone := from[fact{part: d.part, name: "kind"}]; gone {
			of = from
		}
		changes = append(changes, d.change(of))
	}
	return changes
}

package edit

import (
	"bytes"
	"slices"
	"testing"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/cocreated/hub/storage/canonical"
)

// TestFactsOfARecord takes records apart and puts them together: they say the same, fact
// by fact and byte by byte.
func TestFactsOfARecord(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		record := drawRecord(t)
		said := mustFacts(record)
		again := said.record(plantKind, &Record{Kind: record.Kind})
		if got := mustFacts(again); !got.equal(said) {
			t.Errorf("from facts to a record to facts something changes: %v", differences(said, got))
		}
		mustBeCanonical(t, again) // as a write does
		want, got := encodedRecord(t, record), encodedRecord(t, again)
		if !bytes.Equal(want, got) {
			t.Errorf("it became\n%s, it was\n%s", got, want)
		}
		if err := said.misplaced(); err != nil {
			t.Error(err)
		}
	})
}

func encodedRecord(t *rapid.T, record *Record) []byte {
	encoded, err := canonical.Encode(record)
	if err != nil {
		t.Fatal(err)
	}
	return encoded
}

// with makes the changes that differences tell of.
func (f facts) with(all []difference) facts {
	now := f.clone()
	for _, d := range all {
		if d.after == nil {
			delete(now, d.fact)
		} else {
			now[d.fact] = d.after
		}
	}
	return now
}

// TestDifferences are what it takes to come from one version to another, and no more.
func TestDifferences(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		from := mustFacts(drawRecord(t))
		to := merged(t, from, drawInput(t, from, anything))
		there, back := differences(from, to), differences(to, from)
		if now := from.with(there); !now.equal(to) {
			t.Errorf("with all differences it is still another: %v", differences(now, to))
		}
		if now := to.with(back); !now.equal(from) {
			t.Errorf("the way back does not lead back: %v", differences(now, from))
		}
		if len(there) != len(back) || (len(there) == 0) != from.equal(to) || len(differences(to, to)) > 0 {
			t.Errorf("%d differences there, %d back", len(there), len(back))
		}
		if !slices.IsSortedFunc(there, func(a, b difference) int { return bytes.Compare([]byte(a.String()), []byte(b.String())) }) {
			t.Errorf("they are not in the order of paths: %v", there)
		}
	})
}

// TestPlaces puts parts into places and takes them away, in any order: each that is left
// stands once where it was put.
func TestPlaces(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		now := mustFacts(drawRecord(t))
		for range rapid.IntRange(1, 8).Draw(t, "steps") {
			branches := now.partsOfKind(plantKind.Parts, uuid.Nil, "branch")
			leaves := now.partsOfKind(plantKind.Parts, uuid.Nil, "leaf")
			if len(leaves) == 0 {
				return
			}
			leaf, parent := rapid.SampledFrom(leaves).Draw(t, "leaf"), rapid.SampledFrom(branches).Draw(t, "branch")
			before := now.clone()
			if rapid.IntRange(0, 3).Draw(t, "what") == 0 {
				now.removePart(leaf)
				if got := now.partsOfKind(plantKind.Parts, uuid.Nil, "leaf"); slices.Contains(got, leaf) || len(got) != len(leaves)-1 {
					t.Fatalf("without %s there are %v of %v", leaf, got, leaves)
				}
			} else {
				position := rapid.IntRange(-1, 4).Draw(t, "position")
				now.place(leaf, parent, position)
				siblings := slices.DeleteFunc(before.order(parent, "leaf"), func(id uuid.UUID) bool { return id == leaf })
				if position < 0 || position > len(siblings) {
					position = len(siblings)
				}
				if got, want := now.order(parent, "leaf"), slices.Insert(siblings, position, leaf); !slices.Equal(got, want) {
					t.Fatalf("at %d below %s they are %v, want %v", position, parent, got, want)
				}
			}
			if err := now.misplaced(); err != nil {
				t.Fatal(err)
			}
			// Nothing but places has changed, and what stood on what is gone.
			for _, d := range differences(before, now) {
				if d.group != inOrder && d.part != leaf {
					t.Fatalf("%s is another: %s, it was %s", d.fact, d.after, d.before)
				}
			}
		}
	})
}

// TestRemoveText takes a language away: everywhere where it is the entry's, and else of
// the part alone.
func TestRemoveText(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		from := mustFacts(drawRecord(t))
		part := rapid.SampledFrom(append(from.partsOfKind(plantKind.Parts, uuid.Nil, "branch"), uuid.Nil)).Draw(t, "part")
		now := from.clone()
		now.removeText(part, "it")
		for at := range from {
			goes := at.group == inTexts && at.locale == "it" && (part == uuid.Nil || at.part == part)
			if _, stays := now[at]; stays == goes {
				t.Errorf("%s stays: %v", at, stays)
			}
		}
	})
}

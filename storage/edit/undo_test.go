package edit

import (
	"bytes"
	"slices"
	"testing"

	"github.com/google/uuid"
	"pgregory.net/rapid"
)

// TestUndoAtOnce takes back what was just done, whatever it was, and takes that back.
func TestUndoAtOnce(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		before := mustFacts(drawRecord(t))
		after := merged(t, before, drawInput(t, before, anything))
		undone, wrong := undo(after, before, after)
		if len(wrong) > 0 || !undone.equal(before) {
			t.Fatalf("undone it is another: %v, %v", differences(before, undone), wrong)
		}
		again, wrong := undo(undone, after, before)
		if len(wrong) > 0 || !again.equal(after) {
			t.Errorf("with the undo undone it is another: %v, %v", differences(after, again), wrong)
		}
	})
}

// TestUndoLater takes back a change of fields after any others have come: just what it
// changed is as before, and the rest stays. It is refused, by name, where somebody has
// changed the same since.
func TestUndoLater(t *testing.T) {
	t.Parallel()
	fields := func(name string) bool { return name != "branches" }
	rapid.Check(t, func(t *rapid.T) {
		before := mustFacts(drawRecord(t))
		after := merged(t, before, drawInput(t, before, fields))
		now := after
		for range rapid.IntRange(0, 4).Draw(t, "changes since") {
			now = merged(t, now, drawInput(t, now, anything))
		}
		want, refused := now.clone(), 0
		for _, d := range differences(before, after) {
			if got := now[d.fact]; !bytes.Equal(got, d.after) && !bytes.Equal(got, d.before) {
				refused++
			} else if want[d.fact] = d.before; d.before == nil {
				delete(want, d.fact)
			}
		}
		undone, wrong := undo(now, before, after)
		if len(wrong) != refused {
			t.Fatalf("%d facts have changed since, and these are refused: %v", refused, wrong)
		}
		for _, problem := range wrong {
			if problem.Rule != "changedSince" || problem.Field != "revision" {
				t.Errorf("refused by %+v", problem)
			}
		}
		if refused == 0 && !undone.equal(want) {
			t.Errorf("undone it is another: %v", differences(want, undone))
		}
	})
}

// TestUndoOfParts takes back a change of parts after others: what is accepted leaves no
// part without a place, and none behind that the change brought.
func TestUndoOfParts(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		before := mustFacts(drawRecord(t))
		after := merged(t, before, drawInput(t, before, anything))
		now := after
		for range rapid.IntRange(0, 3).Draw(t, "changes since") {
			now = merged(t, now, drawInput(t, now, func(name string) bool { return name == "branches" }))
		}
		undone, wrong := undo(now, before, after)
		if len(wrong) > 0 {
			return
		}
		if err := undone.misplaced(); err != nil {
			t.Fatal(err)
		}
		for _, d := range differences(before, after) {
			if d.group == inHeader && d.name == "kind" && (undone.kind(d.part) == "") != (d.before == nil) {
				t.Errorf("the part %s was there before: %v, and now it is %q", d.part, d.before != nil, undone.kind(d.part))
			}
		}
	})
}

// reordered draws an order that comes of another: some go, some move, and new ones come.
func reordered(t *rapid.T, what string, from, fresh []uuid.UUID) []uuid.UUID {
	order := rapid.Permutation(from).Draw(t, what)[:rapid.IntRange(0, len(from)).Draw(t, "left "+what)]
	if rapid.Bool().Draw(t, "nothing moves "+what) {
		slices.SortFunc(order, func(a, b uuid.UUID) int { return slices.Index(from, a) - slices.Index(from, b) })
	}
	for _, id := range fresh {
		if rapid.Bool().Draw(t, "one more "+what) {
			order = slices.Insert(slices.Clone(order), rapid.IntRange(0, len(order)).Draw(t, "at"), id)
		}
	}
	return order
}

// TestOrderUndone takes parts out that a change put in, and puts those in that it took
// out, among whatever has come and gone since.
func TestOrderUndone(t *testing.T) {
	t.Parallel()
	ids := make([]uuid.UUID, 9)
	for i := range ids {
		ids[i][15] = byte(i + 1)
	}
	rapid.Check(t, func(t *rapid.T) {
		before := rapid.Permutation(ids[:5]).Draw(t, "before")[:rapid.IntRange(0, 5).Draw(t, "many")]
		after := reordered(t, "after", before, ids[5:7])
		now := reordered(t, "now", after, append(slices.Clone(ids[7:]), before...))
		seen := map[uuid.UUID]bool{}
		now = slices.DeleteFunc(now, func(id uuid.UUID) bool {
			twice := seen[id]
			seen[id] = true
			return twice
		})
		undone, ok := orderUndone(slices.Clone(now), before, after)
		for _, id := range ids {
			there := slices.Contains(now, id)
			if wasThere, isThere := slices.Contains(before, id), slices.Contains(after, id); wasThere != isThere {
				there = wasThere
			}
			n := 0
			for _, other := range undone {
				if other == id {
					n++
				}
			}
			if n > 1 || (n == 1) != there {
				t.Fatalf("%v stands there %d times, want %v: before %v, after %v, now %v, undone %v", id, n, there, before, after, now, undone)
			}
		}
		if slices.Equal(now, after) && (!ok || !slices.Equal(undone, before)) {
			t.Errorf("nothing came between %v and its undo, and it is %v", before, undone)
		}
		// Those that came since stand as they did, to one another.
		since := func(of []uuid.UUID) []uuid.UUID {
			return slices.DeleteFunc(slices.Clone(of), func(id uuid.UUID) bool { return slices.Contains(before, id) || slices.Contains(after, id) })
		}
		if !slices.Equal(since(now), since(undone)) {
			t.Errorf("what came since stood as %v, now as %v", since(now), since(undone))
		}
		for i, id := range before {
			if i == 0 || slices.Contains(after, id) || slices.Contains(now, id) || !slices.Contains(undone, before[i-1]) {
				continue
			}
			if at := slices.Index(undone, id); at == 0 || undone[at-1] != before[i-1] {
				t.Errorf("%v is not behind %v, as it was in %v: undone %v", id, before[i-1], before, undone)
			}
		}
		// Of the parts in all three orders: as before, where nobody has moved them since.
		shared := func(of []uuid.UUID) []uuid.UUID {
			return slices.DeleteFunc(slices.Clone(of), func(id uuid.UUID) bool {
				return !slices.Contains(before, id) || !slices.Contains(after, id) || !slices.Contains(now, id)
			})
		}
		moved, movedSince := !slices.Equal(shared(before), shared(after)), !slices.Equal(shared(after), shared(now))
		switch {
		case moved && movedSince && !slices.Equal(shared(now), shared(before)):
			if ok {
				t.Errorf("before %v, after %v, now %v: accepted", before, after, now)
			}
		case !ok:
			t.Errorf("before %v, after %v, now %v: refused", before, after, now)
		case moved && !slices.Equal(shared(undone), shared(before)):
			t.Errorf("before %v, after %v, now %v: undone as %v", before, after, now, undone)
		case !moved && !slices.Equal(shared(undone), shared(now)):
			t.Errorf("nothing was moved, and it is undone as %v, from %v", undone, now)
		}
	})
}

package fault

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"
)

func ExamplePath() {
	fmt.Println(Path("orderBy", 1))
	fmt.Println(Path("texts", "it", "title"))
	fmt.Println(Path("", "parts", 0, "parts", 2))
	// Output:
	// orderBy[1]
	// texts.it.title
	// parts[0].parts[2]
}

// TestPathInPieces joins the steps of a path at once, and in two pieces: it is the same
// path, so that whoever checks something need not know where it stands.
func TestPathInPieces(t *testing.T) {
	t.Parallel()
	step := rapid.OneOf(rapid.Just[any](""), rapid.Map(rapid.StringMatching(`[a-zA-Z-]{1,8}`), toAny), rapid.Map(rapid.IntRange(0, 1000), toAny))
	rapid.Check(t, func(t *rapid.T) {
		steps := rapid.SliceOfN(step, 0, 8).Draw(t, "steps")
		at := rapid.IntRange(0, len(steps)).Draw(t, "at")
		whole := Path(steps...)
		if got := Path(append([]any{Path(steps[:at]...)}, steps[at:]...)...); got != whole {
			t.Errorf("going on from the first %d steps it is %q, want %q", at, got, whole)
		}
		if got := Path(append(steps[:at:at], Path(steps[at:]...))...); got != whole {
			t.Errorf("going up to the rest from %d it is %q, want %q", at, got, whole)
		}
	})
}

func toAny[T any](value T) any { return value }

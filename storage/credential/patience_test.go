package credential

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// TestPatience holds of any rule, after any number of failures.
func TestPatience(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		first := time.Duration(rapid.Int64Range(1, int64(time.Minute)).Draw(t, "first"))
		rule := patience{free: rapid.IntRange(0, 50).Draw(t, "free"), first: first, longest: first * time.Duration(rapid.IntRange(1, 1000).Draw(t, "times"))}
		failures := rapid.IntRange(0, 5000).Draw(t, "failures")
		now, next := rule.wait(failures), rule.wait(failures+1)
		switch {
		case (now == 0) != (failures < rule.free):
			t.Fatalf("after %d of %d free failures: wait %v", failures, rule.free, now)
		case now > rule.longest:
			t.Fatalf("wait %v, longer than %v", now, rule.longest)
		case now > 0 && next != min(2*now, rule.longest):
			t.Fatalf("wait %v after %v", next, now)
		}
	})
}

package content

import (
	"testing"
	"time"
)

// TestStanding keeps what was read as of a moment only where no other lies between that and what is known: a request
// that began before a deadline and ends after it must not leave behind what was so before.
func TestStanding(t *testing.T) {
	t.Parallel()
	noon := time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)
	for name, test := range map[string]struct {
		asOf, at, until time.Time
		want            bool
	}{
		"Now":                    {noon, noon, time.Time{}, true},
		"Later":                  {noon.Add(time.Second), noon, noon.Add(time.Minute), true},
		"FoundOutSince":          {noon, noon.Add(time.Microsecond), time.Time{}, false},
		"AMomentPassedMeanwhile": {noon.Add(time.Minute), noon, noon.Add(time.Minute), false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := (Standing{At: test.at, Until: test.until}).holds(test.asOf); got != test.want {
				t.Errorf("it holds: %t", got)
			}
		})
	}
}

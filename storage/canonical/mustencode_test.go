package canonical_test

import (
	"math"
	"testing"

	"github.com/cocreated/hub/storage/canonical"
)

// TestMustEncode writes markup as it is, and does not let pass what cannot be written.
func TestMustEncode(t *testing.T) {
	t.Parallel()
	if got := string(canonical.MustEncode(map[string]string{"b": "<b>", "a": "&"})); got != `{"a":"&","b":"<b>"}` {
		t.Errorf("it writes %s", got)
	}
	defer func() {
		if recover() == nil {
			t.Error("it writes what is no number")
		}
	}()
	canonical.MustEncode(math.NaN())
}

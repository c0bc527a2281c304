package limit_test

import (
	"testing"

	"github.com/cocreated/hub/graph/limit"
)

func TestAnswerCap(t *testing.T) {
	t.Parallel()
	if errs := ask(t, newServer(t, newSchema(), limit.Limits{Bytes: 2}), query("{ thing { id } }")); len(errs) != 0 {
		t.Errorf("an answer of two bytes is refused: %v", errs)
	}
	errs := ask(t, newServer(t, newSchema(), limit.Limits{Bytes: 1}), query("{ thing { id } }"))
	if len(errs) != 1 || errs[0].Extensions["limit"] != "bytes" || errs[0].Extensions["max"] != 1.0 || errs[0].Extensions["found"] != 2.0 {
		t.Errorf("an answer that is too large is answered with %v", errs)
	}
}

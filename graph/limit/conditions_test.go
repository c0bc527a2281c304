package limit_test

import (
	"testing"

	"github.com/cocreated/hub/graph/limit"
)

func TestConditions(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		query   string
		value   any
		refused bool
	}{
		"True":            {"query ($if: Boolean = true) { thing @include(if: $if) { id } }", true, false},
		"NullElsewhere":   {"query ($if: String) { thing @skip(if: false) { title(where: {title: $if}) } }", nil, false},
		"NullOnAField":    {"query ($if: Boolean = true) { thing @include(if: $if) { id } }", nil, true},
		"NullDeep":        {"query ($if: Boolean = true) { thing { thing { ... { id @skip(if: $if) } } } }", nil, true},
		"NullOnASpread":   {"query ($if: Boolean = true) { thing { ...A @include(if: $if) } } fragment A on Thing { id }", nil, true},
		"NullInAFragment": {"query ($if: Boolean = true) { thing { ...A ...A } } fragment A on Thing { id @skip(if: $if) }", nil, true},
	}
	srv := newServer(t, newSchema(), limit.Limits{})
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			errs := ask(t, srv, map[string]any{"query": test.query, "variables": map[string]any{"if": test.value}})
			if refused := len(errs) == 1 && errs[0].Extensions["code"] == "BAD_USER_INPUT"; refused != test.refused || len(errs) > 1 {
				t.Errorf("got %v, want refused %v", errs, test.refused)
			}
		})
	}
}

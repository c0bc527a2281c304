package fault_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/cocreated/hub/storage/fault"
)

func TestErrors(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		err  *fault.Error
		want fault.Error
		says string
	}{
		"Invalid":      {fault.Invalid("size", "max", "at most %d", 3), fault.Error{Code: fault.BadInput, Field: "size", Rule: "max"}, "size: at most 3"},
		"Missing":      {fault.Missing("id", "there is no %s", "cup"), fault.Error{Code: fault.NotFound, Field: "id", Rule: "notFound"}, "id: there is no cup"},
		"Conflicting":  {fault.Conflicting("id", "open", "it is open"), fault.Error{Code: fault.Conflict, Field: "id", Rule: "open"}, "id: it is open"},
		"Unidentified": {fault.Unidentified("sign in"), fault.Error{Code: fault.Unauthenticated}, "sign in"},
		"Denied":       {fault.Denied("not %s", "you"), fault.Error{Code: fault.Forbidden}, "not you"},
	} {
		got := *test.err
		got.Message = ""
		if got != test.want || test.err.Error() != test.says {
			t.Errorf("%s: got %+v, which says %q", name, got, test.err)
		}
	}
}

func TestPath(t *testing.T) {
	t.Parallel()
	for want, steps := range map[string][]any{
		"":                     {},
		"slug":                 {"slug"},
		"modules[0].slug":      {"modules", 0, "slug"},
		"texts.it.title":       {"texts", "", "it", "title"},
		"modules[1].texts[bg]": {"modules", 1, "texts", "[bg]"},
	} {
		if got := fault.Path(steps...); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// An edge finds out whether an error is one that the caller can mend, and tells only that.
func Example() {
	err := fmt.Errorf("update: %w", fault.Invalid(fault.Path("modules", 0, "slug"), "max", "at most %d characters are allowed", 80))
	var known *fault.Error
	if errors.As(err, &known) {
		fmt.Println(known.Code, known.Rule, known)
	}
	// Output: BAD_USER_INPUT max modules[0].slug: at most 80 characters are allowed
}

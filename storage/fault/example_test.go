package fault_test

import (
	"fmt"

	"github.com/cocreated/hub/storage/fault"
)

// Whatever the caller can mend says which field breaks which rule.
func ExampleInvalid() {
	err := fault.Invalid("first", "max", "at most %d entries fit on a page", 100)
	fmt.Println(err.Code, err.Rule)
	fmt.Println(err)
	// Output:
	// BAD_USER_INPUT max
	// first: at most 100 entries fit on a page
}

// All that is wrong is told at once, however deep the error was wrapped.
func ExampleMendable() {
	wrong := fault.Join(
		fault.Invalid("slug", "slug", "%q is not a slug", "No Slug"),
		fault.Invalid("texts[0].title", "required", "it must not be empty"),
	)
	for _, problem := range fault.Mendable(fmt.Errorf("line 7: %w", wrong)) {
		fmt.Println(problem.Field, problem.Rule)
	}
	// What one may not do cannot be mended by another value.
	fmt.Println(len(fault.Mendable(&fault.Error{Code: fault.Forbidden, Message: "this is not for you"})))
	// Output:
	// slug slug
	// texts[0].title required
	// 0
}

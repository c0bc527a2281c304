package words_test

import (
	"fmt"

	"github.com/cocreated/hub/storage/format/words"
)

func ExampleDiff() {
	for _, segment := range words.Diff("The old hub opens.", "The new hub opens.") {
		fmt.Printf("%-8s %q\n", segment.Op, segment.Text)
	}
	// Output:
	// EQUAL    "The "
	// DELETED  "old"
	// INSERTED "new"
	// EQUAL    " hub opens."
}

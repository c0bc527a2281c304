package argument_test

import (
	"fmt"

	"github.com/cocreated/hub/storage/argument"
)

type colour string

// What is optional comes as a pointer, and an enum as a type of its own.
func ExamplePlain() {
	red := colour("RED")
	fmt.Println(argument.Plain(&red) == "RED", argument.Plain(7))
	fmt.Println(argument.IsNil((*colour)(nil)), argument.IsNil(""))
	fmt.Println(argument.Words([]*colour{&red}))
	// Output:
	// true 7
	// true false
	// [RED]
}

package canonical_test

import (
	"fmt"

	"github.com/cocreated/hub/storage/canonical"
)

func ExampleEncode() {
	line, err := canonical.Encode(map[string]any{"title": "Bread & <b>butter</b>", "number": 1})
	fmt.Println(string(line), err)
	// Output: {"number":1,"title":"Bread & <b>butter</b>"} <nil>
}

func ExampleDecode() {
	var area struct {
		Scheme string `json:"scheme"`
	}
	fmt.Println(canonical.Decode("fields", []byte(`{"scheme":"TOOLKIT"}`), &area) == nil, area.Scheme)
	fmt.Println(canonical.Decode("fields", []byte(`{"sceme":"TOOLKIT"}`), &area))
	fmt.Println(canonical.Decode("fields", []byte(`{"scheme":7}`), &area))
	// Output:
	// true TOOLKIT
	// fields.sceme: there is no such field
	// fields.scheme: a number does not belong here
}

package segment_test

import (
	"fmt"

	"github.com/cocreated/hub/storage/format/segment"
)

// A translator meets words; the markup stays that of the source.
func Example() {
	pieces := segment.Markdown("# See [the hub](https://example.org)\n")
	translations := map[string][]segment.Run{}
	for _, piece := range pieces {
		if !piece.Words() {
			continue
		}
		link := segment.Codes(piece.Runs)[0]
		fmt.Println(link.Kind, link.Inside[0].Text)
		translations[piece.ID] = []segment.Run{
			{Text: "Vedi "}, {Code: &segment.Code{ID: link.ID, Spans: true, Inside: []segment.Run{{Text: "lo hub"}}}},
		}
	}
	filled, problem := segment.Fill(pieces, translations)
	fmt.Print(filled, problem == nil, "\n")
	// Output:
	// link the hub
	// # Vedi [lo hub](https://example.org)
	// true
}

package caption_test

import (
	"fmt"

	"github.com/cocreated/hub/storage/format/caption"
)

// What comes as SRT goes out as WebVTT, and as a text to be read through.
func Example() {
	cues, err := caption.Read("1\n00:00:01,000 --> 00:00:02,500\nBread & butter\n\n2\n00:00:06,000 --> 00:00:07,000\nand more\n")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(caption.WebVTT(cues))
	fmt.Println("--")
	fmt.Print(caption.Transcript(cues))
	// Output:
	// WEBVTT
	//
	// 00:00:01.000 --> 00:00:02.500
	// Bread &amp; butter
	//
	// 00:00:06.000 --> 00:00:07.000
	// and more
	// --
	// Bread & butter
	//
	// and more
}

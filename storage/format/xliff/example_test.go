package xliff_test

import (
	"fmt"
	"strings"

	"github.com/cocreated/hub/storage/format/xliff"
)

// A text goes out, is translated by whatever tool, and comes back.
func Example() {
	title := xliff.UnitID{"course/1", "title", 3}
	source := []string{"Courage for beginners"}
	var out strings.Builder
	err := xliff.Write(&out, &xliff.Document{
		SourceLanguage: "en", TargetLanguage: "it",
		Files: []xliff.File{{ID: "course/1", Units: []xliff.Unit{{ID: title, Source: source, State: xliff.Initial}}}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	file := strings.NewReplacer(
		`state="initial"`, `state="translated"`,
		"</source>", "</source><target>Coraggio per principianti</target>",
	).Replace(out.String())
	back, err := xliff.Read(file)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, unit := range back.Units {
		translation, problem := unit.Translation(source, false)
		fmt.Println(unit.ID == title, translation.State, translation.Texts, problem == nil)
	}
	// Output: true translated [Coraggio per principianti] true
}

// Package contenttest has two kinds for tests of the engine, which knows no kind: a plant
// and the garden that it may grow in. Together they use every ability of a description
// once. They belong to no hub; the package storagetest makes their tables in a database.
package contenttest

import (
	_ "embed"

	"github.com/cocreated/hub/storage/content"
)

// Tables is the SQL of the tables of the kinds, as of a migration that is applied to the
// schemas draft and live alike.
//
//go:embed tables.sql
var Tables string

// GardenLanguages names the set of languages that gardens are written in.
const GardenLanguages = "gardens"

// Languages are those of the kinds.
func Languages() content.Languages {
	return content.Languages{content.ContentLanguages: {"en", "fr", "it", "bg"}, GardenLanguages: {"it", "en"}}
}

// Kinds is the list of the kinds.
func Kinds() *content.Kinds {
	kinds, err := content.NewKinds(plantKind(), gardenKind())
	if err != nil {
		panic(err)
	}
	return kinds
}
